import { baseFolder, listBases, madeAtOf, type WholeBase, wholePath } from './bases'
import type { KeyRing } from './keyRing'
import type { OwnPacks } from './OwnPacks'
import type { Place } from './Place'
import { packName } from './pack'
import type { FoundDevice } from './readDevices'
import { rollsIn } from './rolledPacks'

interface TidyDeps {
  readonly place: Place
  readonly own: OwnPacks
  readonly ring: KeyRing
  readonly device: string
  readonly now: () => number
}

const day = 24 * 3_600_000
/** A device that was not seen for so long reads a base when it comes back. */
export const inUseMs = 90 * day
/** A device may be reading one that another has just replaced. */
const leastBaseAgeMs = day

/**
 * Removes packs of this device that a base holds and every device in use has read: one that joins later finds
 * them in the base, and one in use never needs it. From the place first, then from here.
 */
export const tidyPacks = async (
  deps: TidyDeps,
  bases: readonly WholeBase[],
  found: readonly FoundDevice[],
): Promise<number> => {
  const { place, own, device } = deps
  const limit = Math.min(await coveredUpTo(deps, bases), readByAll(deps, found), (await own.last()) - 1)
  const first = await own.first()
  if (first === 0 || limit < first) return 0
  const folder = `devices/${device}`
  const names = new Set(await place.list(folder))
  for (const { name, last } of rollsIn([...names])) if (last <= limit) await place.remove(`${folder}/${name}`)
  for (let number = first; number <= limit; number += 1) {
    if (names.has(packName(number))) await place.remove(`${folder}/${packName(number)}`)
    await own.forget(number)
  }
  return limit - first + 1
}

/** Of bases that are really there, pack for pack. */
const coveredUpTo = async ({ place, device }: TidyDeps, bases: readonly WholeBase[]): Promise<number> => {
  for (const whole of bases) {
    const there = new Map(
      (await place.entries(baseFolder(whole.base))).map(({ name, bytes }) => [name, bytes]),
    )
    const isComplete = whole.packs.every(
      ({ bytes }, index) => there.get(`${String(index + 1).padStart(4, '0')}.base`) === bytes,
    )
    if (isComplete) return whole.ends[device]?.number ?? 0
  }
  return 0
}

const readByAll = ({ device, ring, now }: TidyDeps, found: readonly FoundDevice[]): number =>
  Math.min(
    Number.POSITIVE_INFINITY,
    ...found
      .filter((each) => !ring.isRemoved(each.id) && isInUse(each, now()))
      // One that has told nothing may have read nothing.
      .map(({ hello }) => hello?.read[device]?.number ?? 0),
  )

/** Whichever is later, its own clock or ours: a clock that is wrong makes no device forgotten. */
export const isInUse = ({ hello, writtenAt }: FoundDevice, now: number): boolean =>
  !hello || now - Math.max(hello.at, writtenAt ?? 0) < inUseMs

/** No upload takes so long. */
const leftOverMs = day

/**
 * Removes what cut uploads have left: of this device, of bases, and of blobs, which any device may send, by a
 * sixteenth of them each day.
 */
export const tidyLeftOvers = async ({ place, device, now }: TidyDeps): Promise<number> => {
  const digit = (Math.floor(now() / day) % 16).toString(16)
  const blobs = (await place.list('blobs')).filter((name) => name.startsWith(digit))
  const folders = [
    `devices/${device}`,
    ...(await listBases(place)).map(baseFolder),
    ...blobs.map((name) => `blobs/${name}`),
  ]
  let removed = 0
  for (const folder of folders)
    for (const { name, changedAt } of await place.leftOvers(folder)) {
      if (now() - changedAt < leftOverMs) continue
      await place.remove(`${folder}/${name}`)
      removed += 1
    }
  return removed
}

/** Bases that a newer one has replaced go a day after it was whole, as do those that were never finished. */
export const tidyBases = async (
  { place, now }: TidyDeps,
  bases: readonly WholeBase[],
): Promise<readonly string[]> => {
  const [newest, ...older] = bases
  if (!newest) return []
  const entry = await place.entry(wholePath(newest.base))
  if (!entry || now() - entry.changedAt < leastBaseAgeMs) return []
  const needed = new Set(older.filter((each) => !replaces(newest, each)).map(({ base }) => base))
  const removed: string[] = []
  for (const base of await listBases(place)) {
    if (base >= newest.base || needed.has(base) || now() - madeAtOf(base) < leastBaseAgeMs) continue
    await place.remove(baseFolder(base))
    removed.push(base)
  }
  return removed
}

const replaces = (newer: WholeBase, older: WholeBase): boolean =>
  Object.entries(older.ends).every(([device, { number }]) => (newer.ends[device]?.number ?? 0) >= number)
