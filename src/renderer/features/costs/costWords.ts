import type { CostSummary } from '@shared/model/cost'
import { formatCost, savedWords } from '@shared/model/cost'
import { counted, formatNumber } from '../../ui/amounts'

/** The sum in a few words; what is not in it is said. */
export const totalWords = ({ costUsd, unknownCount }: CostSummary): string => {
  if (unknownCount === 0) return formatCost(costUsd)
  const unknown = counted(unknownCount, 'cost unknown', 'costs unknown')
  return costUsd === 0 ? unknown : `${formatCost(costUsd)} and ${unknown}`
}

/** What the sum is made of. */
export const detailWords = ({
  usage,
  answers,
  pictures,
  speechUsd,
  savedUsd,
}: CostSummary): readonly string[] => {
  const words = [counted(answers, 'answer', 'answers')]
  if (pictures > 0) words.push(counted(pictures, 'picture', 'pictures'))
  if (speechUsd > 0) words.push(`${formatCost(speechUsd)} for speech`)
  const saved = savedWords(savedUsd)
  return [...words, ...usageWords(usage), ...(saved === null ? [] : [saved])]
}

/** Tokens by kind; kinds of which there are none are left out. */
const usageWords = (usage: CostSummary['usage']): readonly string[] => {
  const { inputTokens, cachedInputTokens, outputTokens, reasoningTokens } = usage
  if (inputTokens === 0 && outputTokens === 0) return []
  const input = cachedInputTokens > 0 ? `, ${formatNumber(cachedInputTokens)} of them cached` : ''
  const output = reasoningTokens > 0 ? `, ${formatNumber(reasoningTokens)} of them for reasoning` : ''
  return [
    `${counted(inputTokens, 'token', 'tokens')} in${input}`,
    `${counted(outputTokens, 'token', 'tokens')} out${output}`,
  ]
}
