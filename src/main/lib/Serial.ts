/**
 * One thing at a time for each key, in the order in which it was asked. Different keys do not wait for each
 * other.
 */
export class Serial {
  private readonly tails = new Map<string, Promise<unknown>>()

  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.tails.get(key) ?? Promise.resolve()
    const result = before.then(work, work)
    const tail = result
      .catch(() => {
        // The caller gets the failure; the next one only waits.
      })
      .then(() => {
        if (this.tails.get(key) === tail) this.tails.delete(key)
      })
    this.tails.set(key, tail)
    return result
  }

  /**
   * The same with several keys at once: begins when it is its turn at each, and until its end is the only one
   * there. Takes its place everywhere in this moment, so that two of them never wait for each other.
   */
  runAll<T>(keys: readonly string[], work: () => Promise<T>): Promise<T> {
    let finish = () => {}
    const finished = new Promise<void>((resolve) => {
      finish = resolve
    })
    const turns = [...new Set(keys)].map(
      (key) =>
        new Promise<void>((begin) => {
          void this.run(key, () => {
            begin()
            return finished
          })
        }),
    )
    return Promise.all(turns).then(work).finally(finish)
  }
}
