import {
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { LocalLibrary } from '../../../../src/library/library'
import { makeNewer } from '../../../fakes/newerLibrary'
import { codeOf, conversation, maintainAll, newPicture, picturesIn, png, question } from '../helpers'
import { damagedPlace } from './damagedPlace'

const place = damagedPlace()
const list = (library: LocalLibrary) =>
  library
    .listConversations({ limit: 10, after: null })
    .conversations.map(({ id }) => id)
    .sort()
const both = ['c', 'other']
const write = (name: string, at: number, bytes: Uint8Array): void => {
  const file = openSync(place.file(name), 'r+')
  writeSync(file, bytes, 0, bytes.length, at)
}
const say = (library: LocalLibrary, id: string, text = `words of ${id}`) =>
  library.addMessages({
    conversation: conversation(id),
    messages: [question(`${id}-q`, text, { conversationId: id })],
  })
const isUsable = (library: LocalLibrary, expected: readonly string[] = both): void => {
  expect(list(library)).toEqual(expected)
  say(library, 'new')
  expect(library.search({ query: 'words', limit: 5 }).hits).toHaveLength(1)
  maintainAll(library)
}

describe('A damaged index of the search', () => {
  const index = () =>
    String(place.valueOf(`SELECT name FROM sqlite_schema WHERE name LIKE 'message_index_%' LIMIT 1`)).replace(
      /^(message_index_\d+).*/,
      '$1',
    )
  test.each(['config', 'data', 'idx'])(
    'ATK-06: without its table %s it is made anew when it is met, and told',
    async (table) => {
      await place.fill()
      place.sql(`DROP TABLE title_index_${table}`, `DROP TABLE ${index()}_${table}`)
      const library = place.create()
      expect(library.open().setAside).toBeNull()
      say(library, 'new')
      maintainAll(library)
      expect(library.search({ query: 'kite', limit: 5 }).hits).toHaveLength(2)
      expect(library.search({ query: 'Title of c', limit: 5 }).hits).toHaveLength(1)
      expect(place.found.length).toBeGreaterThan(0)
      expect(place.found.every(({ isIndex }) => isIndex)).toBe(true)
      library.close()
      const next = place.open()
      maintainAll(next)
      expect(next.search({ query: 'words', limit: 5 }).hits).toHaveLength(1)
      expect(place.found).toEqual([])
    },
  )

  test.each([
    ['rows that are rubbish', (name: string) => `UPDATE ${name}_data SET block = x'010203'`],
    ['no rows', (name: string) => `DELETE FROM ${name}_data`],
    ['a format of the future', (name: string) => `UPDATE ${name}_config SET v = 99`],
    ['none of its tables', (name: string) => `DROP TABLE ${name}`],
  ])('ATK-06: with %s it is found while nothing waits, and made anew', async (_name, damage) => {
    await place.fill()
    place.sql(damage('title_index'), damage(index()))
    const library = place.open()
    maintainAll(library)
    expect(library.search({ query: 'lantern', limit: 5 }).hits).toHaveLength(2)
    expect(library.search({ query: 'Title of c', limit: 5 }).hits).toHaveLength(1)
    isUsable(library)
  })

  test('ATK-06: an answer that was being written is recovered all the same', async () => {
    await place.fill()
    place.sql(
      `UPDATE messages SET state = 'streaming' WHERE id = 'a1'`,
      `UPDATE messages SET indexed_as = NULL WHERE id = 'a1'`,
      `DROP TABLE ${index()}_config`,
    )
    const library = place.create()
    expect(library.open()).toMatchObject({ recoveredMessages: 1, setAside: null })
    isUsable(library)
  })

  test('a column of ours that is gone is damage: repaired at the next start', async () => {
    await place.fill()
    place.sql('ALTER TABLE messages RENAME COLUMN role TO rale')
    const library = place.open()
    expect(codeOf(() => library.openConversation({ id: 'c', limit: 5 }))).toBe('library/damaged')
    library.close()
    const next = place.create()
    expect(next.open().setAside).not.toBeNull()
    say(next, 'new')
  })
})

describe('Damage that a check does not see', () => {
  test('ATK-07: pages that changed places are found by the check beside the work, and repaired at the next start', async () => {
    await place.fill()
    const library = place.open()
    library.addPicture(newPicture(png(3, 3)))
    library.close()
    // Two pages of one kind: each index leads to rows that are not there, which only the full check compares.
    const [first, second] = ['conversations_loose', 'pictures_by_time'].map(
      (name) =>
        (Number(place.valueOf(`SELECT rootpage FROM sqlite_schema WHERE name = '${name}'`)) - 1) * 4096,
    ) as [number, number]
    const bytes = readFileSync(place.file('library.db'))
    write('library.db', first, bytes.subarray(second, second + 4096))
    write('library.db', second, bytes.subarray(first, first + 4096))
    const met = place.open()
    expect(await place.keeper(met).check()).toBe(false)
    met.close()
    const next = place.create()
    expect(next.open().setAside).not.toBeNull()
    isUsable(next)
    expect(picturesIn(next)).toHaveLength(1)
  })

  test('ATK-07: an index of a few rows is compared by no check: damage that was met in it is repaired at the next start', async () => {
    await place.fill()
    // As if its page had changed places: an entry that leads to no file.
    place.sql(
      `INSERT INTO files (id, kind, name, media_type, byte_length, characters, created_at, text)
         VALUES ('f', 'text', 'f', 't', 1, 1, 1, 'x')`,
      'PRAGMA writable_schema = ON',
    )
    const root = Number(place.valueOf(`SELECT rootpage FROM sqlite_schema WHERE name = 'files_unindexed'`))
    const page = readFileSync(place.file('library.db')).subarray((root - 1) * 4096, root * 4096)
    place.sql('DELETE FROM files')
    write('library.db', (root - 1) * 4096, page)
    const met = place.open()
    expect(codeOf(() => maintainAll(met))).toBe('library/damaged')
    met.close()
    const next = place.create()
    expect(next.open().setAside).not.toBeNull()
    isUsable(next)
  })

  test('ATK-07: damage is met, a check finds nothing, it is met again: the third start repairs', async () => {
    await place.fill()
    const starts: boolean[] = []
    for (let start = 0; start < 4; start += 1) {
      const library = place.create()
      starts.push(library.open().setAside !== null)
      expect(list(library)).toEqual(both)
      if (start < 2) library.forBackups.suspect()
      library.close()
    }
    expect(starts).toEqual([false, false, true, false])
    expect(existsSync(place.file('library.suspect'))).toBe(false)
  })
})

describe('What stands beside the library', () => {
  const journals = {
    empty: '',
    cut: '{"reason":"resto',
    null: 'null',
    'a list': '[]',
    'without its names': '{"reason":"restored"}',
    'with a name outside of the folder':
      '{"reason":"restored","staged":"library.restoring.db","aside":"../../stolen","facts":{}}',
    'of another file': '{"reason":"restored","staged":"library.db","aside":"x","facts":{}}',
  }
  test.each(Object.entries(journals))('ATK-08: a journal that is %s is set aside', async (_name, text) => {
    await place.fill()
    writeFileSync(place.file('library.replacing.json'), text)
    const library = place.create()
    expect(library.open()).toMatchObject({ setAside: null, readOnly: null })
    isUsable(library)
    library.close()
    expect(existsSync(place.file('library.replacing.json'))).toBe(false)
    if (text !== '') expect(readFileSync(place.file('library.replacing.json.set-aside'), 'utf8')).toBe(text)
  })

  test('ATK-08: a journal that was damaged in the middle of its work costs neither the one nor the other', async () => {
    await place.fill()
    renameSync(place.file('library.db'), place.file('library.restoring.db'))
    writeFileSync(place.file('library.replacing.json'), '')
    isUsable(place.open())
  })

  const names = [
    'library.db.lock',
    'library.pid',
    'library.suspect',
    'library.replacing.json',
    'library.replacing.json.part',
    'library.probe',
    'library.db-wal',
    'library.db-journal',
    'library.repairing.db',
    'library.updating.db',
    'library.restoring.db',
  ]
  test.each(names)('ATK-08: a folder %s, full or empty, is no obstacle', async (name) => {
    await place.fill()
    for (const isFull of [true, false]) {
      rmSync(place.file(name), { recursive: true, force: true })
      mkdirSync(place.file(name))
      if (isFull) writeFileSync(place.file(name, 'inside'), 'x')
      const library = place.create()
      expect(library.open()).toMatchObject({ setAside: null, readOnly: null })
      expect(list(library)).toEqual(both)
      library.close()
    }
  })

  test.each(['', 'rubbish'])('ATK-08: a lock that is a file (“%s”) is no obstacle', async (text) => {
    await place.fill()
    writeFileSync(place.file('library.db.lock'), text)
    const library = place.create()
    expect(library.open().setAside).toBeNull()
    isUsable(library)
  })

  test.each(['library.pid', 'library.suspect', 'library.db-journal'])(
    'ATK-08: a file %s of rubbish is no obstacle',
    async (name) => {
      await place.fill()
      writeFileSync(place.file(name), Buffer.from([0xff, 0, 0xfe, 0x31]))
      isUsable(place.open())
    },
  )

  test.each(['pictures', 'files', 'speech', 'thumbnails', 'backups'])(
    'ATK-08: a file where the folder %s belongs goes out of the way',
    async (name) => {
      await place.fill()
      rmSync(place.file(name), { recursive: true, force: true })
      writeFileSync(place.file(name), 'x')
      const library = place.open()
      library.addPicture(newPicture(png(3, 3)))
      expect(picturesIn(library)).toHaveLength(1)
      await place.keeper(library).make({ requestId: 'r', reason: 'asked' }, () => {})
      expect(place.keeper(library).list()).toHaveLength(1)
      expect(readFileSync(place.file(`${name}.set-aside`), 'utf8')).toBe('x')
    },
  )

  test('ATK-08: a folder in the place of the library is set aside, and the history comes from the backup', async () => {
    await place.fill({ withBackup: true })
    renameSync(place.file('library.db'), place.file('elsewhere.db'))
    mkdirSync(place.file('library.db'))
    writeFileSync(place.file('library.db', 'inside'), 'x')
    const library = place.create()
    const { setAside, findings } = library.open()
    expect(readdirSync(setAside ?? '')).toEqual(['inside'])
    expect(findings?.saved?.filledMessages).toBe(5)
    isUsable(library)
    expect(place.keeper(library).list()).toHaveLength(1)
  })

  test('with its first page lost, what was said since the backup is saved all the same', async () => {
    await place.fill({ withBackup: true })
    const since = place.open()
    say(since, 'since')
    since.close()
    write('library.db', 0, Buffer.alloc(4096, 0xaa))
    const library = place.create()
    expect(library.open().setAside).not.toBeNull()
    expect(list(library)).toEqual(['c', 'other', 'since'])
    expect(library.loadMessages({ ids: ['since-q'] })).toMatchObject([
      { parts: [{ text: 'words of since' }] },
    ])
  })

  test('ATK-08: a file in the place of the backups while the library is damaged', async () => {
    await place.fill()
    const { size } = statSync(place.file('library.db'))
    write('library.db', size / 2, Buffer.alloc(size / 2, 0xaa))
    writeFileSync(place.file('library.suspect'), '')
    writeFileSync(place.file('backups'), '')
    const library = place.create()
    expect(library.open().setAside).not.toBeNull()
    say(library, 'new')
    expect(place.keeper(library).list()).toEqual([])
  })

  test('the log of a library that is gone is not taken for that of the new one', async () => {
    await place.fill({ withBackup: true })
    const first = place.open()
    say(first, 'late')
    copyFileSync(place.file('library.db-wal'), place.file('kept-wal'))
    first.close()
    rmSync(place.file('library.db'))
    renameSync(place.file('kept-wal'), place.file('library.db-wal'))
    const library = place.create()
    expect(library.open().findings).toMatchObject({ isMissing: true })
    isUsable(library, [])
  })
})

describe('The version in the header', () => {
  test.each([0, -5, 1, 2, 4, 99, 0x7fffffff, -0x80000000])(
    'ATK-08: %d over tables that are ours is damage: repaired with nothing lost',
    async (version) => {
      await place.fill()
      const header = Buffer.alloc(4)
      header.writeInt32BE(version)
      write('library.db', 60, header)
      const library = place.create()
      expect(library.open()).toMatchObject({ schemaVersion: 3, readOnly: null })
      expect(library.openConversation({ id: 'c', limit: 9 })?.messages.map(({ id }) => id)).toEqual([
        'q0',
        'a0',
        'q1',
        'a1',
      ])
      isUsable(library)
    },
  )

  test('a newer version is believed where its tables are more than ours, and its backups can be restored', async () => {
    await place.fill({ withBackup: true })
    makeNewer(place.file('library.db'))
    const before = readFileSync(place.file('library.db'))
    const library = place.create()
    expect(codeOf(() => library.open())).toBe('library/newer')
    expect(readFileSync(place.file('library.db')).equals(before)).toBe(true)
    const keeper = place.keeper(library)
    const [backup] = keeper.list()
    const { before: kept } = await keeper.restore({ requestId: 'r', id: backup?.id ?? '' }, () => {})
    expect(kept.schemaVersion).toBe(99)
    isUsable(library)
    await expect(keeper.restore({ requestId: 's', id: kept.id }, () => {})).rejects.toMatchObject({
      code: 'library/newer',
    })
  })

  const offsets = [
    ...Array.from({ length: 25 }, (_, at) => at),
    28,
    31,
    32,
    36,
    40,
    44,
    47,
    52,
    55,
    56,
    59,
    64,
    68,
    92,
    95,
  ]
  test.each(offsets)('any byte of it may be wrong: at %d, nothing that was said is lost', async (at) => {
    await place.fill()
    for (const byte of [0xff, 0x01]) {
      const bytes = readFileSync(place.file('library.db'))
      write('library.db', at, Buffer.from([(bytes[at] ?? 0) ^ byte]))
      const library = place.create()
      library.open()
      expect(list(library)).toEqual(both)
      expect(library.openConversation({ id: 'c', limit: 9 })?.messages).toHaveLength(4)
      library.close()
      const next = place.open()
      expect(list(next)).toEqual(both)
      next.close()
    }
  })
})

describe('Backups', () => {
  test.each(['', '{', '[]', '{"format":1}', '{"format":1,"kept":[null]}'])(
    'one whose manifest is “%s” is listed by what it holds, and can be restored',
    async (text) => {
      await place.fill({ withBackup: true })
      const library = place.open()
      const keeper = place.keeper(library)
      const [made] = keeper.list()
      writeFileSync(place.file('backups', made?.id ?? '', 'backup.json'), text)
      expect(keeper.list()).toMatchObject([{ id: made?.id, takenAt: made?.takenAt, messages: 5 }])
      say(library, 'since')
      await keeper.restore({ requestId: 'r', id: made?.id ?? '' }, () => {})
      expect(list(library)).toEqual(both)
    },
  )

  test('are listed and restored where the library was never opened', async () => {
    await place.fill({ withBackup: true })
    const library = place.create()
    const keeper = place.keeper(library)
    const [backup] = keeper.list()
    await keeper.restore({ requestId: 'r', id: backup?.id ?? '' }, () => {})
    library.open()
    isUsable(library)
  })
})

describe('A damaged log', () => {
  /** What a kill leaves of three conversations that are only in the log, in a folder of its own. */
  const killed = async (): Promise<string> => {
    await place.fill()
    const library = place.open()
    for (const id of ['one', 'two', 'three']) say(library, id)
    const folder = place.file('killed')
    mkdirSync(join(folder, 'library.db.lock'), { recursive: true })
    for (const name of ['library.db', 'library.db-wal']) copyFileSync(place.file(name), join(folder, name))
    library.close()
    return folder
  }
  const all = ['c', 'one', 'other', 'three', 'two']

  test('ATK-20: a sound one is told nothing of', async () => {
    const folder = await killed()
    const library = place.create({ folder })
    expect(library.open().findings).toBeUndefined()
    expect(list(library)).toEqual(all)
  })

  test.each([
    ['in its header', () => 3],
    ['in its salt', () => 17],
    ['in the first frame', () => 32 + 24 + 100],
    ['in the number of the first frame', () => 32 + 2],
    ['in the salt of a frame', () => 32 + 24 + 4096 + 9],
    ['in the middle', (size: number) => Math.floor(size / 2)],
    ['in the last frame', (size: number) => size - 50],
  ])('ATK-20: a byte of damage %s is told, and the log is kept', async (_name, place_) => {
    const folder = await killed()
    const log = join(folder, 'library.db-wal')
    const bytes = readFileSync(log)
    const at = place_(bytes.length)
    bytes[at] = (bytes[at] ?? 0) ^ 0x10
    writeFileSync(log, bytes)
    const library = place.create({ folder })
    const { damagedLog } = library.open().findings ?? {}
    expect(readFileSync(damagedLog ?? '').equals(bytes)).toBe(true)
    expect(list(library)).toEqual(expect.arrayContaining(both))
    library.close()
    expect(place.create({ folder }).open().findings).toBeUndefined()
  })

  test.each([31, 500, -100, -4097])('ATK-20: one that was cut (%d bytes) is told', async (length) => {
    const folder = await killed()
    const log = join(folder, 'library.db-wal')
    truncateSync(log, length < 0 ? statSync(log).size + length : length)
    expect(place.create({ folder }).open().findings?.damagedLog).toBeDefined()
  })

  test.each([
    ['emptied', (log: string) => truncateSync(log, 0)],
    ['taken away', (log: string) => rmSync(log)],
  ])('ATK-20: one that was %s after a kill is told, just behind a checkpoint too', async (_name, harm) => {
    const folder = await killed()
    harm(join(folder, 'library.db-wal'))
    expect(place.create({ folder }).open().findings?.isLogMissing).toBe(true)

    const library = place.open()
    maintainAll(library)
    const later = place.file('killed-later')
    mkdirSync(join(later, 'library.db.lock'), { recursive: true })
    for (const name of ['library.db', 'library.db-wal']) copyFileSync(place.file(name), join(later, name))
    library.close()
    harm(join(later, 'library.db-wal'))
    expect(place.create({ folder: later }).open().findings?.isLogMissing).toBe(true)
  })

  test('frames of an earlier round behind the end are no damage', async () => {
    await place.fill()
    const library = place.open()
    for (let index = 0; index < 40; index += 1) say(library, `long${index}`, 'x'.repeat(20_000))
    const folder = place.file('killed')
    mkdirSync(join(folder, 'library.db.lock'), { recursive: true })
    for (const name of ['library.db', 'library.db-wal']) copyFileSync(place.file(name), join(folder, name))
    library.close()
    expect(place.create({ folder }).open().findings).toBeUndefined()
  })
})

test.skipIf(process.platform === 'win32')('a link in the place of a folder is what it leads to', async () => {
  await place.fill()
  mkdirSync(place.file('elsewhere'))
  symlinkSync(place.file('elsewhere'), place.file('pictures'))
  const library = place.open()
  library.addPicture(newPicture(png(3, 3)))
  expect(readdirSync(place.file('elsewhere'))).toHaveLength(1)
})
