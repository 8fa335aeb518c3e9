import { TemporaryConversations } from '../conversations/TemporaryConversations'
import type { Answers } from './answers'
import type { Foundation } from './foundation'

/** Conversations that are in memory only. */
export const composeTemporary = (
  { library, rows, feeds, events, now, newId }: Foundation,
  { runner, queue }: Answers,
) => ({
  temporary: new TemporaryConversations({
    library,
    rows,
    feeds,
    queue,
    stop: runner.stop.bind(runner),
    events,
    now,
    newId,
  }),
})
