import { describe, expect, it } from 'vitest'
import {
  accessOf,
  addressAsMeant,
  draftOf,
  emptyDraft,
  isAccess,
  isOneKey,
  isPasswordReadable,
} from '../../../../../src/renderer/features/sync/placeDraft'
import { syncPlaceSchema } from '../../../../../src/shared/model/sync'

const webdav = (address: string, user = 'ada', password = 'secret') =>
  accessOf({ ...emptyDraft, address, user, password })

describe('A place as it is entered', () => {
  it.each([
    ['https://cloud.example.com/dav', 'https://cloud.example.com/dav'],
    ['  cloud.example.com/dav ', 'https://cloud.example.com/dav'],
    ['nas:5005/home', 'https://nas:5005/home'],
    ['HTTP://nas.lan', 'HTTP://nas.lan'],
  ])('%s is an address', (typed, address) => {
    expect(addressAsMeant(typed)).toBe(address)
    const access = webdav(typed)
    expect(isAccess(access) && syncPlaceSchema.safeParse(access.place).success).toBe(true)
  })

  it.each([
    ['', 'address'],
    ['https://', 'address'],
    ['file:///home/ada', 'address'],
    ['https://ada:secret@cloud.example.com', 'address'],
    ['not an address', 'address'],
  ])('“%s” is said to be none, at its field', (typed, field) => {
    expect(webdav(typed)).toMatchObject({ field })
  })

  it('a password without a user, and no folder, are missed at their fields', () => {
    expect(webdav('https://cloud.example.com', ' ')).toMatchObject({ field: 'user' })
    expect(accessOf({ ...emptyDraft, type: 'folder', path: ' ' })).toMatchObject({ field: 'path' })
    expect(isAccess(webdav('https://nas.lan', '', ''))).toBe(true)
  })

  it('only a password that others can read on the way is warned of', () => {
    const readable = (address: string) => isPasswordReadable({ ...emptyDraft, address })
    expect(readable('http://nas.lan/dav')).toBe(true)
    expect(readable('http://localhost:8080')).toBe(false)
    expect(readable('http://127.0.0.1:8080')).toBe(false)
    expect(readable('https://nas.lan')).toBe(false)
    expect(readable('nas.lan')).toBe(false)
  })

  it('what is changed begins as it is, without the password', () => {
    const place = { type: 'webdav', address: 'https://nas.lan/dav', user: 'ada' } as const
    expect(draftOf(place)).toEqual({ ...emptyDraft, address: place.address, user: 'ada' })
  })

  it.each([
    ['', 's', true],
    ['secre', 'secret', true],
    ['secrt', 'secret', true],
    ['aa', 'aaa', true],
    ['secret', 'secre', true],
    ['secret', 'sacret', true],
    ['', 'secret', false],
    ['secret', 'wrong', false],
    ['secret', '', false],
  ])('“%s” becomes “%s”: by one key %s', (before, after, isTyped) => {
    expect(isOneKey(before, after)).toBe(isTyped)
  })
})
