import { lazily } from '@shared/lib/lazily'
import { costWords } from '@shared/model/cost'
import { modelName } from '@shared/model/engine'
import type { Message } from '@shared/model/message'

const tokens = lazily(() => new Intl.NumberFormat('en'))

/** The discreet line under a finished answer: model, tokens, cost. Empty where nothing is known. */
export const factsOf = (message: Pick<Message, 'model' | 'usage' | 'costUsd'>): readonly string[] => {
  const facts: string[] = []
  if (message.model) facts.push(modelName(message.model))
  if (message.usage) {
    const { inputTokens, outputTokens } = message.usage
    facts.push(`${tokens().format(inputTokens)} in, ${tokens().format(outputTokens)} out`)
  }
  if (message.costUsd !== undefined) facts.push(costWords(message.costUsd))
  return facts
}

const seconds = lazily(() => new Intl.NumberFormat('en', { maximumFractionDigits: 1 }))

/** Everything that is known of what an answer took. */
export const detailsOf = (
  message: Pick<Message, 'model' | 'usage' | 'costUsd' | 'createdAt' | 'finishedAt'>,
): readonly string[] => {
  const { model, usage, costUsd, createdAt, finishedAt } = message
  const details = model ? [model] : []
  if (usage) {
    const { inputTokens, cachedInputTokens, outputTokens, reasoningTokens } = usage
    details.push(
      `${tokens().format(inputTokens)} tokens in, ${tokens().format(cachedInputTokens)} of them cached`,
      `${tokens().format(outputTokens)} tokens out, ${tokens().format(reasoningTokens)} of them for reasoning`,
    )
  }
  if (costUsd !== undefined) details.push(costWords(costUsd))
  if (finishedAt !== undefined) details.push(`took ${seconds().format((finishedAt - createdAt) / 1000)} s`)
  return details
}

const size = lazily(() => new Intl.NumberFormat('en', { maximumFractionDigits: 1 }))

/** The size of a file in the unit that people think of it in. */
export const formatBytes = (bytes: number): string => {
  if (bytes < 1024) return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`
  if (bytes < 1024 * 1024) return `${size().format(bytes / 1024)} KB`
  return `${size().format(bytes / 1024 / 1024)} MB`
}
