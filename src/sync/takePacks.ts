import { SyncFault, type SyncFaultReason } from './faults'
import type { KeyRing } from './keyRing'
import type { Place } from './Place'
import { hashOf, mostPackBytes, openPack, packName } from './pack'
import { lowest, type ReadPosition, type SyncedLibrary } from './SyncedLibrary'

export interface TakeDeps {
  readonly place: Place
  readonly library: Pick<SyncedLibrary, 'readPositions' | 'applyRecords'>
  readonly ring: KeyRing
  readonly device: string
}

type Positions = Readonly<Record<string, ReadPosition>>

export interface Taken {
  readonly takenRecords: number
  /** Devices whose log was read on. */
  readonly heard: readonly string[]
  /** How far each log is read now. */
  readonly positions: Positions
  /** Devices whose log cannot be read on for now, and why. The others are not held up by them. */
  readonly stuck: readonly { readonly device: string; readonly reason: SyncFaultReason }[]
}

/** Records in one transaction of the library, so that searching goes on meanwhile. */
const recordsPerStep = 200
const start: ReadPosition = { number: 0, hash: '' }

/** Reads on in the logs of those devices. */
export const takePacks = async (deps: TakeDeps, devices: readonly string[]): Promise<Taken> => {
  const before = await deps.library.readPositions()
  const positions: Record<string, ReadPosition> = { ...before }
  let takenRecords = 0
  const heard: string[] = []
  const stuck: { device: string; reason: SyncFaultReason }[] = []
  for (const device of devices) {
    const from = positions[device] ?? start
    const take = takeFrom(deps, device, from, (position, records) => {
      positions[device] = position
      takenRecords += records
    })
    await take.catch((error) => {
      if (!(error instanceof SyncFault)) throw error
      stuck.push({ device, reason: error.reason })
    })
    if (positions[device] !== before[device]) heard.push(device)
  }
  return { takenRecords, heard, positions, stuck }
}

const takeFrom = async (
  deps: TakeDeps,
  device: string,
  from: ReadPosition,
  onTaken: (position: ReadPosition, records: number) => void,
): Promise<void> => {
  const { place, library, ring } = deps
  for (let position = from; ; ) {
    const { number, hash } = position
    const bytes = await place.read(`devices/${device}/${packName(number + 1)}`, mostPackBytes)
    if (!bytes) return
    const { head, records } = await openPack(bytes, ring.ofPack(device, number + 1))
    if (head.library !== ring.libraryId || head.device !== device || head.number !== number + 1)
      throw new SyncFault('not-ours', 'The pack is not what its name says')
    if (head.previous !== hash) throw new SyncFault('damaged', 'It does not follow what was read before')
    position = { number: number + 1, hash: hashOf(bytes) }
    for (let at = 0; at === 0 || at < records.length; at += recordsPerStep) {
      const isLast = at + recordsPerStep >= records.length
      // Only with the last of them everything up to there was seen.
      await library.applyRecords({
        device,
        upTo: isLast ? head.upTo : lowest(device),
        records: records.slice(at, at + recordsPerStep),
        position: isLast ? position : undefined,
      })
    }
    onTaken(position, records.length)
  }
}
