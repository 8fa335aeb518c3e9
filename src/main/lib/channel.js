/** A queue between a producer that pushes and one consumer that iterates. Ends by `end`, `fail`, or the consumer leaving. */
export class Channel {
  onClose
  queue = []
  waiting = null
  state = { type: 'open' }
  /** `onClose` runs once, when the consumer leaves or the producer ends: the place to unsubscribe. */
  constructor(onClose = () => {}) {
    this.onClose = onClose
  }
  push(item) {
    if (this.state.type !== 'open') return
    this.queue.push(item)
    this.wake()
  }
  end() {
    this.close({ type: 'ended' })
  }
  fail(error) {
    this.close({ type: 'failed', error })
  }
  async *[Symbol.asyncIterator]() {
    try {
      while (true) {
        // Drained by index: shifting a long queue one by one is quadratic.
        const items = this.queue.splice(0)
        for (const item of items) yield item
        if (this.queue.length > 0) continue
        if (this.state.type === 'failed') throw this.state.error
        if (this.state.type === 'ended') return
        await new Promise((resolve) => {
          this.waiting = resolve
        })
      }
    } finally {
      this.end()
    }
  }
  close(state) {
    if (this.state.type !== 'open') return
    this.state = state
    this.onClose()
    this.wake()
  }
  wake() {
    this.waiting?.()
    this.waiting = null
  }
}
