import { SyncFault } from './faults'
import { keyFileVersionOf } from './keys'
import type { Place } from './Place'

/** The folder of ours within the place that the user gave; everything lies in it. */
export const rootFolder = 'parley-sync'

export const readMeName = 'READ ME.txt'

/** What the user finds who looks into the folder. It tells nothing of what lies there. */
const readMe = `This folder belongs to Parley.

Parley keeps a history in it that several computers share. Everything here is encrypted; only your computers,
and your words, can open it.

Please change, move or rename nothing in it: Parley takes nothing that was changed. To stop sharing, leave
sync in Parley's settings on each computer; then this folder can be deleted.
`

const mostKeyFileBytes = 1024 * 1024
const mostReadMeBytes = 10_000

export type PlaceContent =
  | { readonly type: 'empty' }
  /** A history lies there, which its words open. */
  | { readonly type: 'ours'; readonly keyFile: string }
  /** Of a Parley that this one is too old for. */
  | { readonly type: 'newer' }
  /** Something that is no history of ours, or not all of it is there yet. */
  | { readonly type: 'other' }

/** Looks without writing anything. Rejects with the place's failure. */
export const lookInto = async (place: Place): Promise<PlaceContent> => {
  await place.check()
  const names = await place.list('')
  const keyFile = await readKeyFile(place, names)
  if (keyFile !== null) return keyFileVersionOf(keyFile) > 1 ? { type: 'newer' } : { type: 'ours', keyFile }
  return names.every((name) => name === readMeName) ? { type: 'empty' } : { type: 'other' }
}

/**
 * Lays out a place that was empty, the key file last: with it the place is ours. False where another device
 * has begun there meanwhile, which stays as it is.
 */
export const beginPlace = async (place: Place, keyFile: string): Promise<boolean> => {
  await ensureReadMe(place)
  return place.add(keyFileName(1), Buffer.from(keyFile))
}

/** The user may have cleared it away. */
export const ensureReadMe = async (place: Place): Promise<void> => {
  if ((await place.read(readMeName, mostReadMeBytes)) === null)
    await place.add(readMeName, Buffer.from(readMe))
}

export const keyFileName = (generation: number): string => `key-${generation}.json`

/** The generations of keys that lie there, in order. */
export const generationsOf = (names: readonly string[]): readonly number[] =>
  names
    .flatMap((name) => {
      const [, digits] = /^key-([1-9]\d{0,3})\.json$/.exec(name) ?? []
      return digits === undefined ? [] : [Number(digits)]
    })
    .sort((one, other) => one - other)

/** The newest; null where there is none. */
const readKeyFile = async (place: Place, names: readonly string[]): Promise<string | null> => {
  const generation = generationsOf(names).at(-1)
  return generation === undefined ? null : readGeneration(place, generation)
}

export const readGeneration = async (place: Place, generation: number): Promise<string> => {
  const bytes = await place.read(keyFileName(generation), mostKeyFileBytes)
  if (!bytes) throw new SyncFault('damaged', 'The key file is too large, or gone')
  return Buffer.from(bytes).toString('utf8')
}
