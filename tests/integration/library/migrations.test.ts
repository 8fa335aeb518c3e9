import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AppError } from '@shared/ipc/errors'
import { describe, expect, test } from 'vitest'
import { BackupFolder } from '../../../src/library/backups/BackupFolder'
import { migrations } from '../../../src/library/migrations'
import type { Migration } from '../../../src/library/migrations/migration'
import { canMount, fillDisk, makeRoom, withDisk } from './disk'
import { codeOf, conversation, libraryPlace, outlineOf, picturesIn, question, textParts } from './helpers'

const place = libraryPlace()
const file = (name: string) => join(place.folder, name)
const newest = migrations.length
const useFixture = (version: number, folder = place.folder): void =>
  copyFileSync(join(import.meta.dirname, `fixtures/library-${version}.db`), join(folder, 'library.db'))

const next = newest + 1
const addColumn: Migration = {
  version: next,
  name: 'test',
  up: (database) =>
    database.execute('ALTER TABLE conversations ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0'),
}
const failing: Migration = {
  version: next,
  name: 'failing',
  up: (database) => {
    database.execute('DROP TABLE bodies')
    throw new Error('It does not work out')
  },
}
/** Forgets rows: as a mistake in a migration would. */
const forgetful: Migration = {
  version: next,
  name: 'forgetful',
  up: (database) => database.execute("DELETE FROM messages WHERE id = 'm3'"),
}

const fill = (messages: number): void => {
  const library = place.open()
  library.addMessages({
    conversation: conversation('c', { title: 'Full' }),
    messages: Array.from({ length: messages }, (_, index) => question(`m${index}`, `number ${index}`)),
  })
  library.close()
}
const databasesIn = (folder: string) => readdirSync(folder).filter((name) => name.includes('.db'))

describe('Every earlier version that is kept as a fixture opens with all that was in it', () => {
  test('there is one of each', () => {
    expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, index) => index + 1))
    const kept = readdirSync(join(import.meta.dirname, 'fixtures')).sort()
    expect(kept).toEqual(migrations.slice(0, -1).map(({ version }) => `library-${version}.db`))
  })

  test('version 1', () => {
    useFixture(1)
    const library = place.create()
    const report = library.open()
    expect(report).toMatchObject({
      recoveredMessages: 1,
      setAside: null,
      readOnly: null,
      schemaVersion: newest,
    })
    expect(report.findings?.updated?.from).toBe(1)
    const opened = library.openConversation({ id: 'c', limit: 10 })
    expect(opened?.conversation).toEqual(conversation('c', { title: 'Kept from version 1', leafId: 'a' }))
    expect(opened?.messages.map(({ state, parts }) => [state, parts])).toEqual([
      ['complete', textParts('What is kept?')],
      ['interrupted', textParts('Everything, 全部.')],
    ])
    expect(library.search({ query: '全', limit: 5 }).hits).toHaveLength(1)
  })

  test('version 2: branches, pictures, files, costs, notes, and what was taken out', () => {
    useFixture(2)
    const library = place.create()
    expect(library.open()).toMatchObject({
      recoveredMessages: 1,
      setAside: null,
      readOnly: null,
      schemaVersion: newest,
      findings: { updated: { from: 2 } },
    })
    const opened = library.openConversation({ id: 'c', limit: 10 })
    expect(opened?.conversation).toMatchObject({
      title: 'Kept from version 2',
      titleSource: 'person',
      choices: { model: 'm' },
      leafId: 'a',
    })
    // The branches were made in the same moment: their ids order them.
    expect(outlineOf(opened).map(({ id, state }) => [id, state])).toEqual([
      ['q', 'complete'],
      ['a', 'interrupted'],
      ['b', 'complete'],
    ])
    const [branch] = library.loadMessages({ ids: ['b'] })
    expect(branch?.parts[0]).toEqual({ type: 'text', text: 'The other branch.' })
    const [picture] = picturesIn(library, { query: '富士' })
    expect(picture).toMatchObject({ prompt: 'a kite over 富士山', width: 3, height: 4 })
    const [asked] = library.loadMessages({ ids: ['q'] })
    const attached = asked?.parts.find((part) => part.type === 'file')
    expect(attached && library.getFileText({ id: attached.fileId })).toBe('What the file says')
    expect(library.sumConversation({ conversationId: 'c' })).toMatchObject({ costUsd: 0.75, speechUsd: 0.25 })
    expect(library.getNote({ name: 'draft' })).toContain('half a thought')
    expect(library.search({ query: 'taken out', limit: 5 }).hits).toEqual([])
  })
})

