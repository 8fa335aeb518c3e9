import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { LibraryReport } from '@shared/ipc/library/opening'
import type { Conversation } from '@shared/model/conversation'
import type { Message } from '@shared/model/message'
import { describe, expect, test, vi } from 'vitest'
import { randomFrom } from '../../../bench/lib/random'
import { BackupFolder } from '../../../src/library/backups/BackupFolder'
import { inspectDatabase } from '../../../src/library/backups/contents'
import { createLibrary } from '../../../src/library/library'
import type { LibraryClient } from '../../../src/main/library/LibraryClient'
import { processPlace } from './builtLibrary'
import { newPicture, outlineOf, png } from './helpers'

/** Written into the name, so that a failing run can be repeated. */
const seed = Number(process.env.PARLEY_SEED ?? Date.now() % 300_000)
const random = randomFrom(seed)
/** The rounds of each kind: twenty in all. Two hundred, of the whole app, are in `npm run bench -- kill`. */
const rounds = 5

// Real processes on a machine that may be busy with other tests.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 })
const place = processPlace()

const connect = (onReport: (report: LibraryReport, isRestart: boolean) => void = () => {}) => {
  let clock = 0
  return place.connect({
    onReport,
    // The rounds follow each other faster than accidents do: a clock that runs keeps them from looking like a
    // crash loop.
    now: () => {
      clock += 60_001
      return clock
    },
  })
}
const kill = (): void => place.lastChild().kill()

const conversation: Conversation = {
  id: 'c',
  title: 'Kites',
  createdAt: 1,
  updatedAt: 1,
  leafId: null,
  choices: {},
}
const message = (id: string): Message => ({
  id,
  conversationId: 'c',
  parentId: null,
  role: 'user',
  state: 'complete',
  parts: [{ type: 'text', text: `words of ${id} ${'and more '.repeat(200)}` }],
  createdAt: 1,
  finishedAt: 1,
})
const say = (client: LibraryClient, id: string) =>
  client.addMessages({ conversation, messages: [message(id)] })
const idsIn = async (client: LibraryClient): Promise<string[]> =>
  outlineOf(await client.openConversation({ id: 'c', limit: 1 })).map(({ id }) => id)

/** Large enough that a kill meets every part of the work. */
const fill = (messages: number): void => {
  const library = createLibrary({ folder: place.folder })
  library.open()
  library.addMessages({
    conversation,
    messages: Array.from({ length: messages }, (_, index) => message(`m${index}`)),
  })
  for (let salt = 0; salt < 20; salt += 1) library.addPicture(newPicture(png(3, 3, salt)))
  library.close()
}
const contentOf = (path: string) => inspectDatabase(path).contents

describe(`kill -9 of the library process (seed ${seed})`, () => {
  test('in the middle of backing up, at any moment: the job is done again, writing goes on, and nothing half-made is left', async () => {
    fill(500)
    const client = connect()
    let expected = 500
    for (let round = 0; round < rounds; round += 1) {
      const delay = random() * 120
      const making = client.backUp({ requestId: `request-${round}`, reason: 'asked' })
      const saying = say(client, `r${round}`)
      setTimeout(kill, delay)
      const backup = await making
      await saying
      expected += 1
      expect(backup.isVerified).toBe(true)
      expect(backup.messages).toBeGreaterThanOrEqual(expected - 1)
      expect(backup.messages).toBeLessThanOrEqual(expected)
      expect(contentOf(new BackupFolder(place.folder).databasePath(backup.id)).messages).toBe(backup.messages)
    }
    expect(await idsIn(client)).toHaveLength(expected)
    const list = await client.listBackups()
    expect(list).toHaveLength(rounds)
    expect(readdirSync(join(place.folder, 'backups')).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  test('in the middle of restoring, at any moment: it is either the one or the other, and what was there is kept', async () => {
    fill(300)
    const client = connect()
    const { id } = await client.backUp({ requestId: 'backup', reason: 'asked' })
    for (let round = 0; round < rounds; round += 1) {
      await say(client, `r${round}`)
      const delay = random() * 150
      const restoring = client.restoreBackup({ requestId: `request-${round}`, id })
      setTimeout(kill, delay)
      const { before } = await restoring
      expect(before).toMatchObject({ reason: 'before-restore', messages: 301 })
      expect(contentOf(new BackupFolder(place.folder).databasePath(before.id)).messages).toBe(301)
      expect(await idsIn(client)).toHaveLength(300)
    }
    expect((await client.listBackups()).map(({ reason }) => reason)).toHaveLength(rounds + 1)
    await client.close()
    expect(readdirSync(place.folder).filter((name) => /staged|restoring|replacing|-wal/.test(name))).toEqual(
      [],
    )
  })

  test('in the middle of a restore with the app: the next start opens either the one or the other, whole', async () => {
    fill(300)
    const first = connect()
    const { id } = await first.backUp({ requestId: 'backup', reason: 'asked' })
    await say(first, 'since')
    await first.close()
    let restores = 0
    for (let round = 0; round < rounds; round += 1) {
      const client = connect()
      await client.open()
      void client.restoreBackup({ requestId: `request-${round}`, id }).catch(() => {})
      await new Promise((resolve) => setTimeout(resolve, random() * 150))
      // The app dies too: nothing starts the process again.
      const closing = client.close()
      kill()
      await closing
      let told: LibraryReport | null = null
      const next = connect((report) => {
        told = report
      })
      const count = (await idsIn(next)).length
      const kept = (await next.listBackups()).filter(({ reason }) => reason === 'before-restore')
      expect(told).toMatchObject({ setAside: null, readOnly: null })
      if (kept.length > restores) expect([count, kept[0]?.messages]).toEqual([300, 301])
      else expect(count).toBe(301)
      restores = kept.length
      if (count === 300) await say(next, `since-${round}`)
      await next.close()
    }
  })

  test('in the middle of an update, at any moment: the next start brings it up to date, with the old file kept', async () => {
    for (let round = 0; round < rounds; round += 1) {
      copyFileSync(join(import.meta.dirname, 'fixtures/library-2.db'), join(place.folder, 'library.db'))
      const first = connect()
      setTimeout(kill, 20 + random() * 250)
      // Started again by its client, as in the app.
      const report = await first.open()
      expect(report).toMatchObject({ setAside: null, readOnly: null, schemaVersion: 3 })
      expect(outlineOf(await first.openConversation({ id: 'c', limit: 1 }))).toHaveLength(3)
      const list = await first.listBackups()
      expect(list).toMatchObject([{ reason: 'before-update', schemaVersion: 2, messages: 3 }])
      await first.close()
      expect(existsSync(join(place.folder, 'library.updating.db'))).toBe(false)
      rmSync(place.folder, { recursive: true, force: true })
      mkdirSync(place.folder)
    }
  })
})
