import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { AppError } from '@shared/ipc/errors'
import type { BackupReason } from '@shared/model/backup'
import { keptFileName } from '@shared/model/picture'
import { describe, expect, test } from 'vitest'
import { BackupKeeper } from '../../../../src/library/backups/BackupKeeper'
import { Database } from '../../../../src/library/Database'
import type { LocalLibrary } from '../../../../src/library/library'
import { here } from '../../../fakes/backupHere'
import { canMount, fillDisk, makeRoom, withDisk } from '../disk'
import {
  conversation,
  growText,
  libraryPlace,
  maintainAll,
  newPicture,
  outlineOf,
  png,
  question,
  streamingAnswer,
  textParts,
} from '../helpers'

const place = libraryPlace()
const file = (...names: string[]) => join(place.folder, ...names)

let requests = 0
const nextRequest = (): string => {
  requests += 1
  return `request-${requests}`
}
const keep = (library: LocalLibrary, folder = place.folder, clock: () => number = Date.now) => {
  const keeper = new BackupKeeper({ folder, library: library.forBackups, work: here, now: clock })
  return {
    keeper,
    make: (reason: BackupReason = 'asked', requestId = nextRequest()) =>
      keeper.make({ requestId, reason }, () => {}),
    restore: (id: string, requestId = nextRequest()) => keeper.restore({ requestId, id }, () => {}),
  }
}
const failureOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work
    return 'no failure'
  } catch (error) {
    return error instanceof AppError ? error.code : `not expected: ${error}`
  }
}
const say = (library: LocalLibrary, id: string, text = `words of ${id}`) =>
  library.addMessages({ conversation: conversation('c'), messages: [question(id, text)] })
const textsOf = (library: LocalLibrary): string[] =>
  outlineOf(library.openConversation({ id: 'c', limit: 1_000 })).map(({ id }) => id)

/** All rows of all tables but the search index's own, which is compared by searching. */
const rowsOf = (path: string): unknown => {
  const database = Database.openReadOnly(path)
  try {
    const tables = database
      .all(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%\\_index%' ESCAPE '\\' ORDER BY name",
      )
      .map(({ name }) => String(name))
    return Object.fromEntries(tables.map((table) => [table, database.all(`SELECT * FROM "${table}"`)]))
  } finally {
    database.close()
  }
}

