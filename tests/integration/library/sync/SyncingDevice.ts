import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { applyRecords } from '../../../../src/library/sync/applyRecords'
import { confirmChanges, giveChanges } from '../../../../src/library/sync/changes'
import { type LibraryKey, libraryIdOf, placeKeysOf } from '../../../../src/sync/keys'
import { OwnPacks } from '../../../../src/sync/OwnPacks'
import type { Place } from '../../../../src/sync/Place'
import type { ReadPosition } from '../../../../src/sync/SyncedLibrary'
import { type RoundResult, SyncRound } from '../../../../src/sync/SyncRound'
import { SyncDevice } from './SyncDevice'

/** A device with a library, whose log goes through a place. */
export class SyncingDevice extends SyncDevice {
  readonly folder = mkdtempSync(join(tmpdir(), 'parley-sync-'))
  private readonly positions = new Map<string, ReadPosition>()

  /** One look at the place, as by a process that was just started. */
  async round(place: Place, key: LibraryKey): Promise<RoundResult> {
    const { database, now, positions } = this
    const round = new SyncRound({
      place,
      own: new OwnPacks(this.folder),
      packKey: (await placeKeysOf(key)).packs,
      libraryId: await libraryIdOf(key),
      device: this.name,
      library: {
        giveChanges: async (most) => giveChanges(database, most, now),
        confirmChanges: async (given) => confirmChanges(database, given),
        applyRecords: async (read) => applyRecords(database, read, now),
      },
      positions: {
        get: (device) => positions.get(device) ?? { number: 0, hash: '' },
        set: async (device, position) => void positions.set(device, position),
      },
    })
    return round.run()
  }

  override close(): void {
    super.close()
    rmSync(this.folder, { recursive: true, force: true })
  }
}
