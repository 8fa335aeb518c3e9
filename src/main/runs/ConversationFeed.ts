import { Channel } from '@shared/lib/Channel'
import type {
  ConversationChange,
  ConversationEvent,
  ConversationFeedItem,
  ConversationSnapshot,
} from '@shared/model/events'
import { realTimers, type Timers } from '../lib/timers'

/**
 * Growth is gathered for at most this long before it crosses to windows: half the time between two drawings
 * there.
 */
const gatherMs = 50
/** How far back a window that lost its port can catch up without a snapshot. */
const keptEvents = 2_000

/**
 * One conversation's changes in order, numbered. Growth of the same part within a short time becomes one
 * event; the first after a pause goes at once.
 */
export class ConversationFeed {
  private seq = 0
  private readonly recent: ConversationEvent[] = []
  private readonly channels = new Set<Channel<ConversationFeedItem>>()
  private pending: ConversationChange[] = []
  private timer: unknown = null

  constructor(
    readonly epoch: string,
    private readonly onIdle: () => void = () => {},
    private readonly timers: Timers = realTimers,
  ) {}

  publish(change: ConversationChange): void {
    const last = this.pending.at(-1)
    if (
      change.type === 'part.grew' &&
      last?.type === 'part.grew' &&
      last.messageId === change.messageId &&
      last.index === change.index
    ) {
      this.pending[this.pending.length - 1] = { ...last, text: last.text + change.text }
    } else {
      this.pending.push(change)
    }
    if (this.timer !== null) return
    // At once, but together with what this turn still brings: a part is opened just before its first words.
    queueMicrotask(() => this.flush())
    this.timer = this.timers.set(() => {
      this.timer = null
      this.flush()
    }, gatherMs)
  }

  /** Numbers and sends what was gathered. */
  flush(): void {
    const changes = this.pending
    this.pending = []
    for (const change of changes) {
      this.seq += 1
      const event: ConversationEvent = { ...change, seq: this.seq }
      this.recent.push(event)
      for (const channel of this.channels) channel.push(event)
    }
    if (this.recent.length > keptEvents * 2) this.recent.splice(0, this.recent.length - keptEvents)
  }

  /**
   * A snapshot (or the events since `after`, where they are still here), then what follows, until `signal`
   * aborts. `takeSnapshot` may take its time: events that it already contains are not repeated.
   */
  async *watch(
    after: { readonly epoch: string; readonly seq: number } | null,
    takeSnapshot: () => Promise<Omit<ConversationSnapshot, 'type' | 'epoch' | 'seq'>>,
    signal: AbortSignal,
  ): AsyncIterable<ConversationFeedItem> {
    if (signal.aborted) {
      if (this.channels.size === 0) this.onIdle()
      return
    }
    const channel = new Channel<ConversationFeedItem>(() => {
      this.channels.delete(channel)
      if (this.channels.size === 0) this.onIdle()
    })
    channel.until(signal)
    try {
      const missed = this.since(after)
      if (missed) {
        this.channels.add(channel)
        yield* missed
        yield* channel
        return
      }
      // Listen first, then read: what happens while the library reads is either in the snapshot or comes
      // after it.
      this.channels.add(channel)
      const content = await takeSnapshot()
      this.flush()
      const snapshot: ConversationSnapshot = {
        type: 'snapshot',
        epoch: this.epoch,
        seq: this.seq,
        ...content,
      }
      yield snapshot
      for await (const item of channel) {
        if (item.type === 'snapshot' || item.seq > snapshot.seq) yield item
      }
    } finally {
      channel.end()
    }
  }

  /** The conversation is gone: watchers are told by `conversation.deleted` and then end. */
  end(): void {
    this.flush()
    for (const channel of [...this.channels]) channel.end()
  }

  /** No more timers; for the end of the app and of tests. */
  dispose(): void {
    if (this.timer !== null) this.timers.clear(this.timer)
    this.timer = null
    this.end()
  }

  get isWatched(): boolean {
    return this.channels.size > 0
  }

  private since(after: { readonly epoch: string; readonly seq: number } | null): ConversationEvent[] | null {
    if (!after || after.epoch !== this.epoch) return null
    this.flush()
    if (after.seq === this.seq) return []
    const first = this.recent[0]
    if (!first || after.seq > this.seq || after.seq < first.seq - 1) return null
    return this.recent.filter((event) => event.seq > after.seq)
  }
}
