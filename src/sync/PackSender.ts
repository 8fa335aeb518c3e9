import type { BlobSender } from './BlobSender'
import type { OwnPacks } from './OwnPacks'
import type { Place } from './Place'
import { mostPackBytes, packName } from './pack'

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

  /** Whatever of this device the place lacks, also what it had before and has lost; how many were sent. */
  async send(): Promise<number> {
    const { place, own, device } = this.deps
    const folder = `devices/${device}`
    const there = new Set(await place.list(folder))
    const last = await own.last()
    let sent = 0
    for (let number = 1; number <= last; number += 1) {
      const isThere = there.has(packName(number))
      // The newest tells whether another machine has gone on from the same history.
      if (isThere && (number < last || number === this.compared)) continue
      const path = `${folder}/${packName(number)}`
      const bytes = await own.read(number)
      if (!isThere) await this.sendBlobsOf(number)
      if (!isThere && (await place.add(path, bytes))) sent += 1
      else if (!isSame(await place.read(path, mostPackBytes), bytes))
        throw new ClonedDevice('Another machine writes under this name')
      this.compared = number
    }
    return sent
  }

  private async sendBlobsOf(number: number): Promise<void> {
    const { own, blobs } = this.deps
    const noted = blobs ? await own.notedBlobs(number) : []
    if (noted.length === 0) return
    await blobs?.send(noted)
    await own.forgetBlobs(number)
  }
}

const isSame = (one: Uint8Array | null, other: Uint8Array): boolean =>
  one !== null && Buffer.from(one).equals(Buffer.from(other))
