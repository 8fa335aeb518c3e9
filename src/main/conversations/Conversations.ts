import { AppError } from '@shared/ipc/errors'
import type { AsyncLibrary } from '@shared/ipc/library'
import type { Conversation, ConversationChoices } from '@shared/model/conversation'
import type { AppEvent, ConversationFeedItem } from '@shared/model/events'
import type { Message } from '@shared/model/message'
import type { Emitter } from '../lib/Emitter'
import { log } from '../lib/log'
import type { ActiveRuns } from '../runs/ActiveRuns'
import type { Feeds } from '../runs/Feeds'
import type { QuestionQueue } from '../runs/QuestionQueue'
import type { UnsavedMessages } from '../runs/UnsavedMessages'
import type { ConversationRows } from './ConversationRows'
import type { Drafts } from './Drafts'

/** Messages that come with a snapshot: a few screens; the page loads others as they come into view. */
const snapshotMessages = 60

export interface ConversationsDeps {
  readonly library: AsyncLibrary
  readonly rows: ConversationRows
  readonly feeds: Feeds
  readonly activeRuns: ActiveRuns
  /** Resolves when the answer in progress, if any, has ended. */
  readonly stop: (conversationId: string) => Promise<void>
  readonly queue: QuestionQueue
  readonly drafts: Drafts
  readonly unsaved: UnsavedMessages
  readonly events: Emitter<AppEvent>
}

/** What windows see of conversations, with answers in progress laid over what is on disk. */
export class Conversations {
  constructor(private readonly deps: ConversationsDeps) {}

  watch(
    conversationId: string,
    after: { readonly epoch: string; readonly seq: number } | null,
    signal: AbortSignal,
  ): AsyncIterable<ConversationFeedItem> {
    const { library, activeRuns, feeds } = this.deps
    const takeSnapshot = async () => {
      const queue = await this.waitingQuestions(conversationId)
      const opened = await library.openConversation({ id: conversationId, limit: snapshotMessages })
      if (!opened) throw new AppError('conversation/not-found')
      const shown = opened.messages.map((message) => this.current(message))
      const beside = activeRuns
        .ofConversation(conversationId)
        .map(({ live }) => live.message)
        .filter(({ id }) => !shown.some((message) => message.id === id))
      const retries = activeRuns.pendingRetries(conversationId)
      const previews = activeRuns.pendingPreviews(conversationId)
      return { ...opened, messages: [...shown, ...beside], queue, previews, retries }
    }
    return feeds.of(conversationId).watch(after, takeSnapshot, signal)
  }

  async load(ids: readonly string[]): Promise<readonly Message[]> {
    const messages = await this.deps.library.loadMessages({ ids })
    return messages.map((message) => this.current(message))
  }

  /** Sets the user's own name: no model renames the conversation any more. */
  async rename(conversationId: string, title: string): Promise<void> {
    await this.change(conversationId, (old) => ({ ...old, title, titleSource: 'person' }))
  }

  /** Sets a model's title; a name that the user or a model gave meanwhile stays. */
  async retitle(conversationId: string, title: string): Promise<void> {
    await this.deps.rows.write(conversationId, (current) =>
      current && (current.titleSource ?? 'question') === 'question'
        ? { ...current, title, titleSource: 'model' }
        : null,
    )
  }

  async selectLeaf(conversationId: string, leafId: string): Promise<void> {
    await this.change(conversationId, (old) => ({ ...old, leafId }))
    this.deps.activeRuns.shown(conversationId, leafId)
  }

  async setChoices(conversationId: string, choices: ConversationChoices): Promise<void> {
    await this.change(conversationId, (old) => ({ ...old, choices }))
  }

  /** Deletes for ever, and only out of the trash. The library gives the bytes back when it has time. */
  async delete(conversationId: string): Promise<{ readonly freedBytes: number }> {
    const { stop, queue, drafts, rows, library, feeds, events } = this.deps
    await this.ensureTrashed(conversationId)
    const forgotten = (error: unknown) =>
      log.error('A note of a deleted conversation could not be removed', error)
    // First, so that no waiting question starts when the answer before it ends just now.
    await queue.forget(conversationId).catch(forgotten)
    await stop(conversationId)
    const freedBytes = await rows.alone(conversationId, async () => {
      // Something new may have been said in it meanwhile, which took it out.
      await this.ensureTrashed(conversationId)
      const bytes = await library.measureConversation({ id: conversationId })
      await library.deleteConversation({ id: conversationId })
      return bytes
    })
    feeds.remove(conversationId)
    events.publish({ type: 'conversations.removed', ids: [conversationId] })
    await drafts.save(conversationId, { text: '', attachments: [] }).catch(forgotten)
    return { freedBytes }
  }

  /** They were deleted on another device. The library keeps one in which an answer is written here. */
  async deletedElsewhere(ids: readonly string[]): Promise<void> {
    const { queue, drafts, feeds, events } = this.deps
    for (const id of ids) feeds.remove(id)
    events.publish({ type: 'conversations.removed', ids })
    for (const id of ids) {
      await queue.forget(id)
      await drafts.save(id, { text: '', attachments: [] })
    }
  }

  private async ensureTrashed(conversationId: string): Promise<void> {
    const conversation = await this.deps.library.getConversation({ id: conversationId })
    if (conversation && conversation.trashedAt === undefined) throw new AppError('conversation/not-in-trash')
  }

  // Order in the list is by the last thing said, so none of these changes the time.
  private async change(
    conversationId: string,
    edit: (conversation: Conversation) => Conversation,
  ): Promise<void> {
    await this.deps.rows.change(conversationId, edit)
  }

  /** They must not keep the conversation itself from being shown. */
  private async waitingQuestions(conversationId: string) {
    try {
      return await this.deps.queue.list(conversationId)
    } catch (error) {
      log.error('Waiting questions could not be read', error)
      return []
    }
  }

  private current(message: Message): Message {
    return this.deps.activeRuns.liveMessage(message.id) ?? this.deps.unsaved.get(message.id) ?? message
  }
}
