import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { LocalLibrary } from '../../../src/library/library'
import { makeNewer } from '../../fakes/newerLibrary'
import { canMount, fillDisk, makeRoom, withDisk } from './disk'
import {
  codeOf,
  conversation,
  growText,
  libraryPlace,
  outlineOf,
  question,
  streamingAnswer,
  textParts,
} from './helpers'

const place = libraryPlace()
const file = (name: string) => join(place.folder, name)

/** A library of some size, closed cleanly. */
const fill = (messages: number): void => {
  const library = place.open()
  library.addMessages({
    conversation: conversation('c', { title: 'Full' }),
    messages: Array.from({ length: messages }, (_, index) =>
      question(`m${index}`, `kite number ${index} ${'filling '.repeat(40)}`),
    ),
  })
  library.close()
}

describe('Opening', () => {
  test('begins a library in a folder that is not there yet', () => {
    const library = place.create({ folder: join(place.folder, 'new', 'deep') })
    expect(library.open()).toEqual({ recoveredMessages: 0, setAside: null, readOnly: null, schemaVersion: 3 })
  })

  test('a lock that a killed app left behind is no obstacle', () => {
    fill(1)
    mkdirSync(file('library.db.lock'))
    expect(place.create().open().setAside).toBeNull()
  })

  test('a library that a newer version wrote is refused and not touched', () => {
    fill(1)
    makeNewer(file('library.db'))
    const before = readFileSync(file('library.db'))
    const names = readdirSync(place.folder)
    const library = place.create()
    expect(codeOf(() => library.open())).toBe('library/newer')
    expect(codeOf(() => library.listConversations({ limit: 1, after: null }))).toBe('library/unavailable')
    expect(readFileSync(file('library.db')).equals(before)).toBe(true)
    expect(readdirSync(place.folder)).toEqual(names)
  })

  test('a file that is no database is set aside with its log, and a new library begun', () => {
    writeFileSync(file('library.db'), 'this is not a database, but somebody may still want it'.repeat(10))
    writeFileSync(file('library.db-wal'), 'nor this')
    const library = place.create({ now: () => Date.UTC(2026, 10, 22) })
    const { setAside } = library.open()
    expect(setAside).toBe(file('library.damaged-2026-11-22T00-00-00-000Z.db'))
    expect(readFileSync(setAside ?? '', 'utf8')).toMatch(/^this is not a database/)
    expect(readFileSync(`${setAside}-wal`, 'utf8')).toBe('nor this')
    library.saveConversation({ conversation: conversation('c') })
    expect(library.listConversations({ limit: 5, after: null }).conversations).toHaveLength(1)
  })

  test('of a damaged database the readable messages are saved into the new one, searchable', () => {
    fill(2_000)
    mkdirSync(file('library.db.lock'))
    // In the middle of the file, many pages of rubbish, as a failing disk leaves them.
    const { size } = statSync(file('library.db'))
    const database = openSync(file('library.db'), 'r+')
    writeSync(database, Buffer.alloc(40 * 4096, 0xaa), 0, 40 * 4096, Math.floor(size / 2 / 4096) * 4096)
    const library = place.create()
    const { setAside } = library.open()
    expect(existsSync(setAside ?? '')).toBe(true)
    const found = library.openConversation({ id: 'c', limit: 1 })
    expect(found?.conversation.title).toBe('Full')
    const texts = library
      .loadMessages({ ids: outlineOf(found).map(({ id }) => id) })
      .filter(({ parts }) => parts.length > 0)
    expect(texts.length).toBeGreaterThan(1_000)
    expect(texts.length).toBeLessThanOrEqual(2_000)
    const filters = { conversationId: 'c' }
    expect(library.search({ query: 'kite 17', limit: 50, filters }).hits.length).toBeGreaterThan(5)
  })

  test('a database that lost its end is set aside', () => {
    fill(500)
    mkdirSync(file('library.db.lock'))
    truncateSync(file('library.db'), Math.floor(statSync(file('library.db')).size / 2 / 4096) * 4096)
    const library = place.create()
    expect(existsSync(library.open().setAside ?? '')).toBe(true)
    library.saveConversation({ conversation: conversation('d') })
  })

  test('damage met while running is told, and the next start deals with it', () => {
    fill(2_000)
    const { size } = statSync(file('library.db'))
    const database = openSync(file('library.db'), 'r+')
    writeSync(database, Buffer.alloc(size / 2, 0xaa), 0, size / 2, size / 4)
    // No unclean end, so opening does not read the whole file.
    const library = place.open()
    const ids = Array.from({ length: 2_000 }, (_, index) => `m${index}`)
    expect(codeOf(() => library.loadMessages({ ids }))).toBe('library/damaged')
    library.close()
    expect(existsSync(place.create().open().setAside ?? '')).toBe(true)
  })

  test('an empty file, left by a death in the first moment, is a beginning', () => {
    writeFileSync(file('library.db'), '')
    expect(place.create().open().setAside).toBeNull()
  })

  test('a damaged log costs what was in it, not the library', () => {
    fill(10)
    appendFileSync(file('library.db-wal'), Buffer.alloc(10_000, 0x55))
    mkdirSync(file('library.db.lock'))
    const library = place.create()
    expect(library.open().setAside).toBeNull()
    expect(library.loadMessages({ ids: ['m9'] })).toHaveLength(1)
  })
})

