import type { SyncRecord } from '@shared/sync/record'
import type { SyncedBase } from '@shared/sync/syncedLibrary'
import { basePackPath, newBaseId, sealWhole, type WholeBase, wholePath } from './bases'
import type { KeyRing } from './keyRing'
import type { OwnPacks } from './OwnPacks'
import type { Place } from './Place'
import { hashOf, packVersion, sealPack } from './pack'

export interface WriteBaseDeps {
  readonly place: Place
  readonly library: SyncedBase
  readonly own: OwnPacks
  readonly ring: KeyRing
  readonly device: string
  readonly now: () => number
}

/** The library gives as many between two requests of the windows. */
const conversationsPerPage = 10
const recordsPerPage = 200
/** About a megabyte once it is packed. */
const charactersPerPack = 4_000_000

/**
 * Writes the whole state down: conversations by the month of their last use, the newest first, then what is
 * of none. It counts once `whole` lies there.
 */
export const writeBase = async (deps: WriteBaseDeps): Promise<WholeBase> => {
  const { place, library, own, ring, device, now } = deps
  const last = await own.last()
  const hash = await own.hashOf(last)
  const outline = await library.outlineBase()
  const base = newBaseId(now(), device)
  const packs: WholeBase['packs'][number][] = []
  for await (const { month, records } of inPacks(library, outline.conversations)) {
    const head = {
      v: packVersion,
      library: ring.libraryId,
      device,
      base,
      number: packs.length + 1,
      previous: packs.at(-1)?.hash ?? '',
      upTo: outline.latest,
      oldestReader: packVersion,
    }
    const bytes = await sealPack({ head, records }, ring.newest.packs)
    await place.add(basePackPath(base, head.number), bytes)
    packs.push({ month, records: records.length, bytes: bytes.byteLength, hash: hashOf(bytes) })
  }
  const whole: WholeBase = {
    v: 1,
    oldestReader: packVersion,
    library: ring.libraryId,
    base,
    device,
    ends: {
      ...outline.ends,
      ...(last === 0 ? {} : { [device]: { number: last, hash, upTo: outline.latest } }),
    },
    packs,
  }
  await place.add(wholePath(base), await sealWhole(whole, ring))
  return whole
}

interface Gathered {
  readonly month: string
  readonly records: readonly SyncRecord[]
}

async function* inPacks(
  library: SyncedBase,
  conversations: readonly { readonly id: string; readonly updatedAt: number }[],
): AsyncGenerator<Gathered> {
  const pack = new Gathering()
  for (let at = 0; at < conversations.length; ) {
    const month = monthOf(conversations[at]?.updatedAt ?? 0)
    const rest = conversations.slice(at, at + conversationsPerPage)
    const other = rest.findIndex(({ updatedAt }) => monthOf(updatedAt) !== month)
    const page = other < 0 ? rest : rest.slice(0, other)
    if (pack.isFull || pack.month !== month) yield* pack.empty(month)
    pack.add(await library.giveConversations(page.map(({ id }) => id)))
    at += page.length
  }
  yield* pack.empty('')
  for (let after: string | null = ''; after !== null; ) {
    const page = await library.giveRest({ after, most: recordsPerPage })
    if (pack.isFull) yield* pack.empty('')
    pack.add(page.records)
    after = page.next
  }
  yield* pack.empty('')
}

class Gathering {
  month = ''
  private records: SyncRecord[] = []
  private length = 0

  get isFull(): boolean {
    return this.length >= charactersPerPack
  }

  add(records: readonly SyncRecord[]): void {
    for (const record of records) {
      this.records.push(record)
      this.length += JSON.stringify(record).length
    }
  }

  *empty(nextMonth: string): Generator<Gathered> {
    const { month, records } = this
    this.month = nextMonth
    this.records = []
    this.length = 0
    if (records.length > 0) yield { month, records }
  }
}

const monthOf = (time: number): string => new Date(time).toISOString().slice(0, 7)
