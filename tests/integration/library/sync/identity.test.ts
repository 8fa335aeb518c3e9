import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { FolderPlace } from '../../../../src/sync/FolderPlace'
import { type LibraryKey, newLibraryKey } from '../../../../src/sync/keys'
import { conversation, question } from '../helpers'
import { Profile } from './Profile'

let place: FolderPlace
let folder = ''
let kept = ''
let key: LibraryKey
let profiles: Profile[] = []
let time = 1e12
let named = 0
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-place-'))
  kept = mkdtempSync(join(tmpdir(), 'parley-kept-'))
  place = new FolderPlace(folder)
  key = await newLibraryKey()
  named = 0
})
afterEach(() => {
  for (const profile of profiles) profile.remove()
  profiles = []
  for (const each of [folder, kept]) rmSync(each, { recursive: true, force: true })
})

const now = () => {
  time += 7
  return time
}
const newId = () => {
  named += 1
  return `n${named}`
}
const make = <T extends string[]>(...titles: T): { [K in keyof T]: Profile } => {
  const made = titles.map((title) => new Profile(title, now, newId))
  profiles.push(...made)
  return made as never
}
const say = ({ library }: Profile, id: string, conversationId = 'c') =>
  library.methods.addMessages({
    conversation: library.methods.getConversation({ id: conversationId }) ?? conversation(conversationId),
    messages: [question(id, `Words of ${id}`, { conversationId })],
  })
const rename = ({ library }: Profile, id: string, title: string) => {
  const found = library.methods.getConversation({ id })
  if (!found) throw new Error(`${id} is there`)
  library.methods.saveConversation({ conversation: { ...found, title, titleSource: 'person' } })
}
const settle = async (...all: readonly Profile[]) => {
  for (let round = 0; round < 5; round += 1)
    for (const profile of all) expect((await profile.round(place, key)).stuck).toEqual([])
  expect(new Set(all.map(({ library }) => library.digest())).size).toBe(1)
  expect(new Set(all.map(({ library }) => library.shown())).size).toBe(1)
}
const messages = ({ library }: Profile) =>
  library
    .conversationIds()
    .flatMap((id) => library.messageIds(id))
    .sort()
const titleOf = ({ library }: Profile, id: string) => library.methods.getConversation({ id })?.title

test('an old copy of the library becomes current, and what is written on it is not lost', async () => {
  const [a, b] = make('a', 'b')
  say(a, 'm1')
  say(a, 'x1', 'deleted later')
  await settle(a, b)
  a.copyLibrary(join(kept, 'library.db'))
  say(a, 'm2')
  say(b, 'm3')
  rename(b, 'c', 'Renamed since')
  await settle(a, b)
  b.library.methods.deleteConversation({ id: 'deleted later' })
  await settle(a, b)
  // Sealed, and never sent.
  say(a, 'm4')
  await a.round(new FolderPlace(join(kept, 'nowhere')), key).catch(() => {})
  a.putLibrary(join(kept, 'library.db'))
  expect(messages(a)).toEqual(['m1', 'x1'])
  say(a, 'm5')
  await settle(a, b)
  expect(messages(b)).toEqual(['m1', 'm2', 'm3', 'm4', 'm5'])
  expect(titleOf(a, 'c')).toBe('Renamed since')
  expect(readdirSync(join(folder, 'devices')).sort()).toEqual(['n1', 'n2', 'n3'])
})

test('a library from before it was synced comes back as something new, and gets the rest', async () => {
  const [a, b] = make('a', 'b')
  say(a, 'm1')
  a.copyLibrary(join(kept, 'library.db'))
  say(a, 'm2')
  await settle(a, b)
  a.putLibrary(join(kept, 'library.db'))
  say(a, 'm3')
  await settle(a, b)
  expect(messages(a)).toEqual(['m1', 'm2', 'm3'])
})

