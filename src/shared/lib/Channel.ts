/** An `AbortSignal`, as far as a channel needs it: shared code knows neither the DOM's types nor Node's. */
interface LeaveSignal {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void, options: { once: boolean }): void
  removeEventListener(type: 'abort', listener: () => void): void
}

type State = { type: 'open' } | { type: 'ended' } | { type: 'failed'; error: unknown }

/**
 * A queue between a producer that pushes and one consumer that iterates. The consumer gets what is queued,
 * then the end or the error; `clear`, an aborted signal and the consumer's leaving end it at once.
 */
export class Channel<T> implements AsyncIterable<T> {
  private queue: T[] = []
  private waiting: (() => void) | null = null
  private state: State = { type: 'open' }
  private isCleared = false
  private forgetSignal = () => {}

  /** `onClose` runs once, when the consumer leaves or the producer ends: the place to unsubscribe. */
  constructor(private readonly onClose: () => void = () => {}) {}

  /** Ends at once when `signal` aborts. */
  until(signal: LeaveSignal): this {
    const leave = () => this.clear()
    if (signal.aborted) leave()
    if (this.state.type !== 'open') return this
    signal.addEventListener('abort', leave, { once: true })
    this.forgetSignal = () => signal.removeEventListener('abort', leave)
    return this
  }

  push(item: T): void {
    if (this.state.type !== 'open') return
    this.queue.push(item)
    this.wake()
  }

  end(): void {
    this.close({ type: 'ended' })
  }

  fail(error: unknown): void {
    this.close({ type: 'failed', error })
  }

  /** Ends without what is still queued, and without an error that waits behind it. */
  clear(): void {
    this.isCleared = true
    this.queue = []
    this.end()
    this.wake()
  }

  async *[Symbol.asyncIterator](): AsyncIterator<T> {
    try {
      while (!this.isCleared) {
        // Drained by index: shifting a long queue one by one is quadratic.
        const items = this.queue
        this.queue = []
        for (const item of items) {
          if (this.isCleared) return
          yield item
        }
        if (this.queue.length > 0 || this.isCleared) continue
        if (this.state.type === 'failed') throw this.state.error
        if (this.state.type === 'ended') return
        await new Promise<void>((resolve) => {
          this.waiting = resolve
        })
      }
    } finally {
      this.end()
    }
  }

  private close(state: State): void {
    if (this.state.type !== 'open') return
    this.state = state
    this.forgetSignal()
    this.onClose()
    this.wake()
  }

  private wake(): void {
    this.waiting?.()
    this.waiting = null
  }
}
