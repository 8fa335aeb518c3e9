import { Channel } from '@shared/lib/Channel'

/** Tells many listeners; each gets what is published after it subscribed. */
export class Emitter<T> {
  private readonly listeners = new Set<(item: T) => void>()

  publish(item: T): void {
    for (const listener of [...this.listeners]) listener(item)
  }

  /** Returns the function that ends the subscription. */
  subscribe(listener: (item: T) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /**
   * What is published from now on, as far as it `isWanted`, until `signal` aborts. `first` comes before
   * anything else.
   */
  watch(
    signal: AbortSignal,
    first: readonly T[] = [],
    isWanted: (item: T) => boolean = () => true,
  ): AsyncIterable<T> {
    const unsubscribe = this.subscribe((item) => {
      if (isWanted(item)) channel.push(item)
    })
    const channel = new Channel<T>(unsubscribe)
    for (const item of first) channel.push(item)
    return channel.until(signal)
  }
}
