import { costWords, savedWords } from '@shared/model/cost'
import { modelName } from '@shared/model/engine'
import type { Message } from '@shared/model/message'
import { formatDecimal, formatNumber } from '../../ui/amounts'

/** The discreet line under a finished answer: model, tokens, cost. Empty where nothing is known. */
export const factsOf = (message: Pick<Message, 'model' | 'usage' | 'costUsd'>): readonly string[] => {
  const facts: string[] = []
  if (message.model) facts.push(modelName(message.model))
  if (message.usage) {
    const { inputTokens, outputTokens } = message.usage
    facts.push(`${formatNumber(inputTokens)} in, ${formatNumber(outputTokens)} out`)
  }
  if (message.costUsd !== undefined) facts.push(costWords(message.costUsd))
  return facts
}

/** Everything that is known of what an answer took. */
export const detailsOf = (
  message: Pick<Message, 'model' | 'usage' | 'costUsd' | 'createdAt' | 'finishedAt'>,
): readonly string[] => {
  const { model, usage, costUsd, createdAt, finishedAt } = message
  const details = model ? [model] : []
  if (usage) {
    const { inputTokens, cachedInputTokens, outputTokens, reasoningTokens } = usage
    details.push(
      `${formatNumber(inputTokens)} tokens in, ${formatNumber(cachedInputTokens)} of them cached`,
      `${formatNumber(outputTokens)} tokens out, ${formatNumber(reasoningTokens)} of them for reasoning`,
    )
  }
  if (costUsd !== undefined) details.push(costWords(costUsd))
  if (usage?.webSearches) details.push(`${formatNumber(usage.webSearches)} searches of the web by the engine`)
  const saved = savedWords(usage?.cacheSavedUsd)
  if (saved !== null) details.push(saved)
  if (finishedAt !== undefined) details.push(`took ${formatDecimal((finishedAt - createdAt) / 1000)} s`)
  return details
}