describe.skipIf(!canMount)('On a disk of its own (needs root to mount one)', () => {
  const say = (library: LocalLibrary, id: string) =>
    library.addMessages({
      conversation: conversation('c'),
      messages: [question(id, `words of ${id} ${'x'.repeat(9_000)}`)],
    })

  test('all chats wiped when the disk fills: writing is refused by name, reading goes on, and it heals by itself', () => {
    withDisk(place.folder, (disk) => {
      const library = place.open({ folder: disk })
      try {
        say(library, 'first')
        library.addMessages({ conversation: conversation('c'), messages: [streamingAnswer('a')] })
        growText(library, 'a', 0, 'so far')
        fillDisk(disk)
        const refused = new Set<string>()
        for (let index = 0; index < 20; index += 1) refused.add(codeOf(() => say(library, `more${index}`)))
        refused.delete('no failure')
        expect([...refused]).toEqual(['library/disk-full'])
        expect(codeOf(() => growText(library, 'a', 1, 'y'.repeat(100_000)))).toBe('library/disk-full')
        expect(library.loadMessages({ ids: ['first', 'a'] }).map(({ state }) => state)).toEqual([
          'complete',
          'streaming',
        ])
        expect(library.search({ query: 'words', limit: 5 }).hits.length).toBeGreaterThan(0)
        makeRoom(disk)
        growText(library, 'a', 1, ' and on')
        say(library, 'last')
        expect(library.loadMessages({ ids: ['a', 'last'] })[0]?.parts).toEqual(textParts('so far and on'))
      } finally {
        library.close()
      }
      const again = place.create({ folder: disk })
      try {
        expect(again.open()).toMatchObject({ setAside: null, readOnly: null, recoveredMessages: 1 })
        expect(again.loadMessages({ ids: ['first', 'last'] })).toHaveLength(2)
      } finally {
        again.close()
      }
    })
  })

  test('opened on a full disk, everything can be read, and written once there is room', () => {
    withDisk(place.folder, (disk) => {
      const first = place.open({ folder: disk })
      say(first, 'first')
      first.addMessages({ conversation: conversation('c'), messages: [streamingAnswer('a')] })
      growText(first, 'a', 0, 'half')
      first.close()
      fillDisk(disk)
      const library = place.create({ folder: disk })
      try {
        expect(library.open()).toMatchObject({ readOnly: 'disk-full', recoveredMessages: 1, setAside: null })
        expect(library.loadMessages({ ids: ['a'] })[0]).toMatchObject({
          state: 'interrupted',
          parts: textParts('half'),
        })
        expect(codeOf(() => say(library, 'second'))).toBe('library/disk-full')
        makeRoom(disk)
        say(library, 'second')
        expect(library.search({ query: 'half', limit: 5 }).hits).toHaveLength(1)
      } finally {
        library.close()
      }
    })
  })

  test('in a folder that cannot be written, everything can be read', () => {
    withDisk(place.folder, (disk, remount) => {
      const first = place.open({ folder: disk })
      say(first, 'first')
      first.close()
      remount('ro')
      const library = place.create({ folder: disk })
      try {
        expect(library.open()).toMatchObject({ readOnly: 'not-writable', setAside: null })
        expect(library.loadMessages({ ids: ['first'] })).toHaveLength(1)
        expect(codeOf(() => say(library, 'second'))).toBe('library/read-only')
        remount('rw')
        say(library, 'second')
        expect(library.loadMessages({ ids: ['first', 'second'] })).toHaveLength(2)
      } finally {
        library.close()
      }
    })
  })

  test('a picture that does not fit is refused by name and leaves no half a file', () => {
    withDisk(place.folder, (disk) => {
      const library = place.open({ folder: disk })
      try {
        const bytes = new Uint8Array(8 << 20)
        bytes.set([
          0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 9, 0,
          0, 0, 9,
        ])
        const picture = {
          bytes,
          prompt: '',
          model: null,
          costUsd: null,
          messageId: null,
          conversationId: null,
          parentId: null,
        }
        expect(codeOf(() => library.addPicture(picture))).toBe('library/disk-full')
        expect(readdirSync(join(disk, 'pictures'))).toEqual([])
      } finally {
        library.close()
      }
    })
  })
})

test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
  'in a folder without the right to write, everything can be read (needs a user who is not root)',
  () => {
    fill(3)
    chmodSync(place.folder, 0o500)
    try {
      const library = place.create()
      expect(library.open().readOnly).toBe('not-writable')
      expect(library.loadMessages({ ids: ['m1'] })).toHaveLength(1)
      library.close()
    } finally {
      chmodSync(place.folder, 0o700)
    }
  },
)
