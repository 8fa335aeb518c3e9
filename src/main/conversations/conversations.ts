import { AppError } from '@shared/ipc/errors'
import type { AsyncLibrary } from '@shared/ipc/library'
import type { Conversation } from '@shared/model/conversation'
import type { AppEvent, ConversationFeedItem } from '@shared/model/events'
import type { Message } from '@shared/model/message'
import type { Hub } from '../lib/hub'
import type { Feeds } from '../runs/feeds'
import type { Runner } from '../runs/runner'
import type { UnsavedMessages } from '../runs/unsavedMessages'

/** Messages that come with a snapshot: a few screens; the page loads others as they come into view. */
const snapshotMessages = 60

/** What windows see of conversations, with answers in progress laid over what is on disk. */
export class Conversations {
  constructor(
    private readonly library: AsyncLibrary,
    private readonly feeds: Feeds,
    private readonly runner: Runner,
    private readonly unsaved: UnsavedMessages,
    private readonly events: Hub<AppEvent>,
  ) {}

  watch(
    conversationId: string,
    after: { readonly epoch: string; readonly seq: number } | null,
    signal: AbortSignal,
  ): AsyncIterable<ConversationFeedItem> {
    const takeSnapshot = async () => {
      const opened = await this.library.openConversation({ id: conversationId, limit: snapshotMessages })
      if (!opened) throw new AppError('conversation/not-found')
      const retry = this.runner.pendingRetry(conversationId)
      const messages = opened.messages.map((message) => this.current(message))
      return { ...opened, messages, ...(retry ? { retry } : {}) }
    }
    return this.feeds.of(conversationId).watch(after, takeSnapshot, signal)
  }

  async load(ids: readonly string[]): Promise<readonly Message[]> {
    const messages = await this.library.loadMessages({ ids })
    return messages.map((message) => this.current(message))
  }

  async rename(conversationId: string, title: string): Promise<void> {
    await this.change(conversationId, (conversation) => ({ ...conversation, title }))
  }

  async selectLeaf(conversationId: string, leafId: string): Promise<void> {
    await this.change(conversationId, (conversation) => ({ ...conversation, leafId }))
  }

  async delete(conversationId: string): Promise<void> {
    await this.runner.stop(conversationId)
    await this.library.deleteConversation({ id: conversationId })
    this.feeds.remove(conversationId)
    this.events.publish({ type: 'conversations.removed', ids: [conversationId] })
  }

  private async change(
    conversationId: string,
    edit: (conversation: Conversation) => Conversation,
  ): Promise<void> {
    const old = await this.library.getConversation({ id: conversationId })
    if (!old) throw new AppError('conversation/not-found')
    // Order in the list is by the last thing said, so a rename keeps the time.
    const conversation = edit(old)
    await this.library.saveConversation({ conversation })
    this.feeds.publish(conversationId, { type: 'conversation.changed', conversation })
    this.events.publish({ type: 'conversations.changed', conversations: [conversation] })
  }

  private current(message: Message): Message {
    return this.runner.liveMessage(message.id) ?? this.unsaved.get(message.id) ?? message
  }
}