test('an empty history beside a log is no deletion of everything', async () => {
  const [a, b] = make('a', 'b')
  say(a, 'm1')
  say(b, 'm2', 'other')
  await settle(a, b)
  a.removeLibrary()
  expect(messages(a)).toEqual([])
  await settle(a, b)
  expect(messages(a)).toEqual(['m1', 'm2'])
})

test('two machines that go on from one profile end with all that was written on either', async () => {
  const [a, b, twin] = make('a', 'b', 'twin')
  say(a, 'm1')
  say(a, 'd1', 'deleted on the twin')
  say(a, 'd2', 'deleted on the first')
  say(a, 'd3', 'deleted on the twin, gone on with')
  await settle(a, b)
  a.copyTo(join(kept, 'profile'))
  twin.setTo(join(kept, 'profile'))
  // Both write offline, more than once.
  const away = new FolderPlace(join(kept, 'nowhere'))
  for (let at = 0; at < 3; at += 1) {
    say(a, `a${at}`)
    say(twin, `t${at}`)
    if (at === 1) {
      rename(a, 'c', 'Of the first')
      twin.library.methods.arrangeConversations({ places: [{ id: 'c', pinnedAt: 5 }] })
      twin.library.methods.deleteConversation({ id: 'deleted on the twin' })
      twin.library.methods.deleteConversation({ id: 'deleted on the twin, gone on with' })
      a.library.methods.deleteConversation({ id: 'deleted on the first' })
      say(a, 'd4', 'deleted on the twin, gone on with')
    }
    await a.round(away, key).catch(() => {})
    await twin.round(away, key).catch(() => {})
  }
  await settle(a, twin, b)
  expect(messages(b)).toEqual(['a0', 'a1', 'a2', 'd3', 'd4', 'm1', 't0', 't1', 't2'])
  expect(titleOf(twin, 'c')).toBe('Of the first')
  expect(a.library.methods.getConversation({ id: 'c' })?.pinnedAt).toBe(5)
  // What comes back can be deleted again, from a device that has seen all of it.
  b.library.methods.deleteConversation({ id: 'c' })
  await settle(a, twin, b)
  expect(messages(twin)).toEqual(['d3', 'd4'])
})

test('a clone that only reads is noticed as well, and one made while packs were unsent', async () => {
  const [a, b, twin] = make('a', 'b', 'twin')
  say(a, 'm1')
  const away = new FolderPlace(join(kept, 'nowhere'))
  await a.round(away, key).catch(() => {})
  a.copyTo(join(kept, 'profile'))
  twin.setTo(join(kept, 'profile'))
  say(a, 'm2')
  await a.round(place, key)
  await settle(twin, b)
  expect(messages(twin)).toEqual(['m1', 'm2'])
  await settle(a, twin, b)
  // A clone of a clone.
  twin.copyTo(join(kept, 'profile'))
  const [third] = make('third')
  third.setTo(join(kept, 'profile'))
  say(third, 'm3')
  say(twin, 'm4')
  await settle(third, a, twin, b)
  expect(messages(b)).toEqual(['m1', 'm2', 'm3', 'm4'])
})

test('what a clone sealed and did not send is not lost with its library', async () => {
  const [a, b, twin] = make('a', 'b', 'twin')
  say(a, 'm1')
  await settle(a, b)
  a.copyTo(join(kept, 'profile'))
  twin.setTo(join(kept, 'profile'))
  say(twin, 't1')
  await twin.round(place, key)
  say(a, 'a1')
  say(a, 'a2', 'begun there')
  await a.round(new FolderPlace(join(kept, 'nowhere')), key).catch(() => {})
  a.removeLibrary()
  await settle(a, twin, b)
  expect(messages(b)).toEqual(['a1', 'a2', 'm1', 't1'])
  b.library.methods.deleteConversation({ id: 'c' })
  await settle(a, twin, b)
  expect(messages(a)).toEqual(['a2'])
})