describe('A backup', () => {
  test('says what it holds, was compared with the library, and is made while the library goes on', async () => {
    const library = place.open()
    const { keeper, make } = keep(library)
    say(library, 'first')
    const picture = library.addPicture(newPicture(png(2, 3)))
    library.addMessages({ conversation: conversation('c'), messages: [streamingAnswer('a')] })
    growText(library, 'a', 0, 'so far ')
    const seen: number[] = []
    const making = keeper.make({ requestId: 'r', reason: 'asked' }, ({ done, total }) =>
      seen.push(done / total),
    )
    growText(library, 'a', 1, 'and on')
    const backup = await making
    expect(backup).toMatchObject({
      number: 1,
      reason: 'asked',
      conversations: 1,
      messages: 2,
      pictures: 1,
      files: 0,
      isVerified: true,
      missingFiles: 0,
    })
    expect(backup.bytes).toBe(statSync(file('backups', backup.id, 'library.db')).size + picture.byteLength)
    expect(seen.at(-1)).toBe(1)
    expect(seen).toEqual([...seen].sort((a, b) => a - b))
    expect(library.loadMessages({ ids: ['a'] })[0]?.parts).toEqual(textParts('so far and on'))
    expect(await make('daily')).toMatchObject({ number: 2 })
    expect(keeper.list().map(({ number }) => number)).toEqual([2, 1])
  })

  test('keeps pictures without a second copy of any, and for as long as a backup needs them', async () => {
    let clock = Date.now()
    const library = place.open({ now: () => clock })
    const { make } = keep(library)
    library.saveConversation({ conversation: conversation('c') })
    const picture = library.addPicture(newPicture(png(2, 3), 'a kite', 'c'))
    const name = keptFileName(picture)
    await make()
    await make()
    const kept = statSync(file('backups', 'pictures', name))
    expect(kept.ino).toBe(statSync(file('pictures', name)).ino)
    expect(readdirSync(file('backups', 'pictures'))).toEqual([name])
    library.deleteConversation({ id: 'c' })
    // What nothing needs goes an hour later.
    for (let round = 0; round < 2; round += 1) {
      maintainAll(library)
      while (library.applyRetention());
      clock += 2 * 60 * 60_000
    }
    expect(existsSync(file('pictures', name))).toBe(false)
    for (let count = 0; count < 6; count += 1) await make()
    expect(existsSync(file('backups', 'pictures', name))).toBe(true)
    await make()
    expect(readdirSync(file('backups', 'pictures'))).toEqual([])
  })

  test('that is asked for again after a crash is the same one', async () => {
    const library = place.open()
    const { keeper, make } = keep(library)
    say(library, 'first')
    const backup = await make('asked', 'same')
    expect(await make('asked', 'same')).toEqual(backup)
    expect(keeper.list()).toHaveLength(1)
  })

  test('the last seven are kept, of those made daily and of those asked for', async () => {
    const library = place.open()
    const { keeper, make } = keep(library)
    for (let count = 0; count < 9; count += 1) await make('daily')
    await make('asked')
    expect(keeper.list().map(({ number }) => number)).toEqual([10, 9, 8, 7, 6, 5, 4, 3])
  })

  test('clock set back: the newest is the one that was made last, and is not thrown away for an older date', async () => {
    const library = place.open()
    let clock = Date.UTC(2030, 0, 1)
    const { keeper, make } = keep(library, place.folder, () => clock)
    for (let count = 0; count < 7; count += 1) await make('daily')
    clock = Date.UTC(2026, 0, 1)
    say(library, 'after the clock was set back')
    const newest = await make('daily')
    expect(keeper.list()[0]).toEqual(newest)
    expect(newest.messages).toBe(1)
    expect(keeper.list()).toHaveLength(7)
  })

  test('tells of pictures that are missing or not as they were', async () => {
    const library = place.open()
    const { make } = keep(library)
    const [gone, changed, good] = [1, 2, 3].map((salt) => library.addPicture(newPicture(png(2, 3, salt))))
    rmSync(file('pictures', keptFileName(gone as never)))
    writeFileSync(file('pictures', keptFileName(changed as never)), png(9, 9, 9))
    expect(await make()).toMatchObject({ pictures: 3, missingFiles: 2 })
    expect(readdirSync(file('backups', 'pictures'))).toEqual([keptFileName(good as never)])
  })

  test('of a damaged library is not kept; the damage is told, and the next start deals with it', async () => {
    const filled = place.open()
    for (let index = 0; index < 300; index += 1) say(filled, `m${index}`, 'x'.repeat(3_000))
    filled.close()
    damage(file('library.db'))
    const library = place.open()
    const { keeper, make } = keep(library)
    expect(await failureOf(make())).toBe('backup/damaged')
    expect(keeper.list()).toEqual([])
    expect(readdirSync(file('backups'))).toEqual([])
    library.close()
    expect(existsSync(place.create().open().setAside ?? '')).toBe(true)
  })
})

/** Some pages of rubbish in the middle, as a failing disk leaves them. */
const damage = (path: string): void => {
  const bytes = readFileSync(path)
  const middle = Math.floor(bytes.length / 8192) * 4096
  bytes.fill(0xaa, middle, middle + 6 * 4096)
  writeFileSync(path, bytes)
}

