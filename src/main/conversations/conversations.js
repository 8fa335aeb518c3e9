import { AppError } from '@shared/ipc/errors'

/** Messages that come with a snapshot: a few screens; the page loads others as they come into view. */
const snapshotMessages = 60
/** What windows see of conversations, with answers in progress laid over what is on disk. */
export class Conversations {
  library
  feeds
  runner
  unsaved
  events
  constructor(library, feeds, runner, unsaved, events) {
    this.library = library
    this.feeds = feeds
    this.runner = runner
    this.unsaved = unsaved
    this.events = events
  }
  watch(conversationId, after, signal) {
    const takeSnapshot = async () => {
      const opened = await this.library.openConversation({ id: conversationId, limit: snapshotMessages })
      if (!opened) throw new AppError('conversation/not-found')
      return { ...opened, messages: opened.messages.map((message) => this.current(message)) }
    }
    return this.feeds.of(conversationId).watch(after, takeSnapshot, signal)
  }
  async load(ids) {
    const messages = await this.library.loadMessages({ ids })
    return messages.map((message) => this.current(message))
  }
  async rename(conversationId, title) {
    await this.change(conversationId, (conversation) => ({ ...conversation, title }))
  }
  async selectLeaf(conversationId, leafId) {
    await this.change(conversationId, (conversation) => ({ ...conversation, leafId }))
  }
  async delete(conversationId) {
    await this.runner.stop(conversationId)
    await this.library.deleteConversation({ id: conversationId })
    this.feeds.remove(conversationId)
    this.events.publish({ type: 'conversations.removed', ids: [conversationId] })
  }
  async change(conversationId, edit) {
    const old = await this.library.getConversation({ id: conversationId })
    if (!old) throw new AppError('conversation/not-found')
    // Order in the list is by the last thing said, so a rename keeps the time.
    const conversation = edit(old)
    await this.library.saveConversation({ conversation })
    this.feeds.publish(conversationId, { type: 'conversation.changed', conversation })
    this.events.publish({ type: 'conversations.changed', conversations: [conversation] })
  }
  current(message) {
    return this.runner.liveMessage(message.id) ?? this.unsaved.get(message.id) ?? message
  }
}
