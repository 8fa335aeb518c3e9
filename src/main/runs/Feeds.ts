import type { ConversationChange } from '@shared/model/events'
import { realTimers, type Timers } from '../lib/timers'
import { ConversationFeed } from './ConversationFeed'

/** The feeds of conversations that a window watches or that are being answered; others are forgotten. */
export class Feeds {
  private readonly feeds = new Map<string, ConversationFeed>()
  /** How many runs hold each: one may begin before the last one has let go. */
  private readonly held = new Map<string, number>()

  constructor(
    /** New at every start of the app, so that numbers of an earlier one mean nothing. */
    private readonly epoch: string,
    private readonly timers: Timers = realTimers,
  ) {}

  /** The feed to watch. */
  of(conversationId: string): ConversationFeed {
    const existing = this.feeds.get(conversationId)
    if (existing) return existing
    // The epoch carries a serial: a feed that was forgotten and made anew counts from zero again.
    this.serial += 1
    const epoch = `${this.epoch}.${this.serial}`
    const feed = new ConversationFeed(epoch, () => this.forgetIfIdle(conversationId), this.timers)
    this.feeds.set(conversationId, feed)
    return feed
  }
  private serial = 0

  /** A window watches it, or an answer is written in it. */
  has(conversationId: string): boolean {
    return this.feeds.has(conversationId)
  }

  /** Tells the windows that watch; without one, publishing costs nothing. */
  publish(conversationId: string, change: ConversationChange): void {
    this.feeds.get(conversationId)?.publish(change)
  }

  /** Keeps the feed and its recent events while a run writes, so that a reloading window can catch up. */
  hold(conversationId: string): () => void {
    this.held.set(conversationId, (this.held.get(conversationId) ?? 0) + 1)
    this.of(conversationId)
    return () => {
      const others = (this.held.get(conversationId) ?? 1) - 1
      if (others > 0) this.held.set(conversationId, others)
      else this.held.delete(conversationId)
      this.forgetIfIdle(conversationId)
    }
  }

  /** The conversation was deleted. */
  remove(conversationId: string): void {
    const feed = this.feeds.get(conversationId)
    feed?.publish({ type: 'conversation.deleted' })
    feed?.dispose()
    this.feeds.delete(conversationId)
  }

  dispose(): void {
    for (const feed of this.feeds.values()) feed.dispose()
    this.feeds.clear()
  }

  private forgetIfIdle(conversationId: string): void {
    const feed = this.feeds.get(conversationId)
    if (!feed || feed.isWatched || this.held.has(conversationId)) return
    this.feeds.delete(conversationId)
    feed.dispose()
  }
}
