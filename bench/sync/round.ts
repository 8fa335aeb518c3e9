import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type GivenChanges, type SyncedLibrary, syncedLibraryMethods } from '@shared/sync/syncedLibrary'
import { FolderPlace } from '../../src/sync/FolderPlace'
import { KeyRing } from '../../src/sync/keyRing'
import { OwnPacks } from '../../src/sync/OwnPacks'
import { SyncRound } from '../../src/sync/SyncRound'
import { answerCalls, Calls, type Channel } from './calls'

// The sync process: its own code, over a folder.

const [folder = '', device = '', place = ''] = process.argv.slice(2)
const library = new Calls(process as Channel)
/** One batch of so many is measured as JSON. */
const measuredEach = 10

let batches = 0
let sent = { records: 0, measured: 0, characters: 0 }
const noted = (given: GivenChanges): GivenChanges => {
  const isMeasured = batches % measuredEach === 0
  batches += 1
  sent = {
    records: sent.records + given.records.length,
    measured: sent.measured + (isMeasured ? given.records.length : 0),
    characters: sent.characters + (isMeasured ? JSON.stringify(given.records).length : 0),
  }
  return given
}

const own = join(folder, 'sync')
mkdirSync(own, { recursive: true })
// The same for all of the measurement: the folder is gone afterwards.
const key = new Uint8Array(32).fill(7)
const begun = KeyRing.of({ keys: [key], removed: {}, ended: [] }).then(
  (ring) =>
    new SyncRound({
      place: new FolderPlace(place),
      own: new OwnPacks(join(own, 'packs')),
      incoming: join(own, 'incoming'),
      ring,
      device,
      self: { name: device, version: '1.0.0', seed: new Uint8Array(32).fill(device.charCodeAt(0)) },
      now: Date.now,
      library: {
        ...(Object.fromEntries(
          syncedLibraryMethods.map((method) => [method, (input: unknown) => library.call(method, input)]),
        ) as unknown as SyncedLibrary),
        giveChanges: async (most) => noted(await library.call<GivenChanges>('giveChanges', most)),
      },
    }),
)

answerCalls(process as Channel, {
  round: async () => {
    sent = { records: 0, measured: 0, characters: 0 }
    const { sentPacks, takenRecords, stuck } = await (await begun).run()
    if (stuck.length > 0) throw new Error(`stuck: ${JSON.stringify(stuck)}`)
    const json = sent.measured === 0 ? 0 : (sent.characters / sent.measured) * sent.records
    return { sentPacks, sentRecords: sent.records, takenRecords, json }
  },
})
process.on('disconnect', () => process.exit(0))
