/** One thing at a time for each key, in the order in which it was asked. Different keys do not wait for each other. */
export class Serial {
  private readonly tails = new Map<string, Promise<unknown>>()

  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.tails.get(key) ?? Promise.resolve()
    const result = before.then(work, work)
    const tail = result
      .catch(() => {
        // Whoever asked hears of it; the next one only waits.
      })
      .then(() => {
        if (this.tails.get(key) === tail) this.tails.delete(key)
      })
    this.tails.set(key, tail)
    return result
  }
}
