import type { Conversation } from '@shared/model/conversation'
import { toolKey } from '@shared/model/tool'
import type { ToolContext } from '../tools/tool'
import type { AnswerPlan } from './AnswerPlanner'
import type { Feeds } from './Feeds'
import type { LiveMessage } from './LiveMessage'
import type { Previews } from './Previews'

/** A plan that is carried out: its message, and the window that asked. */
export interface Writing {
  readonly plan: AnswerPlan
  readonly live: LiveMessage
  readonly windowId: number | null
}

/** What a tool may do to the answer that called it. */
export const toolContextOf = (
  { feeds, previews }: { readonly feeds: Feeds; readonly previews: Previews },
  { plan, live, windowId }: Writing,
  callId: string,
  signal: AbortSignal,
): ToolContext => {
  const conversationId = plan.conversation.id
  return {
    conversationId,
    messageId: live.id,
    callId,
    engine: plan.settings.engine,
    windowId,
    signal,
    addPart: (part) => live.add(part),
    messages: () => [...plan.history, live.message],
    replacePart: (index, part) => live.replace(index, part),
    say: (words) => live.say(words),
    // Those of a call are kept with its result.
    addQuestion: () => {},
    addLink: () => {},
    addSources: (sources) => live.addSources(sources),
    preview: (index, bytes) => {
      const revision = previews.put(live.id, index, bytes)
      feeds.publish(conversationId, { type: 'picture.previewed', messageId: live.id, index, revision })
    },
    charge: (costUsd) => live.charge(null, costUsd),
  }
}

/** The tools that the model is not told of in this conversation. */
export const leftOutOf = ({ choices, isTemporary }: Conversation): readonly string[] => [
  ...(choices.leftOutTools ?? []),
  // A temporary conversation may be told what is remembered, and leaves nothing behind.
  ...(choices.usesMemory === false || isTemporary ? [toolKey('parley', 'remember')] : []),
]
