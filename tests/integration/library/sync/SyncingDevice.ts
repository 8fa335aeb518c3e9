import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SyncedLibrary } from '@shared/sync/syncedLibrary'
import type { Database } from '../../../../src/library/Database'
import { applyRecords, readPositions } from '../../../../src/library/sync/applyRecords'
import { confirmChanges, giveChanges } from '../../../../src/library/sync/changes'
import { beginAs, readIdentity, takeName } from '../../../../src/library/sync/identity'
import { settleLook } from '../../../../src/library/sync/settle'
import { KeyRing } from '../../../../src/sync/keyRing'
import type { LibraryKey } from '../../../../src/sync/keys'
import { OwnPacks } from '../../../../src/sync/OwnPacks'
import type { Place } from '../../../../src/sync/Place'
import { type RoundResult, SyncRound } from '../../../../src/sync/SyncRound'
import { SyncDevice } from './SyncDevice'

/** The library as the sync process has it: what passes between them passes as it does through a port. */
export const syncedLibrary = (database: Database, now: () => number): SyncedLibrary => {
  const passed = <T>(value: T): T => structuredClone(value)
  return {
    giveChanges: async (most) => passed(giveChanges(database, most, now)),
    confirmChanges: async (given) => confirmChanges(database, given),
    readPositions: async () => readPositions(database),
    applyRecords: async (read) => applyRecords(database, passed(read), now),
    settleLook: async () => settleLook(database, now),
    readIdentity: async () => readIdentity(database),
    beginAs: async (device) => beginAs(database, device, now),
    takeName: async (name) => takeName(database, passed(name)),
  }
}

/** A device with a library, whose log goes through a place. */
export class SyncingDevice extends SyncDevice {
  readonly seed = new Uint8Array(randomBytes(32))
  readonly folder = mkdtempSync(join(tmpdir(), 'parley-sync-'))

  /** One look at the place, as by a process that was just started. */
  async round(place: Place, key: LibraryKey): Promise<RoundResult> {
    const { database, now } = this
    const round = new SyncRound({
      place,
      own: new OwnPacks(this.folder),
      incoming: join(this.folder, 'incoming'),
      ring: await KeyRing.of({ keys: [key], removed: {} }),
      device: this.name,
      self: { name: `Computer ${this.name}`, version: '1.2.3', seed: this.seed },
      now,
      library: syncedLibrary(database, now),
    })
    return round.run()
  }

  override close(): void {
    super.close()
    rmSync(this.folder, { recursive: true, force: true })
  }
}
