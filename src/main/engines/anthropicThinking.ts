import type { OutputConfig, ThinkingConfigParam } from '@anthropic-ai/sdk/resources/messages/messages'
import { assertNever } from '@shared/lib/assertNever'
import type { ClaudeFacts } from '@shared/model/claudeModels'
import type { ReasoningEffort } from '@shared/model/conversation'

export interface Thinking {
  /** Undefined: as the model does it where nothing is said, which is not to think. */
  readonly thinking?: ThinkingConfigParam
  readonly effort?: NonNullable<OutputConfig['effort']>
}

/** Shown in its summary: some models send no word of it where that is not asked for. */
const adaptive: ThinkingConfigParam = { type: 'adaptive', display: 'summarized' }

/** Tokens to think with, for models that are told a number. */
const budgets: Readonly<Record<Exclude<ReasoningEffort, 'none'>, number>> = {
  minimal: 1_024,
  low: 4_096,
  medium: 8_192,
  high: 16_384,
  xhigh: 32_768,
}

/** How the user's effort is said to a model; `length`: the most tokens of its answer, thoughts included. */
export const thinkingFor = (
  facts: ClaudeFacts,
  effort: ReasoningEffort | undefined,
  length: number,
): Thinking => {
  const isOff = effort === 'none'
  switch (facts.thinking) {
    case 'always':
      return { thinking: adaptive, ...effortOf(isOff ? 'low' : effort, facts) }
    case 'usually':
      if (isOff) return { thinking: { type: facts.offAs ?? 'disabled' } }
      return { thinking: adaptive, ...effortOf(effort, facts) }
    case 'asked':
      return isOff || effort === undefined ? {} : { thinking: adaptive, ...effortOf(effort, facts) }
    case 'budget': {
      if (isOff || effort === undefined) return {}
      // There must be room left for the answer itself.
      const budget = Math.min(budgets[effort], Math.floor(length / 2))
      return budget < 1_024 ? {} : { thinking: { type: 'enabled', budget_tokens: budget } }
    }
    default:
      return assertNever(facts.thinking)
  }
}

const effortOf = (
  effort: ReasoningEffort | undefined,
  { takesXhigh }: ClaudeFacts,
): Pick<Thinking, 'effort'> => {
  if (effort === undefined || effort === 'none') return {}
  if (effort === 'minimal') return { effort: 'low' }
  return { effort: effort === 'xhigh' && !takesXhigh ? 'high' : effort }
}
