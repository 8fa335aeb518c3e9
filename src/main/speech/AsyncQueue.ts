/** What one side pushes, the other takes in order. For one taker. */
export class AsyncQueue<T> implements AsyncIterable<T> {
  private readonly items: T[] = []
  private ending: { readonly error?: unknown } | null = null
  private wake: () => void = () => {}

  push(item: T): void {
    if (this.ending) return
    this.items.push(item)
    this.wake()
  }

  /** The taker gets what is left, then the end. */
  end(): void {
    this.ending ??= {}
    this.wake()
  }

  /** The taker gets what is left, then the error. */
  fail(error: unknown): void {
    this.ending ??= { error }
    this.wake()
  }

  /** The taker gets the end at once. */
  clear(): void {
    this.items.length = 0
    this.ending = {}
    this.wake()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      const item = this.items.shift()
      if (item !== undefined) yield item
      else if (this.ending) {
        if ('error' in this.ending) throw this.ending.error
        return
      } else {
        await new Promise<void>((resolve) => {
          this.wake = resolve
        })
      }
    }
  }
}