test('a whole profile that is set back to an image of yesterday becomes current', async () => {
  const [a, b] = make('a', 'b')
  say(a, 'm1')
  await settle(a, b)
  a.copyTo(join(kept, 'profile'))
  say(a, 'm2')
  await settle(a, b)
  a.setTo(join(kept, 'profile'))
  say(a, 'm3')
  await settle(a, b)
  expect(messages(b)).toEqual(['m1', 'm2', 'm3'])
})

test('a library that is copied into another profile goes on there, and here', async () => {
  const [a, b] = make('a', 'b')
  say(a, 'm1')
  say(b, 'm2', 'other')
  await settle(a, b)
  // Written, and told to no other yet.
  say(a, 'm3')
  a.copyLibrary(join(kept, 'library.db'))
  say(a, 'm4')
  say(b, 'm5', 'other')
  await b.round(new FolderPlace(join(kept, 'nowhere')), key).catch(() => {})
  b.putLibrary(join(kept, 'library.db'))
  say(b, 'm6')
  await settle(b, a)
  expect(messages(a)).toEqual(['m1', 'm2', 'm3', 'm4', 'm5', 'm6'])
})

test('where the own packs are gone, all is told again', async () => {
  const [a, b] = make('a', 'b')
  say(a, 'm1')
  await settle(a, b)
  say(a, 'm2')
  await a.round(new FolderPlace(join(kept, 'nowhere')), key).catch(() => {})
  rmSync(join(a.folder, 'sync', 'own'), { recursive: true })
  await settle(a, b)
  expect(messages(b)).toEqual(['m1', 'm2'])
})

test('the name of a profile is lost, and its log goes on', async () => {
  const [a, b] = make('a', 'b')
  say(a, 'm1')
  await settle(a, b)
  a.quit()
  rmSync(join(a.folder, 'sync', 'device'))
  say(a, 'm2')
  await settle(a, b)
  expect(readdirSync(join(folder, 'devices')).sort()).toEqual(['n1', 'n2'])
})

/** Days pass, in which all look now and then. */
const pass = async (...all: Profile[]): Promise<void> => {
  for (let day = 0; day < 4; day += 1) {
    time += 25 * 3_600_000
    for (const profile of all) await profile.round(place, key)
  }
  await settle(...all)
}

test('a place that was set back, of a machine that is gone: who had read it writes a base of it', async () => {
  const [a, b, c] = make('a', 'b', 'c')
  say(a, 'm1')
  await settle(a, b, c)
  cpSync(folder, join(kept, 'yesterday'), { recursive: true })
  say(a, 'm2')
  await settle(a, b)
  rmSync(folder, { recursive: true })
  cpSync(join(kept, 'yesterday'), folder, { recursive: true })
  await pass(b, c)
  expect(messages(c)).toEqual(['m1', 'm2'])
  // Then there is nothing more to do.
  const bases = readdirSync(join(folder, 'bases'))
  await pass(b, c)
  expect([bases.length, readdirSync(join(folder, 'bases'))]).toEqual([1, bases])
})

test('a machine and the place are set back together: its log goes on otherwise, and all is there in the end', async () => {
  const [a, b, c] = make('a', 'b', 'c')
  say(a, 'm1')
  await settle(a, b, c)
  a.copyTo(join(kept, 'profile'))
  cpSync(folder, join(kept, 'yesterday'), { recursive: true })
  say(a, 'm2')
  await settle(a, b)
  rmSync(folder, { recursive: true })
  cpSync(join(kept, 'yesterday'), folder, { recursive: true })
  a.setTo(join(kept, 'profile'))
  for (const id of ['m3', 'm4']) {
    say(a, id)
    await settle(a, c)
  }
  expect(messages(c)).toEqual(['m1', 'm3', 'm4'])
  await settle(b, a, c)
  for (const each of [a, b, c]) expect(messages(each)).toEqual(['m1', 'm2', 'm3', 'm4'])
  const [first, ...others] = await Promise.all([a, b, c].map((each) => each.round(place, key)))
  expect([first, ...others].flatMap((result) => result?.stuck ?? [])).toEqual([])
})
