import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { ElectronApplication, Page } from '@playwright/test'
import type { SseWriter } from '../fakes/faultServer'
import {
  aloneOnDesktop,
  answered,
  ask,
  call,
  electronPath,
  engineAt,
  expect,
  launchElectron,
  sandboxArgs,
  spawnParley,
  test,
  tryWithoutKey,
} from './fixtures'
import { Desktop } from './helpers/desktop'
import { focusWindow } from './helpers/keys'

aloneOnDesktop()

const root = resolve(import.meta.dirname, '../..')

const isVisible = (app: ElectronApplication) =>
  app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().some((window) => window.title === 'Parley' && window.isVisible()),
  )

/** Closes the window as its own button does. */
const closeWindow = (app: ElectronApplication) =>
  app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()
      .find((window) => window.title === 'Parley')
      ?.close(),
  )

/** A second start on the same profile; resolves with its exit code. */
const startAgain = async (folder: string, ...words: readonly string[]): Promise<number> => {
  const second = spawnParley(folder, words)
  const [code] = await once(second, 'exit')
  return code as number
}

/**
 * What Electron tells the first start of another with these words: a link to a running app, without a
 * process.
 */
const isTold = (app: ElectronApplication, ...words: readonly string[]) =>
  app.evaluate(({ app }, words) => {
    app.emit('second-instance', {}, [...process.argv.slice(0, 1), ...words], process.cwd(), null)
  }, words)

const message = (page: Page) => page.getByRole('textbox', { name: 'Message' })

test('the tray shows, begins, mutes and quits; closing asks once and then hides', async ({
  launch,
  folder,
}) => {
  const desktop = await Desktop.start({ notifications: false })
  try {
    const { app, page } = await launch()
    await tryWithoutKey(page)
    expect((await desktop.menu()).map(({ label }) => label).filter((label) => label !== '')).toEqual([
      'Show Parley',
      'Quick ask',
      'New conversation',
      'Mute',
      'Quit Parley',
    ])

    await ask(page, 'Who are you?')
    await answered(page)
    const question = page.getByRole('alertdialog', { name: 'Keep Parley running?' })
    await closeWindow(app)
    await question.getByRole('button', { name: 'Cancel' }).click()
    await expect(question).toBeHidden()
    await closeWindow(app)
    await question.getByRole('button', { name: 'Keep running' }).click()
    await expect.poll(() => isVisible(app)).toBe(false)

    // Still there, and listening to its page.
    await call(page, 'background.get', {})
    await desktop.choose('New conversation')
    await expect.poll(() => isVisible(app)).toBe(true)
    await expect(page.getByRole('log', { name: 'Conversation' })).toBeHidden()

    await desktop.choose('Mute')
    await expect
      .poll(async () => (await desktop.menu()).find(({ label }) => label === 'Mute')?.isChecked)
      .toBe(true)
    // Answers are read from the moment they are asked for: by the end of this one it would be heard, or have
    // begun.
    await call(page, 'settings.update', { readAloud: true })
    const reading = page.getByRole('button', { name: 'Stop reading' })
    await ask(page, 'What can you do?')
    await answered(page)
    await expect(reading).toHaveCount(0)
    await desktop.choose('Mute')
    await expect
      .poll(async () => (await desktop.menu()).find(({ label }) => label === 'Mute')?.isChecked)
      .toBe(false)
    await ask(page, 'And what else can you do?')
    await expect(reading).toBeVisible()
    await desktop.choose('Mute')
    await expect(reading).toHaveCount(0)

    await closeWindow(app)
    await expect.poll(() => isVisible(app)).toBe(false)
    const ended = app.waitForEvent('close')
    await desktop.choose('Quit Parley')
    await ended
    const settings = JSON.parse(await readFile(join(folder, 'settings.json'), 'utf8')) as object
    expect(settings).toMatchObject({ stayWhenClosed: true, muted: true })
  } finally {
    desktop.close()
  }
})

test('an answer out of sight is announced once, and a click goes there', async ({ launch, server }) => {
  const streams: SseWriter[] = []
  server.script('/v1/chat/completions', ({ sse }) => void streams.push(sse()))
  const desktop = await Desktop.start({ tray: false })
  try {
    const { app, page } = await launch({ env: engineAt(server) })
    const hide = () =>
      app.evaluate(({ BrowserWindow }) => {
        for (const window of BrowserWindow.getAllWindows()) window.hide()
      })
    await focusWindow()
    await expect
      .poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getFocusedWindow() !== null))
      .toBe(true)
    await ask(page, 'Seen?')
    await expect.poll(() => streams.length).toBe(1)
    streams[0]?.chatAnswer('You saw it.')
    await answered(page)

    await ask(page, 'And unseen?')
    await expect.poll(() => streams.length).toBe(2)
    await page.getByRole('button', { name: 'New conversation' }).click()
    await hide()
    streams[1]?.chatAnswer('You did not see this.')
    // The first: the one that was seen was not announced.
    const notification = await desktop.notification(0)
    expect(notification).toMatchObject({ summary: 'Parley has answered', body: 'Seen?' })
    desktop.click(notification)
    await expect.poll(() => isVisible(app)).toBe(true)
    await expect(page.getByText('You did not see this.')).toBeVisible()
    expect(desktop.shown).toHaveLength(1)
  } finally {
    desktop.close()
  }
})

