import type { SyncedBase, SyncedLibrary } from '@shared/sync/syncedLibrary'
import { bytesOfBase, listBases, madeAtOf, makerOf, readBases, type WholeBase } from './bases'
import type { KeyRing } from './keyRing'
import type { OwnPacks } from './OwnPacks'
import type { Place } from './Place'
import type { FoundDevice } from './readDevices'
import { rollsIn, rollUp } from './rolledPacks'
import { tidyBases, tidyLeftOvers, tidyPacks } from './tidy'
import { writeBase } from './writeBase'

export interface UpkeepDeps {
  readonly place: Place
  readonly library: SyncedBase & Pick<SyncedLibrary, 'readPositions'>
  readonly own: OwnPacks
  readonly ring: KeyRing
  readonly device: string
  readonly now: () => number
  /** Of logs that are not worth a base. */
  readonly leastLogBytes?: number
}

export interface UpkeepResult {
  readonly rolledPacks: number
  readonly madeBase: string | null
  readonly removedPacks: number
}

const day = 24 * 3_600_000
/** They are read in a moment. */
const leastLogBytes = 8 * 1024 * 1024

/** Keeps the place small: once a day, and not at the start of the app. */
export class Upkeep {
  private nextAt: number

  constructor(private readonly deps: UpkeepDeps) {
    this.nextAt = deps.now() + 10 * 60_000
  }

  /** `isHeld` where deletions wait for the user's word: what is here is then not what was read. */
  async runIfDue(found: readonly FoundDevice[], isHeld: boolean): Promise<UpkeepResult | null> {
    if (this.deps.now() < this.nextAt) return null
    this.nextAt = this.deps.now() + day
    return this.run(found, isHeld)
  }

  async run(found: readonly FoundDevice[], isHeld = false): Promise<UpkeepResult> {
    const { place, ring } = this.deps
    const rolledPacks = await rollUp(this.deps)
    const bases = await readBases(place, ring)
    const made = !isHeld && (await this.isBaseDue(bases, found)) ? await writeBase(this.deps) : null
    const all = made ? [made, ...bases] : bases
    const removedPacks = await tidyPacks(this.deps, all, found)
    await tidyBases(this.deps, all)
    await tidyLeftOvers(this.deps)
    return { rolledPacks, madeBase: made?.base ?? null, removedPacks }
  }

  /** Where the logs that no base covers outweigh half of one, or where one is gone that packs went for. */
  private async isBaseDue(bases: readonly WholeBase[], found: readonly FoundDevice[]): Promise<boolean> {
    const { own, device, place, now } = this.deps
    const covered = Math.max(0, ...bases.map(({ ends }) => ends[device]?.number ?? 0))
    if ((await own.first()) > covered + 1) return true
    const [newest] = bases
    const known = new Set(bases.map(({ base }) => base))
    const begun = (await listBases(place)).find((base) => !known.has(base))
    // Another device is at it.
    if (begun && makerOf(begun) !== device && Math.abs(now() - madeAtOf(begun)) < day) return false
    if (await this.lacksWhatWasRead(bases)) return true
    let logBytes = 0
    for (const id of [device, ...found.map(({ id }) => id)]) {
      const end = newest?.ends[id]?.number ?? 0
      for (const { name, bytes } of await place.entries(`devices/${id}`))
        if (lastPackIn(name) > end) logBytes += bytes
    }
    return logBytes > Math.max(this.deps.leastLogBytes ?? leastLogBytes, newest ? bytesOfBase(newest) / 2 : 0)
  }

  /**
   * Where the place was set back and the machine that had written it does not send it again, what it wrote is
   * only with those who had read it.
   */
  private async lacksWhatWasRead(bases: readonly WholeBase[]): Promise<boolean> {
    const { library, ring, place } = this.deps
    for (const [id, { number }] of Object.entries(await library.readPositions())) {
      if (ring.isRemoved(id) || bases.some(({ ends }) => (ends[id]?.number ?? 0) >= number)) continue
      const names = await place.list(`devices/${id}`)
      if (number > Math.max(0, ...names.map(lastPackIn))) return true
    }
    return false
  }
}

/** 0 where the file is none of packs. */
const lastPackIn = (name: string): number => {
  if (/^\d{8}\.pack$/.test(name)) return Number.parseInt(name, 10)
  return rollsIn([name])[0]?.last ?? 0
}
