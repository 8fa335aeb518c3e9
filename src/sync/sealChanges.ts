import type { SyncRecord } from '@shared/sync/record'
import type { BlobName } from '@shared/sync/syncedLibrary'
import type { KeyRing } from './keyRing'
import type { OwnPacks } from './OwnPacks'
import { hashOf, packVersion, sealPack } from './pack'
import { lowest, type ReadPosition, type SyncedLibrary } from './SyncedLibrary'

export interface SealDeps {
  readonly library: Pick<SyncedLibrary, 'giveChanges' | 'confirmChanges'>
  readonly own: OwnPacks
  readonly ring: KeyRing
  readonly device: string
}

const recordsPerPack = 4_000
/** About a megabyte once it is packed. */
const charactersPerPack = 4_000_000

/** Packs what changed here, without the place: what is sealed travels as soon as there is one. */
export const sealChanges = async (deps: SealDeps): Promise<void> => {
  const { library, device } = deps
  for (;;) {
    const given = await library.giveChanges(recordsPerPack)
    // An empty part of the backlog is not its end.
    if (given.records.length === 0 && given.backlog === null) return
    const parts = inParts(given.records)
    // Only with the last of them everything up to there was told.
    let position: ReadPosition | null = null
    for (const [index, records] of parts.entries())
      position = await seal(deps, records, index === parts.length - 1 ? given.upTo : lowest(device))
    await library.confirmChanges({
      batch: given.batch,
      backlog: given.backlog,
      sealed: position ? { ...position, upTo: given.upTo } : undefined,
    })
  }
}

const seal = async (deps: SealDeps, records: readonly SyncRecord[], upTo: string): Promise<ReadPosition> => {
  const { own, ring, device } = deps
  const last = await own.last()
  const head = {
    v: packVersion,
    library: ring.libraryId,
    device,
    number: last + 1,
    previous: await own.hashOf(last),
    upTo,
    oldestReader: packVersion,
  }
  // First, so that a pack is never sent without them.
  await own.noteBlobs(last + 1, blobsIn(records))
  const bytes = await sealPack({ head, records }, ring.newest.packs)
  await own.keep(last + 1, bytes)
  return { number: last + 1, hash: hashOf(bytes) }
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

/** The bytes that records tell of: their hash stands in a register of its own. */
const blobsIn = (records: readonly SyncRecord[]): readonly BlobName[] =>
  records.flatMap(({ kind, set }) => {
    const hash = set.hash?.[0]
    return (kind === 'picture' || kind === 'file') && typeof hash === 'string' ? [{ kind, hash }] : []
  })
