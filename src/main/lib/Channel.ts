/** A queue between a producer that pushes and one consumer that iterates. Ends by `end`, `fail`, or the consumer leaving. */
export class Channel<T> implements AsyncIterable<T> {
  private readonly queue: T[] = []
  private waiting: (() => void) | null = null
  private state: { type: 'open' } | { type: 'ended' } | { type: 'failed'; error: unknown } = { type: 'open' }

  /** `onClose` runs once, when the consumer leaves or the producer ends: the place to unsubscribe. */
  constructor(private readonly onClose: () => void = () => {}) {}

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

  async *[Symbol.asyncIterator](): AsyncIterator<T> {
    try {
      while (true) {
        // Drained by index: shifting a long queue one by one is quadratic.
        const items = this.queue.splice(0)
        for (const item of items) yield item
        if (this.queue.length > 0) continue
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

  private close(state: { type: 'ended' } | { type: 'failed'; error: unknown }): void {
    if (this.state.type !== 'open') return
    this.state = state
    this.onClose()
    this.wake()
  }

  private wake(): void {
    this.waiting?.()
    this.waiting = null
  }
}
