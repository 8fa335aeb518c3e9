/** Lets a user stop one picture of several; the others, and the answer, go on. */
export class PictureStops {
  private readonly open = new Map<string, AbortController>()

  /** A signal for this part, and what forgets it. */
  begin(messageId: string, index: number): { readonly signal: AbortSignal; end(): void } {
    const key = `${messageId}/${index}`
    const stopping = new AbortController()
    this.open.set(key, stopping)
    return { signal: stopping.signal, end: () => this.open.delete(key) }
  }

  /** One that is not being drawn is no failure. */
  stop(messageId: string, index: number): void {
    this.open.get(`${messageId}/${index}`)?.abort()
  }
}
