import { attachFor } from '../capture/attachFor'
import { TemporaryConversations } from '../conversations/TemporaryConversations'
import type { Answers } from './answers'
import type { Foundation } from './foundation'
import type { composePictures } from './pictures'

/** Conversations that are in memory only, and what is attached for them. */
export const composeTemporary = (
  { library, settings, rows, feeds, events, now, newId }: Foundation,
  { runner, queue }: Answers,
  { attachFile }: Pick<ReturnType<typeof composePictures>, 'attachFile'>,
) => {
  const temporary = new TemporaryConversations({
    library,
    rows,
    feeds,
    queue,
    stop: runner.stop.bind(runner),
    events,
    now,
    newId,
  })
  return { temporary, attachesFor: attachFor({ library: { attachFile }, temporary, settings }) }
}
