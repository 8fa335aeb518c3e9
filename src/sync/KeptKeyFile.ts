import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SyncFault } from './faults'
import { ensureReadMe, keyFileName } from './layout'
import type { Place } from './Place'
import { replaceWholeFile } from './wholeFiles'

const mostBytes = 1024 * 1024
/** A place that was emptied or exchanged is noticed by then. */
const patienceMs = 10 * 60_000

export interface KeptKeyFileDeps {
  readonly place: Place
  /** What this profile keeps for sync, outside of the library. */
  readonly folder: string
  readonly now: () => number
}

/**
 * The file that the words open, as it lay in the place when it was first looked at. A place that was emptied
 * gets it again: without it no other device could ever join. One that has another is another history's.
 */
export class KeptKeyFile {
  private lookedAt: number | null = null

  constructor(private readonly deps: KeptKeyFileDeps) {}

  /** SyncFault `not-ours`: nothing may be written there. */
  async compare(device: string): Promise<void> {
    const { place, now } = this.deps
    if (this.lookedAt !== null && Math.abs(now() - this.lookedAt) < patienceMs) return
    const kept = await readFile(this.path).catch(() => null)
    const found = await place.read(keyFileName(1), mostBytes)
    if (found && !kept) await replaceWholeFile(this.path, found)
    else if (kept && !found) await this.giveBack(kept)
    // Where this device's log lies there as well, the words were changed.
    else if (found && kept && !kept.equals(found) && !(await this.isKnown(device)))
      throw new SyncFault('not-ours', 'Another history lies there')
    this.lookedAt = now()
  }

  private async giveBack(kept: Uint8Array): Promise<void> {
    const { place } = this.deps
    await ensureReadMe(place)
    await place.add(keyFileName(1), kept)
  }

  private async isKnown(device: string): Promise<boolean> {
    return (await this.deps.place.list(`devices/${device}`)).length > 0
  }

  private get path(): string {
    return join(this.deps.folder, keyFileName(1))
  }
}
