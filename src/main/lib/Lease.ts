import { Channel } from '@shared/lib/Channel'

/**
 * Something that one holder has at a time. Each is notified that it was granted, and when another takes it
 * away.
 */
export class Lease<Holder, Event> {
  private held: { readonly holder: Holder; readonly turn: Channel<Event> } | null = null

  constructor(
    private readonly granted: Event,
    private readonly lost: Event,
  ) {}

  /** Null while it is free. */
  get holder(): Holder | null {
    return this.held?.holder ?? null
  }

  /** Holds it until `signal` aborts or another takes it. */
  take(holder: Holder, signal: AbortSignal): AsyncIterable<Event> {
    const turn = new Channel<Event>(() => {
      if (this.held?.turn === turn) this.held = null
    })
    if (signal.aborted) return turn.until(signal)
    this.takeAway()
    this.held = { holder, turn }
    turn.push(this.granted)
    return turn.until(signal)
  }

  /** Notifies the holder and ends its turn. */
  takeAway(): void {
    this.held?.turn.push(this.lost)
    this.held?.turn.end()
    this.held = null
  }
}
