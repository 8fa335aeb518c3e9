import {
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { BackupKeeper } from '../../../src/library/backups/BackupKeeper'
import type { LocalLibrary } from '../../../src/library/library'
import { here } from '../../fakes/backupHere'
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
const file = (...names: string[]) => join(place.folder, ...names)
/** One after the other, as in the app: their order is that of their moments. */
let lastMoment = Date.UTC(2026, 0, 1)
const nextMoment = (): number => {
  lastMoment += 1
  return lastMoment
}
const say = (library: LocalLibrary, id: string, text = `words of ${id}`) =>
  library.addMessages({
    conversation: conversation('c'),
    messages: [question(id, text, { createdAt: nextMoment() })],
  })
const idsIn = (library: LocalLibrary): string[] =>
  outlineOf(library.openConversation({ id: 'c', limit: 1 })).map(({ id }) => id)
const backUp = (library: LocalLibrary, folder = place.folder) =>
  new BackupKeeper({ folder, library: library.forBackups, work: here }).make(
    { requestId: 'request', reason: 'daily' },
    () => {},
  )
const ids = (count: number) => Array.from({ length: count }, (_, index) => `m${index}`)
const fill = (count: number, size = 3_000): LocalLibrary => {
  const library = place.open()
  library.addMessages({
    conversation: conversation('c', { title: 'Full' }),
    messages: ids(count).map((id) =>
      question(id, `kite ${id} ${'x'.repeat(size)}`, { createdAt: nextMoment() }),
    ),
  })
  return library
}
/** What a kill leaves: the files as they are now, with the lock, in a folder of their own. */
const asKilled = (library: LocalLibrary, names: readonly string[]): string => {
  const folder = file('killed')
  mkdirSync(folder)
  for (const name of names) copyFileSync(file(name), join(folder, name))
  mkdirSync(join(folder, 'library.db.lock'))
  library.close()
  return folder
}
/** Some pages of rubbish in the middle, as a failing disk leaves them. */
const damage = (path: string, share = 0.5): void => {
  const { size } = statSync(path)
  const bytes = Math.floor((size * share) / 4096) * 4096
  const at = Math.floor((size - bytes) / 2 / 4096) * 4096
  const database = openSync(path, 'r+')
  writeSync(database, Buffer.alloc(bytes, 0xaa), 0, bytes, at)
}

describe('A missing log', () => {
  test('after a kill is told, and what was in the file is all there', () => {
    const library = fill(5)
    library.close()
    const again = place.open()
    say(again, 'only in the log')
    const folder = asKilled(again, ['library.db'])
    const killed = place.create({ folder })
    expect(killed.open()).toMatchObject({ setAside: null, findings: { isLogMissing: true } })
    expect(idsIn(killed)).toEqual(ids(5))
    killed.close()
    expect(place.create({ folder }).open().findings).toBeUndefined()
  })

  test.each([
    ['a kill that left it', ['library.db', 'library.db-wal']],
    ['a clean end', null],
  ])('is not told after %s', (_name, names) => {
    const library = fill(5)
    say(library, 'last')
    const folder = names ? asKilled(library, names) : place.folder
    if (!names) library.close()
    const next = place.create({ folder })
    expect(next.open().findings).toBeUndefined()
    expect(idsIn(next)).toEqual([...ids(5), 'last'])
  })

  test('is not told after a kill just after opening, when nothing was said yet', () => {
    fill(5).close()
    const library = place.open()
    const folder = asKilled(library, ['library.db', 'library.db-wal'])
    expect(place.create({ folder }).open().findings).toBeUndefined()
  })
})

describe('A truncated file', () => {
  test('is found after a clean end, too, and filled from the backup: no message of the backup is lost', async () => {
    const library = fill(400)
    const { takenAt } = await backUp(library)
    say(library, 'since')
    library.close()
    truncateSync(file('library.db'), Math.floor(statSync(file('library.db')).size / 3 / 4096) * 4096)
    const next = place.create()
    const { setAside, findings } = next.open()
    expect(existsSync(setAside ?? '')).toBe(true)
    expect(idsIn(next)).toEqual(expect.arrayContaining(ids(400)))
    expect(findings?.saved?.filledFrom).toBe(takenAt)
    expect(findings?.saved?.messages).toBe(idsIn(next).length)
    expect(next.loadMessages({ ids: ids(400) }).every(({ parts }) => parts.length === 1)).toBe(true)
    expect(next.search({ query: 'kite m399', limit: 5 }).hits).toHaveLength(1)
  })
})

describe('A damaged page', () => {
  test('costs nothing that a backup has; what was said since is saved, and what was taken out stays out', async () => {
    const library = fill(400)
    await backUp(library)
    library.removeMessage({ id: 'm7' })
    for (let index = 0; index < 20; index += 1) say(library, `since${index}`, 'short')
    library.close()
    damage(file('library.db'), 0.4)
    writeFileSync(file('library.suspect'), '')
    const next = place.create()
    const report = next.open()
    expect(readFileSync(report.setAside ?? '').includes(Buffer.alloc(4096, 0xaa))).toBe(true)
    const found = new Set(idsIn(next))
    expect(ids(400).filter((id) => !found.has(id) && id !== 'm7')).toEqual([])
    expect(next.loadMessages({ ids: ids(400) }).filter(({ parts }) => parts.length === 0)).toEqual([])
  })

  test('a kill while it is repaired leaves the damaged file where it was, and the next start repairs it', () => {
    fill(300).close()
    damage(file('library.db'))
    writeFileSync(file('library.suspect'), '')
    const bytes = readFileSync(file('library.db'))
    // As far as the kill let it come.
    writeFileSync(file('library.repairing.db'), bytes.subarray(0, 100_000))
    mkdirSync(file('library.repairing.db.lock'))
    const next = place.create()
    const { setAside } = next.open()
    // Its first page was written when it was opened to be checked.
    expect(
      readFileSync(setAside ?? '')
        .subarray(4096)
        .equals(bytes.subarray(4096)),
    ).toBe(true)
    expect(readdirSync(place.folder).filter((name) => name.includes('repairing'))).toEqual([])
  })

  test('where it was set aside is told until a caller has heard it, also when a kill came first', () => {
    fill(300).close()
    damage(file('library.db'), 0.1)
    writeFileSync(file('library.suspect'), '')
    const first = place.create()
    const { setAside, findings } = first.open()
    // The process is killed before any request comes.
    first.close()
    expect(place.create().open()).toMatchObject({ setAside, findings })
    const third = place.open()
    expect(third.openConversation({ id: 'c', limit: 1 })).not.toBeNull()
    third.close()
    expect(place.create().open()).toMatchObject({ setAside: null })
  })

  test('in a file too large to be checked before it is opened is found beside the work after an unclean end', async () => {
    fill(300).close()
    damage(file('library.db'), 0.3)
    mkdirSync(file('library.db.lock'))
    writeFileSync(file('library.db-wal'), '')
    const library = place.create({ largestCheckedBytes: 4096 })
    expect(library.open()).toMatchObject({ setAside: null, findings: { isUnchecked: true } })
    const keeper = new BackupKeeper({ folder: place.folder, library: library.forBackups, work: here })
    expect(await keeper.check()).toBe(false)
    library.close()
    expect(existsSync(place.create().open().setAside ?? '')).toBe(true)
  })

  test('a sound file of that size passes its check, and keeps what was said meanwhile', async () => {
    const filled = fill(300)
    const folder = asKilled(filled, ['library.db', 'library.db-wal'])
    const library = place.create({ folder, largestCheckedBytes: 4096 })
    expect(library.open().findings).toEqual({ isUnchecked: true })
    const keeper = new BackupKeeper({ folder, library: library.forBackups, work: here })
    const checking = keeper.check()
    say(library, 'meanwhile')
    expect(await checking).toBe(true)
    library.close()
    const next = place.create({ folder })
    expect(next.open().findings).toBeUndefined()
    expect(idsIn(next)).toHaveLength(301)
  })
})

describe('Clock set back', () => {
  test('nothing is lost or out of order, and answers still end', () => {
    let clock = Date.UTC(2030, 0, 1)
    const now = () => clock
    const library = place.open({ now })
    library.addMessages({
      conversation: conversation('c', { updatedAt: clock }),
      messages: [question('first', 'one', { createdAt: clock })],
    })
    clock = Date.UTC(2020, 0, 1)
    library.addMessages({
      conversation: conversation('c', { updatedAt: clock, leafId: 'a' }),
      messages: [
        question('second', 'two', { createdAt: clock, parentId: 'first' }),
        streamingAnswer('a', { createdAt: clock, parentId: 'second' }),
      ],
    })
    growText(library, 'a', 0, 'three')
    library.finishMessage({
      message: {
        ...streamingAnswer('a', { createdAt: clock, parentId: 'second' }),
        state: 'complete',
        parts: textParts('three'),
        finishedAt: clock,
      },
    })
    library.close()
    const next = place.open({ now })
    const path = next.loadPath({ conversationId: 'c', leafId: 'a' })
    expect(path.map(({ id }) => id)).toEqual(['first', 'second', 'a'])
    const opened = next.openConversation({ id: 'c', limit: 10 })
    expect(opened?.messages.map(({ id }) => id)).toEqual(['first', 'second', 'a'])
    expect(next.listConversations({ limit: 5, after: null }).conversations).toHaveLength(1)
    expect(next.search({ query: 'two', limit: 5 }).hits).toHaveLength(1)
  })
})

describe('A newer library opened by an older app', () => {
  test('is refused by name, also in the middle of a restore, and not a byte of it is touched', () => {
    fill(3).close()
    makeNewer(file('library.db'))
    const before = readFileSync(file('library.db'))
    expect(codeOf(() => place.create().open())).toBe('library/newer')
    renameSync(file('library.db'), file('library.restoring.db'))
    const journal = { reason: 'restored', staged: 'library.restoring.db', aside: 'aside.db', facts: {} }
    writeFileSync(file('library.replacing.json'), JSON.stringify(journal))
    expect(codeOf(() => place.create().open())).toBe('library/newer')
    expect(readFileSync(file('library.db')).equals(before)).toBe(true)
  })

  test('a backup that a newer version made is refused by name', async () => {
    const library = fill(3)
    const { id } = await backUp(library)
    const manifest = file('backups', id, 'backup.json')
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"schemaVersion":3', '"schemaVersion":99'))
    const keeper = new BackupKeeper({ folder: place.folder, library: library.forBackups, work: here })
    await expect(keeper.restore({ requestId: 'r', id }, () => {})).rejects.toMatchObject({
      code: 'library/newer',
    })
    expect(idsIn(library)).toEqual(ids(3))
  })
})

describe.skipIf(!canMount)('Disk full (needs root to mount a disk)', () => {
  test('while importing: a batch is in whole or not at all, what was in before stays, and it goes on with room', () =>
    withDisk(place.folder, (disk) => {
      const library = place.open({ folder: disk })
      try {
        const batch = (number: number) =>
          library.addMessages({
            conversation: conversation(`c${number}`),
            messages: Array.from({ length: 20 }, (_, index) =>
              question(`b${number}-${index}`, 'y'.repeat(2_000), { conversationId: `c${number}` }),
            ),
          })
        fillDisk(disk, 1 << 20)
        const outcomes = Array.from({ length: 40 }, (_, number) => codeOf(() => batch(number)))
        expect(new Set(outcomes)).toEqual(new Set(['no failure', 'library/disk-full']))
        const whole = outcomes.flatMap((outcome, number) => (outcome === 'no failure' ? [number] : []))
        const lengths = (list: readonly number[]) =>
          list.map((number) => outlineOf(library.openConversation({ id: `c${number}`, limit: 1 })).length)
        expect(lengths(whole)).toEqual(whole.map(() => 20))
        const refused = outcomes.flatMap((outcome, number) => (outcome === 'no failure' ? [] : [number]))
        expect(lengths(refused)).toEqual(refused.map(() => 0))
        makeRoom(disk)
        for (const number of refused) batch(number)
        expect(lengths([...whole, ...refused])).toEqual(outcomes.map(() => 20))
      } finally {
        library.close()
      }
    }))

  test('when a damaged library has to be repaired: it can be read as far as it goes, and is repaired with room', () =>
    withDisk(
      place.folder,
      (disk) => {
        const first = place.open({ folder: disk })
        for (const id of ids(300)) say(first, id, 'x'.repeat(3_000))
        first.close()
        damage(join(disk, 'library.db'), 0.3)
        writeFileSync(join(disk, 'library.suspect'), '')
        fillDisk(disk, 512 << 10)
        const bytes = readFileSync(join(disk, 'library.db'))
        const library = place.create({ folder: disk })
        try {
          expect(library.open()).toMatchObject({
            readOnly: 'disk-full',
            setAside: null,
            findings: { isDamaged: true },
          })
          expect(codeOf(() => say(library, 'new'))).toBe('library/disk-full')
          expect(readFileSync(join(disk, 'library.db')).subarray(4096).equals(bytes.subarray(4096))).toBe(
            true,
          )
          makeRoom(disk)
          say(library, 'new')
          expect(library.loadMessages({ ids: ['new'] })).toHaveLength(1)
          expect(readdirSync(disk).some((name) => name.startsWith('library.damaged-'))).toBe(true)
        } finally {
          library.close()
        }
      },
      24,
    ))
})

test('where no disk can be mounted, a folder that refuses stands in: no backup, and nothing else is affected', async () => {
  const library = fill(3)
  // Refuses root as well.
  writeFileSync(file('backups'), '')
  await expect(backUp(library)).rejects.toThrow()
  say(library, 'goes on')
  expect(idsIn(library)).toEqual([...ids(3), 'goes on'])
})
