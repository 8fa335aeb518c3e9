import { type SyncRecord, sizeOf } from '@shared/sync/record'
import { SyncFault, type SyncFaultReason } from './faults'
import type { KeyRing } from './keyRing'
import type { Place } from './Place'
import { hashOf, isUnder, openPack, type Pack } from './pack'
import { PackReader } from './rolledPacks'
import { lowest, type ReadPosition, type SyncedLibrary } from './SyncedLibrary'

export interface TakeDeps {
  readonly place: Place
  readonly library: Pick<SyncedLibrary, 'readPositions' | 'readTakenBase' | 'applyRecords'>
  readonly ring: KeyRing
  readonly device: string
  /** The last pack that a device has told of; null where it has told nothing. */
  readonly lastTold?: (device: string) => number | null
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
  /** Devices whose log in the place is whole, and another one than was read: see `PartedLog`. */
  readonly parted: readonly string[]
}

class OtherLog extends SyncFault {}

/** What the library gets at a time: it takes some milliseconds to arrive. */
const recordsPerCall = 400
const charactersPerCall = 600_000
const start: ReadPosition = { number: 0, hash: '' }

/** Reads on in the logs of those devices. */
export const takePacks = async (deps: TakeDeps, devices: readonly string[]): Promise<Taken> => {
  const before = await deps.library.readPositions()
  const positions: Record<string, ReadPosition> = { ...before }
  let takenRecords = 0
  const heard: string[] = []
  const stuck: { device: string; reason: SyncFaultReason }[] = []
  const parted: string[] = []
  for (const device of devices) {
    const from = positions[device] ?? start
    const take = takeFrom(deps, device, from, (position, records) => {
      positions[device] = position
      takenRecords += records
    })
    await take.catch((error) => {
      if (!(error instanceof SyncFault)) throw error
      stuck.push({ device, reason: error.reason })
      if (error instanceof OtherLog) parted.push(device)
    })
    if (positions[device] !== before[device]) heard.push(device)
  }
  return { takenRecords, heard, positions, stuck, parted }
}

const takeFrom = async (
  deps: TakeDeps,
  device: string,
  from: ReadPosition,
  onTaken: (position: ReadPosition, records: number) => void,
): Promise<void> => {
  const { library, ring } = deps
  const reader = new PackReader(deps.place, device, deps.lastTold?.(device) ?? null)
  let position = from
  const readPack = async (number: number) =>
    number > ring.lastOf(device) ? null : openNext(reader, ring.keysOf(device, position.generation), number)
  for (let next = readPack(from.number + 1); ; ) {
    const pack = await next
    if (!pack) return
    const { head, records } = pack
    const { number, hash } = position
    const isIt = head.device === device && head.number === number + 1 && head.base === undefined
    if (head.library !== ring.libraryId || !isIt)
      throw new SyncFault('not-ours', 'The pack is not what its name says')
    if (head.previous !== hash) throw await notFollowing(reader, number, head.previous)
    position = { number: number + 1, hash: pack.hash, generation: pack.generation }
    // The one behind it comes while the library is at work.
    next = readPack(number + 2)
    // Its failure is met in its turn.
    next.catch(() => {})
    for (let at = 0; at === 0 || at < records.length; ) {
      const some = someFrom(records, at)
      at += some.length
      const isLast = at >= records.length
      // Only with the last of them everything up to there was seen.
      await library.applyRecords({
        device,
        upTo: isLast ? head.upTo : lowest(device),
        records: some,
        position: isLast ? position : undefined,
        hasMore: !isLast,
      })
      if (isLast) break
    }
    onTaken(position, records.length)
  }
}

/** Where it follows what lies before it there, all of that is another log than was read. */
const notFollowing = async (reader: PackReader, number: number, previous: string): Promise<SyncFault> => {
  const before = number === 0 ? null : await reader.read(number)
  return before !== null && hashOf(before) === previous
    ? new OtherLog('damaged', 'Another log was read under its name')
    : new SyncFault('damaged', 'It does not follow what was read before')
}

const openNext = async (
  reader: PackReader,
  keys: ReturnType<KeyRing['keysOf']>,
  number: number,
): Promise<(Pack & { readonly hash: string; readonly generation: number }) | null> => {
  const bytes = await reader.read(number)
  if (!bytes) return null
  const [newest, ...older] = keys
  for (const { generation, key } of older.length > 0 ? keys : [])
    if (await isUnder(bytes, key))
      return { ...(await openPack(bytes, [key])), hash: hashOf(bytes), generation }
  // It tells what is wrong with it, too.
  const pack = await openPack(bytes, newest ? [newest.key] : [])
  return { ...pack, hash: hashOf(bytes), generation: newest?.generation ?? 1 }
}

/** As many as the library gets at a time. */
export const someFrom = (records: readonly SyncRecord[], from: number): readonly SyncRecord[] => {
  let end = from
  for (
    let size = 0;
    end < records.length && end - from < recordsPerCall && size < charactersPerCall;
    end += 1
  )
    size += sizeOf(records[end] as SyncRecord)
  return records.slice(from, end)
}
