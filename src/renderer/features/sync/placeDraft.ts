import { isReadableOnTheWay } from '@shared/model/engine'
import type { SyncPlace } from '@shared/model/sync'

/** What the user has entered about a place; what is not of its type is kept. */
export interface PlaceDraft {
  readonly type: SyncPlace['type']
  readonly address: string
  readonly user: string
  readonly password: string
  readonly path: string
}

export type PlaceField = 'address' | 'user' | 'password' | 'path'

/** What the calls of sync want to know of a place. */
export interface PlaceAccess {
  readonly place: SyncPlace
  readonly password: string
}

/** Something to be said at a field. */
export interface FieldError {
  readonly field: PlaceField | 'words' | null
  readonly words: string
}

export const emptyDraft: PlaceDraft = { type: 'webdav', address: '', user: '', password: '', path: '' }

/** A place as it is set up; the password is never told to a page. */
export const draftOf = (place: SyncPlace): PlaceDraft =>
  place.type === 'folder'
    ? { ...emptyDraft, type: 'folder', path: place.path }
    : { ...emptyDraft, address: place.address, user: place.user }

/** The address with its scheme, which users leave out. */
export const addressAsMeant = (typed: string): string => {
  const address = typed.trim()
  return address === '' || /^[a-z][a-z0-9+.-]*:\/\//i.test(address) ? address : `https://${address}`
}

/** The place as calls take it, or what is missing. */
export const accessOf = (draft: PlaceDraft): PlaceAccess | FieldError => {
  if (draft.type === 'folder') {
    const path = draft.path.trim()
    return path === ''
      ? { field: 'path', words: 'Choose a folder.' }
      : { place: { type: 'folder', path }, password: '' }
  }
  const address = addressAsMeant(draft.address)
  if (address === '') return { field: 'address', words: 'Enter the address of the server.' }
  const url = URL.canParse(address) ? new URL(address) : null
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === '')
    return { field: 'address', words: 'This is no address. One begins with https://.' }
  if (url.username !== '' || url.password !== '')
    return { field: 'address', words: 'The user and the password go into their own fields.' }
  if (draft.user.trim() === '' && draft.password !== '')
    return { field: 'user', words: 'Enter the user that this password is for.' }
  return { place: { type: 'webdav', address, user: draft.user.trim() }, password: draft.password }
}

export const isAccess = (access: PlaceAccess | FieldError): access is PlaceAccess => 'place' in access

/** True for an address over which others on the way can read the password. */
export const isPasswordReadable = (draft: PlaceDraft): boolean =>
  draft.type === 'webdav' && isReadableOnTheWay(addressAsMeant(draft.address))

/** True where one key press made the one of the other: a letter more, less, or another. */
export const isOneKey = (before: string, after: string): boolean => {
  const [length, most] = [Math.min(before.length, after.length), Math.max(before.length, after.length)]
  let [head, tail] = [0, 0]
  while (head < length && before[head] === after[head]) head += 1
  while (tail < length - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1
  return head + tail >= most - 1
}
