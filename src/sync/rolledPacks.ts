import type { OwnPacks } from './OwnPacks'
import type { Place } from './Place'
import { mostPackBytes, packName } from './pack'
import { damaged } from './sealed'

/** Packs of a device one after the other in a file, each as it was sealed: fewer files, the same chain. */
export interface Roll {
  readonly name: string
  readonly first: number
  readonly last: number
}

const magic = Buffer.from('PARLEYr\u0001\n', 'latin1')
const day = 24 * 3_600_000
const oldEnoughMs = 7 * day
/** Fewer than that are no trouble to any place. */
const leastRolled = 50
/** More than a device writes in its life. */
const mostPacks = 500_000
const mostRollBytes = 16 * 1024 * 1024

const rollName = (first: number, last: number): string =>
  `${packName(first).slice(0, 8)}-${packName(last).slice(0, 8)}.packs`

export const rollsIn = (names: readonly string[]): readonly Roll[] =>
  names.flatMap((name) => {
    const [, first, last] = /^(\d{8})-(\d{8})\.packs$/.exec(name) ?? []
    return first && last ? [{ name, first: Number(first), last: Number(last) }] : []
  })

/** The names of all packs that lie there, also of those that are rolled up. */
export const packNamesIn = (names: readonly string[]): ReadonlySet<string> => {
  const found = new Set(names)
  // A server can call a file what it likes, also as if a hundred million packs were in it.
  for (const { first, last } of rollsIn(names))
    for (let number = first; number <= last && found.size < mostPacks; number += 1)
      found.add(packName(number))
  return found
}

/** SyncFault `damaged` where it is none. */
export const unroll = (bytes: Uint8Array, { first, last }: Roll): ReadonlyMap<number, Uint8Array> => {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (!all.subarray(0, magic.byteLength).equals(magic)) throw damaged('It does not begin like rolled packs')
  const packs = new Map<number, Uint8Array>()
  let at = magic.byteLength
  for (let number = first; number <= last; number += 1) {
    if (at + 4 > all.byteLength) throw damaged('It is cut')
    const end = at + 4 + all.readUInt32LE(at)
    if (end > all.byteLength) throw damaged('It is cut')
    packs.set(number, all.subarray(at + 4, end))
    at = end
  }
  return packs
}

interface RollUpDeps {
  readonly place: Place
  readonly own: OwnPacks
  readonly device: string
  readonly now: () => number
}

/**
 * Puts single packs that are older than a week into files of many. The last stays: it tells whether another
 * machine goes by this name. Returns how many packs are in files of many now that were not before.
 */
export const rollUp = async ({ place, own, device, now }: RollUpDeps): Promise<number> => {
  const folder = `devices/${device}`
  const names = new Set(await place.list(folder))
  const last = await own.last()
  const old: number[] = []
  for (let number = await own.first(); number > 0 && number < last; number += 1)
    if (names.has(packName(number)) && now() - (await own.keptAt(number)) > oldEnoughMs) old.push(number)
  if (old.length < leastRolled) return 0
  let rolled = 0
  for (const group of await groupsOf(old, own)) {
    const [first, end] = [group[0] ?? 0, group.at(-1) ?? 0]
    const path = `${folder}/${rollName(first, end)}`
    const bytes = await concatenated(group, own)
    await place.add(path, bytes)
    const there = await place.read(path, 2 * mostPackBytes)
    // Only what is seen to lie there as it is takes the place of the single ones.
    if (!there || !Buffer.from(there).equals(bytes)) continue
    for (const number of group) await place.remove(`${folder}/${packName(number)}`)
    rolled += group.length
  }
  return rolled
}

/** Packs that follow on each other, as many as make a file of a size that any place takes. */
const groupsOf = async (numbers: readonly number[], own: OwnPacks): Promise<readonly number[][]> => {
  const groups: number[][] = []
  let size = 0
  for (const number of numbers) {
    const bytes = (await own.read(number)).byteLength
    const group = groups.at(-1)
    if (group && group.at(-1) === number - 1 && size + bytes <= mostRollBytes) {
      group.push(number)
      size += bytes
    } else {
      groups.push([number])
      size = bytes
    }
  }
  return groups.filter((group) => group.length > 1)
}

const concatenated = async (numbers: readonly number[], own: OwnPacks): Promise<Buffer> => {
  const parts: Uint8Array[] = [magic]
  for (const number of numbers) {
    const bytes = await own.read(number)
    const length = Buffer.alloc(4)
    length.writeUInt32LE(bytes.byteLength)
    parts.push(length, bytes)
  }
  return Buffer.concat(parts)
}

/** Reads the packs of a device, single or rolled up. */
export class PackReader {
  private rolls: readonly Roll[] | null = null
  private open: { readonly roll: Roll; readonly packs: ReadonlyMap<number, Uint8Array> } | null = null

  constructor(
    private readonly place: Place,
    private readonly device: string,
    /** The last that it has told of; null where it has told nothing. */
    private readonly lastTold: number | null,
  ) {}

  async read(number: number): Promise<Uint8Array | null> {
    const opened = this.open?.packs.get(number)
    if (opened) return opened
    const folder = `devices/${this.device}`
    const single = await this.place.read(`${folder}/${packName(number)}`, mostPackBytes)
    if (single || (this.lastTold !== null && this.lastTold < number)) return single
    this.rolls ??= rollsIn(await this.place.list(folder))
    const roll = this.rolls.find(({ first, last }) => first <= number && number <= last)
    if (!roll) return null
    const bytes = await this.place.read(`${folder}/${roll.name}`, 2 * mostPackBytes)
    if (!bytes) return null
    this.open = { roll, packs: unroll(bytes, roll) }
    return this.open.packs.get(number) ?? null
  }
}