describe('Restoring', () => {
  test('import/restore gives back less than it saved: every row and every file is there again', async () => {
    const library = place.open()
    const { make, restore } = keep(library)
    library.addMessages({
      conversation: conversation('c', { title: 'Branches, 分岐', choices: { model: 'm' } }),
      messages: [
        question('q', 'Why?'),
        streamingAnswer('a', { parentId: 'q' }),
        question('b', 'Or?', { parentId: 'q' }),
      ],
    })
    growText(library, 'a', 0, 'Because')
    library.setNote({ name: 'draft', value: '{"text":"half"}' })
    const pictures = [1, 2, 3].map((salt) =>
      library.addPicture(newPicture(png(2, 3, salt), `kite ${salt}`, 'c')),
    )
    const backup = await make()
    const rows = rowsOf(file('backups', backup.id, 'library.db'))

    library.deleteConversation({ id: 'c' })
    library.setNote({ name: 'draft', value: null })
    library.saveConversation({ conversation: conversation('later') })
    for (const picture of pictures) rmSync(file('pictures', keptFileName(picture)))

    const restored = await restore(backup.id)
    expect(restored).toMatchObject({ backup, broughtBack: 3, missingFiles: 0 })
    for (const [index, picture] of pictures.entries())
      expect(new Uint8Array(readFileSync(file('pictures', keptFileName(picture))))).toEqual(
        png(2, 3, index + 1),
      )
    expect(library.search({ query: '岐', limit: 5 }).hits).toHaveLength(1)
    // An answer that was being written when the backup was made has no run now.
    library.close()
    expect(rowsOf(file('library.db'))).not.toEqual(rows)
    const again = place.create()
    again.open()
    expect(again.loadMessages({ ids: ['a'] })[0]).toMatchObject({
      state: 'interrupted',
      parts: textParts('Because'),
    })
    expect(textsOf(again).sort()).toEqual(['a', 'b', 'q'])
    expect(again.getConversation({ id: 'later' })).toBeNull()
  })

  test('without an answer in progress it is the same library, row for row', async () => {
    const library = place.open()
    const { make, restore } = keep(library)
    for (let index = 0; index < 50; index += 1) say(library, `m${index}`)
    library.addPicture(newPicture(png(2, 3)))
    const backup = await make()
    const rows = rowsOf(file('backups', backup.id, 'library.db'))
    say(library, 'later')
    await restore(backup.id)
    library.close()
    expect(rowsOf(file('library.db'))).toEqual(rows)
  })

  test('what was there before is set aside, listed, never thrown away, and can be restored itself', async () => {
    const library = place.open()
    const { keeper, make, restore } = keep(library)
    say(library, 'first')
    const backup = await make()
    say(library, 'second')
    const picture = library.addPicture(newPicture(png(5, 5)))
    const { before } = await restore(backup.id)
    expect(textsOf(library)).toEqual(['first'])
    // Its picture went along: nothing here speaks of it.
    expect(existsSync(file('pictures', keptFileName(picture)))).toBe(false)
    expect(before).toMatchObject({ reason: 'before-restore', messages: 2, pictures: 1, isVerified: false })
    expect(existsSync(file('backups', before.id, 'library.db'))).toBe(true)
    for (let count = 0; count < 8; count += 1) await make()
    expect(keeper.list().some(({ id }) => id === before.id)).toBe(true)
    expect(await restore(before.id)).toMatchObject({ broughtBack: 1, missingFiles: 0 })
    expect(textsOf(library)).toEqual(['first', 'second'])
  })

  test('asked again after a crash, it is not done twice', async () => {
    const library = place.open()
    const { keeper, make, restore } = keep(library)
    say(library, 'first')
    const backup = await make()
    const first = await restore(backup.id, 'same')
    say(library, 'since')
    expect(await restore(backup.id, 'same')).toMatchObject({ backup, before: first.before })
    expect(textsOf(library)).toEqual(['first', 'since'])
    expect(keeper.list()).toHaveLength(2)
  })

  test('a backup that is damaged is refused by name, and the library stays', async () => {
    const library = place.open()
    const { make, restore } = keep(library)
    for (let index = 0; index < 50; index += 1) say(library, `m${index}`)
    const backup = await make()
    damage(file('backups', backup.id, 'library.db'))
    say(library, 'since')
    expect(await failureOf(restore(backup.id))).toBe('backup/damaged')
    truncateSync(file('backups', backup.id, 'library.db'), 4096)
    expect(await failureOf(restore(backup.id))).toBe('backup/damaged')
    expect(await failureOf(restore('2026-11-22T00-00-00-000Z'))).toBe('backup/not-found')
    expect(await failureOf(restore('../pictures'))).toBe('backup/not-found')
    expect(textsOf(library)).toContain('since')
    expect(readdirSync(place.folder).filter((name) => name.includes('restoring'))).toEqual([])
  })

  test('brings back a history that is gone', async () => {
    const first = place.open()
    say(first, 'first')
    const backup = await keep(first).make()
    first.close()
    renameSync(file('library.db'), file('elsewhere'))
    const library = place.create()
    expect(library.open().findings).toEqual({ isMissing: true })
    await keep(library).restore(backup.id)
    expect(textsOf(library)).toEqual(['first'])
  })

  test('replaces a damaged library, which is kept as it is', async () => {
    const first = place.open()
    for (let index = 0; index < 300; index += 1) say(first, `m${index}`, 'x'.repeat(3_000))
    const backup = await keep(first).make()
    first.close()
    damage(file('library.db'))
    const bytes = readFileSync(file('library.db'))
    const library = place.open()
    const { before } = await keep(library).restore(backup.id)
    expect(textsOf(library)).toHaveLength(300)
    const kept = readFileSync(file('backups', before.id, 'library.db'))
    // Opening wrote its first page.
    expect(kept.subarray(4096).equals(bytes.subarray(4096))).toBe(true)
  })
})

/**
 * The state that a kill leaves between two steps of a replacement; they are renames, so there is nothing in
 * between.
 */