test('hidden it starts without a window; links fill in, open and are refused, and never send', async ({
  folder,
}) => {
  await writeFile(
    join(folder, 'settings.json'),
    '{"welcomed": true, "engineId": "builtin", "makeTitles": false, "quickAccelerator": null}',
  )
  const app = await launchElectron({
    executablePath: electronPath(),
    args: [...sandboxArgs, root, `--user-data-dir=${folder}`, '--hidden'],
  })
  try {
    expect(await startAgain(folder, '--hidden')).toBe(0)
    expect(await isVisible(app)).toBe(false)

    const opened = app.waitForEvent('window')
    expect(await startAgain(folder, 'parley://ask?text=Why%20is%20the%20sky%20dark%3F%0A')).toBe(0)
    const page = await opened
    await expect(message(page)).toHaveValue('Why is the sky dark?\n')
    await expect(message(page)).toBeFocused()

    await isTold(app, 'parley://ask?text=More+words')
    await expect(message(page)).toHaveValue('More words\nWhy is the sky dark?\n')
    expect((await call(page, 'conversations.list', { limit: 10 })).conversations).toEqual([])

    await isTold(app, 'parley://conversation/gone')
    await expect(page.getByText('a conversation that is not on this computer')).toBeVisible()
    await isTold(app, 'parley://ask?text=a&send=1')
    await expect(page.getByText('something that Parley does not do for links')).toBeVisible()

    await message(page).fill('A question of my own')
    await page.getByRole('button', { name: 'Send' }).click()
    await answered(page)
    const { conversations } = await call(page, 'conversations.list', { limit: 10 })
    await page.getByRole('button', { name: 'New conversation' }).click()
    await expect(page.getByRole('log', { name: 'Conversation' })).toBeHidden()
    await isTold(app, `parley://conversation/${conversations[0]?.id}`)
    await expect(
      page.getByRole('log', { name: 'Conversation' }).getByText('A question of my own'),
    ).toBeVisible()
  } finally {
    await app.close()
  }
})

test('the window comes back to its place, onto a display that is there; without a tray its end is the app’s', async ({
  launch,
  folder,
}) => {
  const bounds = (app: ElectronApplication) =>
    app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()
        .find(({ title }) => title === 'Parley')
        ?.getNormalBounds(),
    )
  const first = await launch()
  await first.app.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows().find(({ title }) => title === 'Parley')
    window?.setBounds({ x: 210, y: 120, width: 900, height: 640 })
  })
  await expect.poll(() => bounds(first.app)).toMatchObject({ width: 900, height: 640 })
  await first.quit()
  const file = join(folder, 'windows.json')
  const { places } = JSON.parse(await readFile(file, 'utf8')) as {
    places: Record<string, { bounds: { x: number; y: number; width: number; height: number } }>
  }
  const [kept] = Object.values(places)
  expect(kept?.bounds).toMatchObject({ width: 900, height: 640 })
  // As far from there as a title bar is high.
  expect(Math.abs((kept?.bounds.x ?? 0) - 210)).toBeLessThan(50)
  expect(Math.abs((kept?.bounds.y ?? 0) - 120)).toBeLessThan(50)

  const second = await launch()
  await expect.poll(() => bounds(second.app)).toEqual(kept?.bounds)
  // Without a tray, closing the window ends the app and asks nothing.
  const closed = second.app.waitForEvent('close')
  await closeWindow(second.app)
  await closed

  const place = { bounds: { x: 4_000, y: 3_000, width: 900, height: 640 }, isMaximized: false }
  await writeFile(file, JSON.stringify({ last: 'gone', places: { gone: place } }))
  const third = await launch()
  await expect.poll(() => bounds(third.app)).toMatchObject({ width: 900, height: 640 })
  const { x = -1, y = -1, width = 0, height = 0 } = (await bounds(third.app)) ?? {}
  const area = await third.app.evaluate(({ screen }) => screen.getPrimaryDisplay().workArea)
  expect(x >= area.x && x + width <= area.x + area.width).toBe(true)
  expect(y >= area.y && y + height <= area.y + area.height).toBe(true)

  // A window that is made while the app ends does not keep it alive.
  const ended = third.app.waitForEvent('close')
  await third.app.evaluate(({ app, BrowserWindow }) => {
    // As the quick window's timer would, between the word to quit and the main window's end.
    app.once('before-quit', () => setImmediate(() => new BrowserWindow({ show: false })))
    setImmediate(() => app.quit())
  })
  await ended
})

test('starting at login is a file for the desktop, and the switch shows what the desktop made of it', async ({
  launch,
  folder,
}) => {
  const file = join(folder, 'config/autostart/app.parley.desktop')
  const { page } = await launch({ env: { XDG_CONFIG_HOME: join(folder, 'config') } })
  await tryWithoutKey(page)
  await page.getByRole('button', { name: 'Settings' }).click()
  const toggle = page.getByRole('switch', { name: 'Start when I log in' })
  await expect(toggle).toHaveAttribute('aria-checked', 'false')
  await toggle.click()
  await expect(toggle).toHaveAttribute('aria-checked', 'true')
  const entry = await readFile(file, 'utf8')
  expect(entry).toContain(`--user-data-dir=${folder} --hidden\n`)

  await writeFile(file, entry.replace('Terminal=', 'Hidden=true\nTerminal='))
  await page.evaluate(() => window.dispatchEvent(new Event('focus')))
  await expect(toggle).toHaveAttribute('aria-checked', 'false')
})
