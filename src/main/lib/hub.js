import { Channel } from './channel'
/** Tells many listeners; each gets what is published after it subscribed. */
export class Hub {
  listeners = new Set()
  publish(item) {
    for (const listener of [...this.listeners]) listener(item)
  }
  /** Returns the function that ends the subscription. */
  subscribe(listener) {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }
  /** What is published from now on, until `signal` aborts. `first` comes before anything else. */
  watch(signal, first = []) {
    const unsubscribe = this.subscribe((item) => channel.push(item))
    const leave = () => channel.end()
    const channel = new Channel(() => {
      unsubscribe()
      signal.removeEventListener('abort', leave)
    })
    for (const item of first) channel.push(item)
    if (signal.aborted) channel.end()
    else signal.addEventListener('abort', leave, { once: true })
    return channel
  }
  get listenerCount() {
    return this.listeners.size
  }
}
