import { deviceKeysOf, type Hello, helloPath, helloVersion, sealHello } from './hello'
import { type KeyRing, textOfKey } from './keyRing'
import type { Place } from './Place'

/** What is told of this device, besides who it is. */
export type HelloNews = Pick<Hello, 'first' | 'last' | 'read' | 'lacks'>

export interface ThisComputer {
  /** As the user knows it. */
  readonly name: string
  /** Of its Parley. */
  readonly version: string
  /** Of its own pair of keys. */
  readonly seed: Uint8Array
}

const repeatMs = 3_600_000

/** Tells the others of this device: at most once a look when something changed, otherwise once an hour. */
export class HelloWriter {
  private told = ''
  private toldAt = Number.NEGATIVE_INFINITY

  constructor(
    private readonly deps: {
      readonly place: Place
      readonly ring: KeyRing
      readonly device: string
      readonly self: ThisComputer
      readonly now: () => number
    },
  ) {}

  /** True where it was written. */
  async write(news: HelloNews): Promise<boolean> {
    const { place, ring, device, self, now } = this.deps
    const { name, version, seed } = self
    const text = JSON.stringify([news, name, ring.generation])
    const at = now()
    const isDue = text !== this.told || at < this.toldAt || at - this.toldAt >= repeatMs
    if (!isDue) return false
    const publicKey = textOfKey(deviceKeysOf(seed).publicKey)
    const hello = { v: helloVersion, device, name, version, at, publicKey, ...news }
    await place.replace(helloPath(device), await sealHello(hello, ring))
    this.told = text
    this.toldAt = at
    return true
  }
}
