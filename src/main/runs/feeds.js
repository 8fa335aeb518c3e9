import { ConversationFeed, realTimers } from './conversationFeed'
/** The feeds of conversations that somebody watches or that are being answered; others are forgotten. */
export class Feeds {
  epoch
  timers
  feeds = new Map()
  held = new Set()
  constructor(
    /** New at every start of the app, so that numbers of an earlier one mean nothing. */
    epoch,
    timers = realTimers,
  ) {
    this.epoch = epoch
    this.timers = timers
  }
  /** The feed to watch. */
  of(conversationId) {
    const existing = this.feeds.get(conversationId)
    if (existing) return existing
    // The epoch carries a serial: a feed that was forgotten and made anew counts from zero again.
    this.serial += 1
    const epoch = `${this.epoch}.${this.serial}`
    const feed = new ConversationFeed(epoch, () => this.forgetIfIdle(conversationId), this.timers)
    this.feeds.set(conversationId, feed)
    return feed
  }
  serial = 0
  /** Tells those who watch; nobody watching costs nothing. */
  publish(conversationId, change) {
    this.feeds.get(conversationId)?.publish(change)
  }
  /** Keeps the feed and its recent events while a run writes, so that a reloading window can catch up. */
  hold(conversationId) {
    this.held.add(conversationId)
    this.of(conversationId)
    return () => {
      this.held.delete(conversationId)
      this.forgetIfIdle(conversationId)
    }
  }
  /** The conversation was deleted. */
  remove(conversationId) {
    const feed = this.feeds.get(conversationId)
    feed?.publish({ type: 'conversation.deleted' })
    feed?.dispose()
    this.feeds.delete(conversationId)
  }
  dispose() {
    for (const feed of this.feeds.values()) feed.dispose()
    this.feeds.clear()
  }
  forgetIfIdle(conversationId) {
    const feed = this.feeds.get(conversationId)
    if (!feed || feed.isWatched || this.held.has(conversationId)) return
    this.feeds.delete(conversationId)
    feed.dispose()
  }
}
