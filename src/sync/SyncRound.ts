import type { Clock } from '@shared/sync/clock'
import type { SyncRecord } from '@shared/sync/record'
import { SyncFault, type SyncFaultReason } from './faults'
import type { OwnPacks } from './OwnPacks'
import type { Place } from './Place'
import { hashOf, mostPackBytes, openPack, packName, packVersion, sealPack } from './pack'

export interface GivenChanges {
  readonly batch: number
  readonly backlog: string | null
  readonly records: readonly SyncRecord[]
  readonly upTo: Clock
}

/** What the library is asked for, in its own process. */
export interface SyncedLibrary {
  giveChanges(most: number): Promise<GivenChanges>
  /** They are on disk here, and need not be given again. */
  confirmChanges(given: Pick<GivenChanges, 'batch' | 'backlog'>): Promise<void>
  applyRecords(read: {
    readonly device: string
    readonly upTo: Clock
    readonly records: readonly SyncRecord[]
  }): Promise<void>
}

/** How far another device's log was read. */
export interface ReadPosition {
  readonly number: number
  /** Of the last pack that was read: the next one names it. */
  readonly hash: string
}

export interface SyncRoundDeps {
  readonly place: Place
  readonly library: SyncedLibrary
  readonly own: OwnPacks
  readonly packKey: Uint8Array
  readonly libraryId: string
  readonly device: string
  /** Kept on disk once a pack is applied; one that is applied twice does no harm. */
  readonly positions: {
    get(device: string): ReadPosition
    set(device: string, position: ReadPosition): Promise<void>
  }
}

export interface RoundResult {
  readonly sentPacks: number
  readonly takenRecords: number
  /** Devices whose log cannot be read on for now, and why. The others are not held up by them. */
  readonly stuck: readonly { readonly device: string; readonly reason: SyncFaultReason }[]
}

const recordsPerPack = 4_000
/** About a megabyte once it is packed. */
const charactersPerPack = 4_000_000
/** Records in one transaction of the library, so that searching goes on meanwhile. */
const recordsPerStep = 200
const start: ReadPosition = { number: 0, hash: '' }

/** Another machine goes by this device's name: a profile was copied. */
export class ClonedDevice extends Error {}

/** One look at the place: what changed here goes there, and what is new there comes here. */
export class SyncRound {
  /** The pack of this device that was last seen to lie there as it is here. */
  private compared = 0

  constructor(private readonly deps: SyncRoundDeps) {}

  /** Rejects with the place's failure, or `ClonedDevice`; what was done until then stays done. */
  async run(): Promise<RoundResult> {
    await this.sealChanges()
    const sentPacks = await this.send()
    const taken = await this.take()
    return { sentPacks, ...taken }
  }

  /** Without the place: what is sealed travels as soon as there is one. */
  private async sealChanges(): Promise<void> {
    const { library, device } = this.deps
    for (;;) {
      const given = await library.giveChanges(recordsPerPack)
      // An empty part of the backlog is not its end.
      if (given.records.length === 0 && given.backlog === null) return
      const parts = inParts(given.records)
      // Only with the last of them everything up to there was told.
      for (const [index, records] of parts.entries())
        await this.seal(records, index === parts.length - 1 ? given.upTo : lowest(device))
      await library.confirmChanges({ batch: given.batch, backlog: given.backlog })
    }
  }

  private async seal(records: readonly SyncRecord[], upTo: Clock): Promise<void> {
    const { own, packKey, libraryId, device } = this.deps
    const last = await own.last()
    const head = {
      v: packVersion,
      library: libraryId,
      device,
      number: last + 1,
      previous: await own.hashOf(last),
      upTo,
      oldestReader: packVersion,
    }
    await own.keep(last + 1, await sealPack({ head, records }, packKey))
  }

  /** Whatever of this device the place lacks, also what it had before and has lost. */
  private async send(): Promise<number> {
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
      if (!isThere && (await place.add(path, bytes))) sent += 1
      else if (!isSame(await place.read(path, mostPackBytes), bytes))
        throw new ClonedDevice('Another machine writes under this name')
      this.compared = number
    }
    return sent
  }

  private async take(): Promise<Omit<RoundResult, 'sentPacks'>> {
    const { place, device: ownDevice } = this.deps
    const devices = (await place.list('devices')).filter(
      (name) => /^[0-9a-z]{1,40}$/.test(name) && name !== ownDevice,
    )
    let takenRecords = 0
    const stuck: { device: string; reason: SyncFaultReason }[] = []
    for (const device of devices) {
      try {
        takenRecords += await this.takeFrom(device)
      } catch (error) {
        if (!(error instanceof SyncFault)) throw error
        stuck.push({ device, reason: error.reason })
      }
    }
    return { takenRecords, stuck }
  }

  private async takeFrom(device: string): Promise<number> {
    const { place, library, packKey, libraryId, positions } = this.deps
    let taken = 0
    for (;;) {
      const { number, hash } = positions.get(device) ?? start
      const bytes = await place.read(`devices/${device}/${packName(number + 1)}`, mostPackBytes)
      if (!bytes) return taken
      const { head, records } = await openPack(bytes, packKey)
      if (head.library !== libraryId || head.device !== device || head.number !== number + 1)
        throw new SyncFault('not-ours', 'The pack is not what its name says')
      if (head.previous !== hash) throw new SyncFault('damaged', 'It does not follow what was read before')
      for (let at = 0; at === 0 || at < records.length; at += recordsPerStep) {
        const isLast = at + recordsPerStep >= records.length
        // Only with the last of them everything up to there was seen.
        const upTo = isLast ? head.upTo : lowest(device)
        await library.applyRecords({ device, upTo, records: records.slice(at, at + recordsPerStep) })
      }
      await positions.set(device, { number: number + 1, hash: hashOf(bytes) })
      taken += records.length
    }
  }
}

/** Parts that make packs of a size which any place takes. */
const inParts = (records: readonly SyncRecord[]): readonly (readonly SyncRecord[])[] => {
  const parts: SyncRecord[][] = []
  let length = Number.POSITIVE_INFINITY
  for (const record of records) {
    const more = JSON.stringify(record).length
    if (length + more > charactersPerPack) {
      parts.push([])
      length = 0
    }
    parts.at(-1)?.push(record)
    length += more
  }
  return parts
}

const lowest = (device: string): Clock => `${'0'.repeat(17)}-${device}`

const isSame = (one: Uint8Array | null, other: Uint8Array): boolean =>
  one !== null && Buffer.from(one).equals(Buffer.from(other))
