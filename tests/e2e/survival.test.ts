import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ElectronApplication, Page } from '@playwright/test'
import { createLibrary } from '../../src/library/library'
import type { SseWriter } from '../fakes/faultServer'
import { makeNewer } from '../fakes/newerLibrary'
import { canMount, fillDisk, makeRoom } from '../integration/library/disk'
import { answered, ask, engineAt, expect, lastAnswer, spawnParley, test } from './fixtures'

const chat = '/v1/chat/completions'

/** An answer in two halves: the second is written when the test says so. */
const halfway = () => {
  let begin = (_stream: SseWriter) => {}
  const started = new Promise<SseWriter>((resolve) => {
    begin = resolve
  })
  return {
    handler: ({ sse }: { sse(): SseWriter }) => {
      const stream = sse()
      stream.chatText('The first half, ')
      begin(stream)
    },
    finish: async () => {
      const stream = await started
      stream.chatText('and the second half.')
      stream.chatFinish('stop')
      stream.done()
      stream.end()
    },
  }
}
const whole = 'The first half, and the second half.'

/** The only conversation there is, opened from the list. */
const openOnly = async (page: Page) => {
  await page.getByRole('navigation', { name: 'Conversations' }).getByRole('link').first().click()
}

const libraryPid = (app: ElectronApplication) =>
  app.evaluate(
    ({ app }) => app.getAppMetrics().find(({ serviceName }) => serviceName?.includes('node'))?.pid ?? 0,
  )

test('reloading the window in the middle of an answer changes nothing', async ({ parley, server }) => {
  const answer = halfway()
  server.script(chat, answer.handler)
  const { page } = parley
  await ask(page, 'Halves, please')
  await expect(lastAnswer(page)).toContainText('The first half')
  await page.reload()
  await openOnly(page)
  await expect(lastAnswer(page)).toContainText('The first half')
  await expect(lastAnswer(page)).toHaveAttribute('aria-busy', 'true')
  await answer.finish()
  await answered(page)
  await expect(lastAnswer(page)).toContainText(whole)
})

test('killing the library process or the window in the middle of an answer loses nothing, and leaves no dump', async ({
  launch,
  folder,
  server,
}) => {
  const answers = [halfway(), halfway()] as const
  server.script(
    chat,
    answers.map(({ handler }) => handler),
  )
  const { app, page, quit } = await launch({ env: engineAt(server) })
  await ask(page, 'Halves, please')
  await expect(lastAnswer(page)).toContainText('The first half')
  const before = await libraryPid(app)
  expect(before).toBeGreaterThan(0)
  process.kill(before, 'SIGKILL')
  await expect.poll(() => libraryPid(app)).not.toBe(before)
  await answers[0].finish()
  await answered(page)
  await expect(lastAnswer(page)).toContainText(whole)

  await page.getByRole('button', { name: 'New conversation' }).click()
  await ask(page, 'Once more')
  await expect(lastAnswer(page)).toContainText('The first half')
  const title = await app.evaluate(
    ({ BrowserWindow }) =>
      new Promise<string>((resolve) => {
        // Not the one for quick questions, which is made ahead.
        const window = BrowserWindow.getAllWindows().find((each) => each.getTitle() === 'Parley')
        window?.webContents.once('did-finish-load', () => {
          resolve(window.webContents.executeJavaScript('document.title'))
        })
        window?.webContents.forcefullyCrashRenderer()
      }),
  )
  expect(title).toBe('Parley')
  // A dump would hold what was said, and maybe the key.
  const files = readdirSync(folder, { recursive: true }).map(String)
  expect(files.filter((name) => /\.dmp$/i.test(name))).toEqual([])
  await answers[1].finish()
  const read = () =>
    app.evaluate(async ({ BrowserWindow }) => {
      const window = BrowserWindow.getAllWindows().find((each) => each.getTitle() === 'Parley')
      return (await window?.webContents.executeJavaScript(`(async () => {
        const list = await parley.call('conversations.list', { limit: 1 })
        const ids = [list.value.conversations[0].leafId]
        const [message] = (await parley.call('messages.load', { ids })).value
        return message.state + ': ' + message.parts.map((part) => part.text).join('')
      })()`)) as string
    })
  await expect.poll(read).toBe(`complete: ${whole}`)
  await quit()

  const again = await launch({ env: engineAt(server) })
  for (const question of ['Halves, please', 'Once more']) {
    await again.page.getByRole('link', { name: question }).click()
    await expect(lastAnswer(again.page)).toContainText(whole)
  }
})