describe('Upgrade migration crashes or loops', () => {
  test('the file as it was is kept, byte for byte, told, and can be opened by the version before', () => {
    fill(20)
    const before = readFileSync(file('library.db'))
    const library = place.create({ migrations: [...migrations, addColumn] })
    const { findings } = library.open()
    expect(library.loadMessages({ ids: ['m3'] })).toHaveLength(1)
    library.close()
    const kept = findings?.updated?.kept ?? ''
    expect(readFileSync(kept).equals(before)).toBe(true)
    expect(new BackupFolder(place.folder).list()).toMatchObject([
      { reason: 'before-update', conversations: 1, messages: 20, schemaVersion: newest },
    ])
    mkdirSync(file('old'))
    copyFileSync(kept, file('old/library.db'))
    const old = place.create({ folder: file('old') })
    expect(old.open().schemaVersion).toBe(newest)
    expect(old.loadMessages({ ids: ['m3'] })).toHaveLength(1)
  })

  test.each([
    ['one that fails', failing],
    ['one that loses rows', forgetful],
    ['the second of two that fails', { ...failing, version: next + 1 }],
  ])('%s leaves the library as it was, byte for byte, and nothing behind', (_name, migration) => {
    fill(20)
    const before = readFileSync(file('library.db'))
    const steps = migration.version === next ? [migration] : [addColumn, migration]
    for (let attempt = 0; attempt < 2; attempt += 1)
      expect(codeOf(() => place.create({ migrations: [...migrations, ...steps] }).open())).toBe(
        'library/update-failed',
      )
    expect(readFileSync(file('library.db')).equals(before)).toBe(true)
    expect(databasesIn(place.folder)).toEqual(['library.db'])
    expect(existsSync(file('backups'))).toBe(false)
    expect(place.open().loadMessages({ ids: ['m3'] })).toHaveLength(1)
  })

  test('a library that is damaged before it is brought up to date is repaired, not carried on', () => {
    fill(2_000)
    const bytes = readFileSync(file('library.db'))
    bytes.fill(
      0xaa,
      Math.floor(bytes.length / 8192) * 4096,
      Math.floor(bytes.length / 8192) * 4096 + 8 * 4096,
    )
    writeFileSync(file('library.db'), bytes)
    const library = place.create({ migrations: [...migrations, addColumn] })
    const report = library.open()
    expect(report).toMatchObject({ schemaVersion: next })
    expect(readFileSync(report.setAside ?? '').equals(bytes)).toBe(true)
    expect(report.findings?.saved?.messages).toBeGreaterThan(500)
  })

  test.skipIf(!canMount)(
    'without room for a copy nothing is begun, and it says how much is needed (needs root)',
    () => {
      withDisk(
        place.folder,
        (disk) => {
          useFixture(2, disk)
          const before = readFileSync(join(disk, 'library.db'))
          fillDisk(disk, 1 << 20)
          let failure: AppError | null = null
          try {
            place.create({ folder: disk }).open()
          } catch (error) {
            failure = error as AppError
          }
          expect(failure?.code).toBe('library/no-room')
          expect(failure?.data?.neededBytes).toBeGreaterThan(before.length * 2)
          expect(readFileSync(join(disk, 'library.db')).equals(before)).toBe(true)
          expect(databasesIn(disk)).toEqual(['library.db'])
          makeRoom(disk)
          const library = place.create({ folder: disk })
          expect(library.open().findings?.updated?.from).toBe(2)
          library.close()
        },
        24,
      )
    },
  )
})
