import { FolderPlace } from '../../src/sync/FolderPlace'
import type { Place } from '../../src/sync/Place'
import { type WebDavAccess, WebDavPlace } from '../../src/sync/WebDavPlace'

/** A place in words that another process understands. */
export type PlaceToOpen = { readonly folder: string } | WebDavAccess

export const placeOf = (place: PlaceToOpen): Place =>
  'folder' in place ? new FolderPlace(place.folder) : new WebDavPlace(place)

/** The same numbers for the same seed (mulberry32), between 0 and 1. */
export const seededRandom = (seed: number): (() => number) => {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