test('two started at once, by two names of one profile that was open to all: one of them runs, the other ends with 0, the history is whole, and private', async ({
  folder,
}) => {
  haveHistory(folder)
  chmodSync(folder, 0o777)
  const otherName = `${folder}-link`
  symlinkSync(folder, otherName)
  const starts = [folder, otherName].map((name) => spawnParley(name))
  const ends = starts.map(async (child, index) => {
    const [code] = (await once(child, 'exit')) as [number | null]
    return { index, code }
  })
  const first = await Promise.race(ends)
  expect(first.code).toBe(0)
  const other = starts[1 - first.index]
  expect(other?.exitCode).toBeNull()
  other?.kill('SIGTERM')
  await ends[1 - first.index]
  const library = createLibrary({ folder })
  library.open()
  expect(library.listConversations({ limit: 5, after: null }).conversations).toMatchObject([
    { title: 'From before' },
  ])
  library.close()
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  rmSync(otherName)
})

/** The profile on a disk of its own, with a history; `prepare` makes the disk as it is to be found. */
const onDisk = async (
  folder: string,
  prepare: (remount: (mode: string) => void) => void,
  work: () => Promise<void>,
) => {
  const settings = readFileSync(join(folder, 'settings.json'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=48m', 'parley-test', folder])
  try {
    writeFileSync(join(folder, 'settings.json'), settings)
    haveHistory(folder)
    prepare((mode) => execFileSync('mount', ['-o', `remount,${mode}`, folder]))
    await work()
  } finally {
    execFileSync('umount', ['-l', folder])
  }
}

test('a read-only folder: it starts, says so in plain words, and the history can be read', async ({
  launch,
  server,
  folder,
}) => {
  test.skip(!canMount, 'needs root to mount a disk')
  await onDisk(
    folder,
    (remount) => remount('ro'),
    async () => {
      const { page, quit } = await launch({ env: engineAt(server) })
      await expect(page.getByText('The history cannot be written.')).toBeVisible()
      await expect(
        page.getByRole('navigation', { name: 'Conversations' }).getByRole('link', { name: 'From before' }),
      ).toBeVisible()
      await quit()
    },
  )
})

test('all chats wiped when the disk fills: it starts on a full disk, says so, and goes on when there is room', async ({
  launch,
  server,
  folder,
}) => {
  test.skip(!canMount, 'needs root to mount a disk')
  server.script(chat, ({ sse }) => sse().chatAnswer('There is room again.'))
  await onDisk(
    folder,
    () => fillDisk(folder),
    async () => {
      const { page, quit } = await launch({ env: engineAt(server) })
      await expect(page.getByText('The disk is full.')).toBeVisible()
      const list = page.getByRole('navigation', { name: 'Conversations' })
      await expect(list.getByRole('link', { name: 'From before' })).toBeVisible()
      makeRoom(folder)
      await ask(page, 'Is there room?')
      await answered(page)
      await expect(list.getByRole('link')).toHaveCount(2)
      await quit()
    },
  )
})

/** A profile with one conversation in it. */
const haveHistory = (folder: string): void => {
  const library = createLibrary({ folder })
  library.open()
  library.saveConversation({
    conversation: { id: 'c', title: 'From before', createdAt: 1, updatedAt: 1, leafId: null, choices: {} },
  })
  library.close()
}

test('a history of a newer Parley is reported and left as it is, byte for byte', async ({
  launch,
  server,
  folder,
}) => {
  haveHistory(folder)
  const path = join(folder, 'library.db')
  makeNewer(path)
  const newer = readFileSync(path)
  const { page, quit } = await launch({ env: engineAt(server) })
  await expect(page.getByText('written by a newer version of Parley').first()).toBeVisible()
  await quit()
  expect(readFileSync(path).equals(newer)).toBe(true)
})