describe('kill -9 between two steps of a restore', () => {
  const prepare = async () => {
    const library = place.open()
    say(library, 'old')
    const backup = await keep(library).make()
    say(library, 'new')
    const { before } = await keep(library).restore(backup.id)
    // The journal is still there, since no request has come yet.
    const journal = {
      reason: 'restored',
      staged: 'library.restoring.db',
      aside: join('backups', before.id, 'library.db'),
      facts: {},
    }
    library.close()
    return { before, journal: JSON.stringify(journal) }
  }
  const aside = (id: string) => file('backups', id, 'library.db')

  test('before the journal: the library is as it was, and nothing is left of the attempt', async () => {
    const { before } = await prepare()
    renameSync(file('library.db'), file('library.restoring.db'))
    renameSync(aside(before.id), file('library.db'))
    rmSync(file('library.replacing.json'), { force: true })
    const library = place.create()
    expect(library.open().findings).toBeUndefined()
    expect(textsOf(library).sort()).toEqual(['new', 'old'])
    expect(existsSync(file('library.restoring.db'))).toBe(false)
  })

  test.each(['after the journal', 'after the first rename', 'after the last'])(
    '%s: it is finished and told',
    async (moment) => {
      const { before, journal } = await prepare()
      writeFileSync(file('library.replacing.json'), journal)
      if (moment !== 'after the last') {
        renameSync(file('library.db'), file('library.restoring.db'))
        if (moment === 'after the journal') renameSync(aside(before.id), file('library.db'))
      }
      const library = place.create()
      expect(library.open().findings).toEqual({ restored: { kept: aside(before.id) } })
      expect(textsOf(library)).toEqual(['old'])
      expect(
        keep(library)
          .keeper.list()
          .find(({ id }) => id === before.id),
      ).toMatchObject({ messages: 2 })
      library.close()
      // It is told once: a caller that asked for anything has heard of it.
      expect(place.create().open().findings).toBeUndefined()
    },
  )
})

describe.skipIf(!canMount)('On a disk of its own (needs root to mount one)', () => {
  const bigger = 40
  const fillLibrary = (library: LocalLibrary) => {
    for (let index = 0; index < 60; index += 1) say(library, `m${index}`, 'words '.repeat(5_000))
  }

  test('disk full while backing up: refused by name, nothing half-made is left, and writing goes on', () =>
    withDisk(
      place.folder,
      async (disk) => {
        const library = place.open({ folder: disk })
        try {
          fillLibrary(library)
          const { keeper, make } = keep(library, disk)
          fillDisk(disk, 1 << 20)
          expect(await failureOf(make())).toBe('library/no-room')
          expect(keeper.list()).toEqual([])
          say(library, 'goes on')
          makeRoom(disk)
          expect(await make()).toMatchObject({ messages: 61, isVerified: true })
        } finally {
          library.close()
        }
      },
      bigger,
    ))

  test('disk full in the middle of the copy: the same', () =>
    withDisk(
      place.folder,
      async (disk) => {
        const library = place.open({ folder: disk })
        try {
          fillLibrary(library)
          const keeper = new BackupKeeper({
            folder: disk,
            library: library.forBackups,
            // Another process fills the disk just when it has begun.
            work: (job, onProgress) =>
              here(job, (progress) => {
                if (!existsSync(join(disk, 'ballast'))) fillDisk(disk)
                onProgress(progress)
              }),
          })
          expect(await failureOf(keeper.make({ requestId: 'r', reason: 'asked' }, () => {}))).toBe(
            'library/disk-full',
          )
          expect(keeper.list()).toEqual([])
          expect(readdirSync(join(disk, 'backups'))).toEqual([])
          makeRoom(disk)
          say(library, 'goes on')
          expect(textsOf(library)).toHaveLength(61)
        } finally {
          library.close()
        }
      },
      bigger,
    ))

  test('disk full while restoring: the library stays', () =>
    withDisk(
      place.folder,
      async (disk) => {
        const library = place.open({ folder: disk })
        try {
          fillLibrary(library)
          const { make, restore } = keep(library, disk)
          const backup = await make()
          say(library, 'since')
          fillDisk(disk, 1 << 20)
          expect(await failureOf(restore(backup.id))).toBe('library/no-room')
          expect(textsOf(library)).toContain('since')
          makeRoom(disk)
          await restore(backup.id)
          expect(textsOf(library)).not.toContain('since')
        } finally {
          library.close()
        }
      },
      bigger,
    ))
})
