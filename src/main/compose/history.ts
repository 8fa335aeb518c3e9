import { AppError } from '@shared/ipc/errors'
import type { Message } from '@shared/model/message'
import { Backups } from '../backups/Backups'
import { Conversations } from '../conversations/Conversations'
import { Drafts } from '../conversations/Drafts'
import { MessageTree } from '../conversations/MessageTree'
import { Organizer } from '../conversations/Organizer'
import { type TitleModel, Titles } from '../conversations/Titles'
import { priceOfAnswer } from '../costs/prices'
import type { EngineRegistry } from '../engines/EngineRegistry'
import type { Answers } from './answers'
import type { Foundation } from './foundation'
import type { composeTemporary } from './temporary'

/** Conversations as they are kept: their rows, their tree, their order, their titles, their backups. */
export const composeHistory = (
  foundation: Foundation,
  { activeRuns, runner, queue, temporary }: Answers & ReturnType<typeof composeTemporary>,
  isTransferring: () => boolean,
) => {
  const { library, libraryOpened, growth, unsaved, rows, feeds, events, notices } = foundation
  const { settings, engines, costs, now, newId } = foundation
  const drafts = new Drafts(library)
  const conversations = new Conversations({
    library,
    rows,
    feeds,
    activeRuns,
    stop: runner.stop.bind(runner),
    queue,
    drafts,
    unsaved,
    events,
  })
  const organizer = new Organizer({
    library,
    rows,
    events,
    stop: runner.stop.bind(runner),
    remove: conversations.delete.bind(conversations),
    now,
    newId,
  })
  const tree = new MessageTree({ library, rows, feeds, activeRuns, now, newId })
  const titles = new Titles({
    isTemporary: temporary.has.bind(temporary),
    isWanted: () => settings.get().makeTitles,
    modelFor: (answer) => titleModel(engines, answer),
    retitle: conversations.retitle.bind(conversations),
    charge: costs.charge.bind(costs),
  })
  const backups = new Backups({
    library,
    notices,
    pause: async () => {
      await runner.interruptAll()
      // Nothing can be written to it, and a backup is the way back.
      if (library.isUnavailable) return () => runner.resume()
      try {
        await growth.flush()
        await unsaved.retry()
        // It would be nowhere: neither in what is set aside nor in what takes its place.
        if (!unsaved.isEmpty) throw new AppError('library/disk-full', 'An answer could not be written yet')
      } catch (error) {
        runner.resume()
        throw error
      }
      return () => runner.resume()
    },
    isTransferring,
    onReplaced: () => {
      queue.forgetAll()
      feeds.dispose()
      events.publish({ type: 'library.replaced' })
    },
    newId,
    now,
  })
  libraryOpened.subscribe(({ report, isRestart }) => {
    if (!isRestart && report.readOnly === null) void organizer.emptyExpired()
    backups.opened(report)
  })
  // Each of these handles its own failures.
  runner.ended.subscribe(({ conversation, answer, history, isBeside }) => {
    if (!isBeside) void titles.consider(conversation, answer, history)
    void backups.consider()
  })
  temporary.kept.subscribe(({ conversation, path }) => {
    // It is named by its first answer, as it would have been then.
    const at = path.findIndex(({ role, state }) => role === 'assistant' && state === 'complete')
    const answer = path[at]
    if (answer) void titles.consider(conversation, answer, path.slice(0, at))
  })
  return { drafts, conversations, organizer, tree, titles, backups }
}

/** Null for the built-in engine, and for one that was removed meanwhile. */
const titleModel = (engines: EngineRegistry, answer: Message): TitleModel | null => {
  const { engineId, model } = answer
  if (engineId === undefined || model === undefined) return null
  const found = engines.titleModel({ engineId, model })
  return found && { ...found, priceOf: (usage) => priceOfAnswer(found.payee, found.model, usage) }
}
