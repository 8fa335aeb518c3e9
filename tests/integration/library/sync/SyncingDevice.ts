import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SyncedLibrary } from '@shared/sync/syncedLibrary'
import type { Database } from '../../../../src/library/Database'
import { applyRecords } from '../../../../src/library/sync/applyRecords'
import { giveConversations, giveRest, outlineBase } from '../../../../src/library/sync/base'
import { confirmChanges, giveChanges } from '../../../../src/library/sync/changes'
import { beginAs, readIdentity, takeName, tellAgain } from '../../../../src/library/sync/identity'
import { readPositions, readTakenBase } from '../../../../src/library/sync/positions'
import { settleLook } from '../../../../src/library/sync/settle'
import { KeyRing } from '../../../../src/sync/keyRing'
import type { LibraryKey } from '../../../../src/sync/keys'
import { OtherDevices } from '../../../../src/sync/OtherDevices'
import { OwnPacks } from '../../../../src/sync/OwnPacks'
import type { Place } from '../../../../src/sync/Place'
import { type RoundResult, SyncRound, type SyncRoundDeps } from '../../../../src/sync/SyncRound'
import { Upkeep, type UpkeepResult } from '../../../../src/sync/Upkeep'
import { SyncDevice } from './SyncDevice'

/** The library as the sync process has it: what passes between them passes as it does through a port. */
export const syncedLibrary = (database: Database, now: () => number): SyncedLibrary => {
  const passed = <T>(value: T): T => structuredClone(value)
  return {
    giveChanges: async (most) => passed(giveChanges(database, most, now)),
    confirmChanges: async (given) => confirmChanges(database, given),
    readPositions: async () => readPositions(database),
    readTakenBase: async () => readTakenBase(database),
    applyRecords: async (read) => applyRecords(database, passed(read), now),
    settleLook: async () => settleLook(database, now),
    readIdentity: async () => readIdentity(database),
    beginAs: async (device) => beginAs(database, device, now),
    takeName: async (name) => takeName(database, passed(name)),
    tellAgain: async (told) => tellAgain(database, passed(told)),
    outlineBase: async () => passed(outlineBase(database, now)),
    giveConversations: async (ids) => passed(giveConversations(database, ids, now)),
    giveRest: async ({ after, most }) => passed(giveRest(database, after, most)),
  }
}

/** A device with a library, whose log goes through a place. */
export class SyncingDevice extends SyncDevice {
  readonly seed = new Uint8Array(randomBytes(32))
  readonly folder = mkdtempSync(join(tmpdir(), 'parley-sync-'))
  readonly own = new OwnPacks(this.folder)
  readonly library = syncedLibrary(this.database, this.now)

  /** One look at the place, as by a process that was just started. */
  async round(place: Place, key: LibraryKey): Promise<RoundResult> {
    return new SyncRound(await this.depsFor(place, key)).run()
  }

  /** What is done once a day. */
  async upkeep(place: Place, key: LibraryKey, leastLogBytes?: number): Promise<UpkeepResult> {
    const deps = await this.depsFor(place, key)
    const others = new OtherDevices(deps)
    const found = await others.hear(await others.list(), [])
    return new Upkeep({ ...deps, ...(leastLogBytes === undefined ? {} : { leastLogBytes }) }).run(found)
  }

  async depsFor(place: Place, key: LibraryKey): Promise<SyncRoundDeps> {
    return {
      place,
      own: this.own,
      incoming: join(this.folder, 'incoming'),
      ring: await KeyRing.of({ keys: [key], removed: {}, ended: [] }),
      device: this.name,
      self: { name: `Computer ${this.name}`, version: '1.2.3', seed: this.seed },
      now: this.now,
      library: this.library,
    }
  }

  override close(): void {
    super.close()
    rmSync(this.folder, { recursive: true, force: true })
  }
}
