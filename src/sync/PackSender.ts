import type { BlobSender } from './BlobSender'
import type { OwnPacks } from './OwnPacks'
import type { Place } from './Place'
import { mostPackBytes, packName } from './pack'
import { packNamesIn } from './rolledPacks'

/** Another machine goes by this device's name: a profile was copied. */
export class ClonedDevice extends Error {}

/** Brings this device's packs to the place. */
export class PackSender {
  /** The pack of this device that was last seen to lie there as it is here. */
  private compared = 0

  constructor(
    private readonly deps: {
      readonly place: Place
      readonly own: OwnPacks
      readonly device: string
      /** Brings what a pack names to the place before it. */
      readonly blobs?: BlobSender | undefined
    },
  ) {}

  /**
   * Whatever of this device the place lacks, also what it had before and has lost; how many were sent.
   * Rejects with `ClonedDevice` before anything follows on another machine's pack.
   */
  async send(): Promise<number> {
    const { place, own, device } = this.deps
    const folder = `devices/${device}`
    const names = new Set(await place.list(folder))
    const there = packNamesIn([...names])
    const last = await own.last()
    if (hasLater(there, last)) throw cloned()
    let sent = 0
    for (let number = Math.max(1, await own.first()); number <= last; number += 1) {
      const name = packName(number)
      if (there.has(name)) continue
      if (names.has(packName(number - 1))) await this.compare(number - 1)
      const bytes = await own.read(number)
      await this.sendBlobsOf(number)
      if (await place.add(`${folder}/${name}`, bytes)) sent += 1
      else await this.compare(number)
      this.compared = number
    }
    // The newest tells whether another machine has gone on from the same history.
    if (last > this.compared && names.has(packName(last))) await this.compare(last)
    return sent
  }

  private async sendBlobsOf(number: number): Promise<void> {
    const { own, blobs } = this.deps
    const noted = blobs ? await own.notedBlobs(number) : []
    if (noted.length === 0) return
    await blobs?.send(noted)
    await own.forgetBlobs(number)
  }

  private async compare(number: number): Promise<void> {
    const { place, own, device } = this.deps
    if (number < (await own.first())) return
    const bytes = await place.read(`devices/${device}/${packName(number)}`, mostPackBytes)
    if (!isSame(bytes, await own.read(number))) throw cloned()
    this.compared = Math.max(this.compared, number)
  }
}

/** More under this name than was ever sealed here. */
const hasLater = (there: ReadonlySet<string>, last: number): boolean =>
  [...there].some((name) => /^\d{8}\.pack$/.test(name) && Number.parseInt(name, 10) > last)

const cloned = (): ClonedDevice => new ClonedDevice('Another machine writes under this name')

const isSame = (one: Uint8Array | null, other: Uint8Array): boolean =>
  one !== null && Buffer.from(one).equals(Buffer.from(other))
