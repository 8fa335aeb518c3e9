import type { OwnPacks } from './OwnPacks'
import type { FoundDevice } from './readDevices'
import type { ReadPosition } from './SyncedLibrary'

/**
 * A log went on from an earlier state than others had read: its machine was set back to an image, and the
 * place as well. What only the lost part told is on those who had read it.
 */
export class PartedLog extends Error {
  constructor(
    /** Whose logs are to be read from their beginning. */
    readonly devices: readonly string[],
  ) {
    super('A log does not go on from what was read of it')
  }
}

/** Whether others have read more of this device's log than it knows of itself, or other packs than it has. */
export class OwnLogCheck {
  /** The last pack that was hashed: at rest none is read again. */
  private hashed: ReadPosition = { number: 0, hash: '' }

  constructor(
    private readonly deps: {
      readonly own: OwnPacks
      readonly device: string
    },
  ) {}

  async run(found: readonly FoundDevice[]): Promise<void> {
    const { own, device } = this.deps
    const last = await own.last()
    for (const { hello, isCurrent } of found) {
      const read = isCurrent ? hello?.read[device] : undefined
      if (!read || read.number < last || read.number === 0) continue
      if (read.number > last || read.hash !== (await this.hashOf(last))) throw new PartedLog([])
    }
  }

  private async hashOf(number: number): Promise<string> {
    if (number !== this.hashed.number) this.hashed = { number, hash: await this.deps.own.hashOf(number) }
    return this.hashed.hash
  }
}
