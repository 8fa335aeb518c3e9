import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import type { BrowserWindow } from 'electron'
import type { SseWriter } from '../fakes/faultServer'
import {
  aloneOnDesktop,
  answered,
  call,
  electronPath,
  engineAt,
  expect,
  lastAnswer,
  launchElectron,
  sandboxArgs,
  spawnParley,
  startParley,
  test,
} from './fixtures'
import { violationsOf } from './helpers/accessibility'
import { focusWindow, pressKeys, typeText } from './helpers/keys'
import {
  activeTitle,
  askField,
  callQuickAsk,
  hasKeys,
  hotkey,
  movePointer,
  placeOf,
  quickPage,
  setLayout,
} from './helpers/quick'

aloneOnDesktop()

const chat = '/v1/chat/completions'
const root = resolve(import.meta.dirname, '../..')

/** Resolves once main has asked the system for the hotkey: what comes after it is answered after that. */
const isRegistered = (page: Page) => call(page, 'quick.facts', {})

/** A second start on the same profile, as a user or a desktop makes it. Gives its exit code. */
const secondStart = async (folder: string, ...words: readonly string[]): Promise<number | null> => {
  const child = spawnParley(folder, words)
  const [code] = (await once(child, 'exit')) as [number | null]
  return code
}

const openSettings = async (page: Page) => {
  await page.getByRole('button', { name: 'Settings' }).click()
  return page.getByRole('dialog', { name: 'Settings' })
}
const stateOf = (page: Page) => page.locator('[data-section="quick"] .hotkey-state')

// The first of the shared app, which has not been called yet.
test('a hotkey is chosen by pressing it, on other keyboards as well, and can be off', async ({ parley }) => {
  const { app, page } = parley
  await isRegistered(page)
  const quick = await quickPage(app, page)
  await focusWindow()
  const dialog = await openSettings(page)
  const choose = async () => {
    await dialog.getByRole('button', { name: /^Hotkey: / }).click()
    await expect(dialog.getByRole('button', { name: 'Hotkey: press the new shortcut' })).toBeVisible()
  }
  const isThere = (keys: string) => dialog.getByRole('button', { name: `Hotkey: ${keys}`, exact: true })
  const presses = async (keys: string) => {
    await expect(stateOf(page)).toContainText('Not tried yet')
    await callQuickAsk(keys)
    await pressKeys('Escape')
    await hasKeys('Parley')
    await expect(stateOf(page)).toContainText('Works')
  }
  // The system said yes, but the keys come to the page: that is no hotkey.
  await expect(stateOf(page)).toContainText('Not tried yet')
  await app.evaluate(({ globalShortcut }) => globalShortcut.unregisterAll())
  await pressKeys(hotkey)
  await expect(stateOf(page)).toContainText('Not supported here: the system said yes')
  await dialog.getByRole('button', { name: 'Try again' }).click()
  await presses(hotkey)

  // Choosing the one there is changes nothing and opens nothing.
  await choose()
  await pressKeys(hotkey)
  await expect(isThere('Ctrl+Shift+Space')).toBeVisible()
  expect(await activeTitle()).toBe('Parley')
  await choose()
  await pressKeys('ctrl+k')
  await expect(dialog.getByRole('alert')).toContainText('Every program uses that one itself')
  await pressKeys('Escape')

  try {
    // French: A is where Q is elsewhere, and digits need Shift.
    await setLayout('fr')
    await choose()
    await pressKeys('ctrl+shift+a')
    await expect(isThere('Ctrl+Shift+A')).toBeVisible()
    await presses('ctrl+shift+a')
    await choose()
    await pressKeys('ctrl+alt+eacute')
    await expect(isThere('Ctrl+Alt+2')).toBeVisible()
    await presses('ctrl+alt+eacute')
    // German: Z and Y have changed places.
    await setLayout('de')
    await choose()
    await pressKeys('ctrl+shift+z')
    await expect(isThere('Ctrl+Shift+Z')).toBeVisible()
    await presses('ctrl+shift+z')
    // Russian alone: there is no such letter, and X would give every key instead.
    await setLayout('ru')
    await choose()
    await pressKeys('ctrl+shift+Cyrillic_ef')
    await expect(dialog.getByRole('alert')).toContainText('no Latin letter')
    await pressKeys('ctrl+shift+F9')
    await presses('ctrl+shift+F9')
  } finally {
    await setLayout('us')
  }

  await dialog.getByRole('button', { name: 'Switch off the hotkey' }).click()
  await expect(stateOf(page)).toContainText('Off.')
  await pressKeys('ctrl+shift+F9')
  await choose()
  await pressKeys('ctrl+shift+F8')
  await presses('ctrl+shift+F8')
  await expect(askField(quick)).toHaveValue('')
  expect(await app.evaluate(({ globalShortcut }) => globalShortcut.isRegistered('CmdOrCtrl+Shift+F9'))).toBe(
    false,
  )
})

test('a question by the hotkey: asked, answered, hidden, and an ordinary conversation', async ({
  parley,
  server,
}) => {
  server.script(chat, [
    ({ sse }) => sse().chatAnswer('At noon.\n\n'.repeat(8)),
    ({ sse }) => sse().chatAnswer('Line.\n\n'.repeat(80)),
    ({ sse }) => sse().chatAnswer('At one.'),
  ])
  const { app, page } = parley
  // The engine that was chosen for quick questions has gone, and its model with it.
  const gone = { quickEngineId: 'server:http://gone.example/v1', quickModel: 'its-model' }
  await call(page, 'settings.update', { ...gone, model: 'small-model' })
  await isRegistered(page)
  await focusWindow()
  await callQuickAsk()
  const quick = await quickPage(app, page)
  await expect(quick).toHaveTitle('Quick ask')
  await expect(quick.getByText('small-model', { exact: true })).toBeVisible()
  await expect(askField(quick)).toBeFocused()
  const small = await placeOf('Quick ask')

  await typeText('When does the ferry leave?')
  await pressKeys('Return')
  await answered(quick)
  expect((await server.request(chat)).body).toMatchObject({ model: 'small-model' })
  await expect(page.getByText(/^The server at gone\.example is no longer set up here/)).toBeVisible()
  await expect(quick.getByRole('article', { name: /^You/ })).toContainText('When does the ferry leave?')
  await expect(lastAnswer(quick).getByRole('button', { name: 'Copy' })).toBeVisible()
  await expect(lastAnswer(quick).getByRole('button', { name: 'Read aloud' })).toBeVisible()
  await expect.poll(async () => (await placeOf('Quick ask')).height).toBeGreaterThan(small.height + 100)
  expect(await violationsOf(quick)).toEqual([])

  // A long answer scrolls, and its window stays on the display. It is read aloud, as wanted for quick
  // questions only.
  await call(page, 'settings.update', { quickReadAloud: true })
  await typeText('And in detail?')
  await pressKeys('Return')
  await expect(quick.getByText('Line.').last()).toBeInViewport()
  const grown = await placeOf('Quick ask')
  expect([grown.x, grown.y]).toEqual([small.x, small.y])
  expect(grown.y + grown.height).toBeLessThan(1_200)
  await expect(lastAnswer(quick).getByRole('button', { name: 'Stop reading' })).toBeVisible()
  await call(page, 'settings.update', { quickReadAloud: null })

  await pressKeys('Escape')
  await hasKeys('Parley')
  await expect(lastAnswer(quick).getByRole('button', { name: 'Stop reading' })).toHaveCount(0)
  await expect(page.getByRole('link', { name: 'When does the ferry leave?' })).toBeVisible()

  // It is still there; a new question begins afresh, and Up brings back what was asked.
  await callQuickAsk()
  await expect(quick.getByText('Line.').last()).toBeInViewport()
  await expect(askField(quick)).toBeFocused()
  await pressKeys('ctrl+n')
  await expect(quick.getByRole('article')).toHaveCount(0)
  await expect.poll(async () => (await placeOf('Quick ask')).height).toBe(small.height)
  await pressKeys('Up', 'Up')
  await expect(askField(quick)).toHaveValue('When does the ferry leave?')
  await pressKeys('Return')
  await expect(lastAnswer(quick)).toContainText('At one.')
  await expect(lastAnswer(quick)).not.toHaveAttribute('aria-busy', 'true')
  const { conversations } = await call(page, 'conversations.list', { limit: 10 })
  expect(conversations).toHaveLength(2)
  await pressKeys(hotkey)
  await hasKeys('Parley')

  await page.getByRole('link', { name: 'When does the ferry leave?' }).first().click()
  await expect(page.getByRole('button', { name: /^small-model 127/ })).toBeVisible()
})

test('an answer goes on while its window is hidden, and moves to the main window as it is written', async ({
  parley,
  server,
}) => {
  let streaming = (_stream: SseWriter) => {}
  const started = new Promise<SseWriter>((resolve) => {
    streaming = resolve
  })
  server.script(chat, ({ sse }) => streaming(sse()))
  const { app, page } = parley
  await isRegistered(page)
  const quick = await quickPage(app, page)
  await focusWindow()
  await callQuickAsk()
  await expect(askField(quick)).toBeFocused()
  await typeText('Tell me a story')
  await pressKeys('Return')
  const stream = await started
  stream.chatText('Once upon a time ')
  await expect(lastAnswer(quick)).toContainText('Once upon a time')
  await expect(lastAnswer(quick)).toHaveAttribute('aria-busy', 'true')
  await pressKeys(hotkey)
  await hasKeys('Parley')
  stream.chatText('there was a ferry ')
  await expect(lastAnswer(quick)).toContainText('there was a ferry')
  await callQuickAsk()
  await expect(lastAnswer(quick)).toHaveAttribute('aria-busy', 'true')

  await typeText('half a thought')
  await quick.getByRole('button', { name: 'Continue in Parley' }).click()
  await hasKeys('Parley')
  await expect(lastAnswer(page)).toContainText('there was a ferry')
  await expect(lastAnswer(page)).toHaveAttribute('aria-busy', 'true')
  await expect(page.getByRole('textbox', { name: 'Message' })).toHaveValue('half a thought')
  stream.chatText('that sailed.')
  stream.chatFinish('stop')
  stream.done()
  stream.end()
  await answered(page)
  await expect(lastAnswer(page)).toContainText('that sailed.')
  expect(server.requests.filter(({ path }) => path === chat)).toHaveLength(1)
  // Here the next question begins.
  await callQuickAsk()
  await expect(quick.getByRole('article')).toHaveCount(0)
  await expect(askField(quick)).toHaveValue('')
})

test('it comes on the display under the pointer', async ({ parley }) => {
  const { app, page } = parley
  await isRegistered(page)
  await quickPage(app, page)
  // One display of X as two side by side: Xvfb has no more, and says no more to Electron.
  await app.evaluate(({ screen }) => {
    const whole = screen.getPrimaryDisplay()
    const half = { width: whole.bounds.width / 2, height: whole.bounds.height, y: 0 }
    screen.getDisplayNearestPoint = ({ x }) => {
      const bounds = { ...half, x: x < half.width ? 0 : half.width }
      return { ...whole, bounds, workArea: bounds }
    }
  })
  await focusWindow()
  for (const [pointer, side] of [
    ['1500', 960],
    ['100', 0],
  ] as const) {
    await movePointer(pointer, '700')
    await callQuickAsk()
    const { x, width } = await placeOf('Quick ask')
    expect(x + width / 2).toBe(side + 480)
    await pressKeys('Escape')
    await hasKeys('Parley')
  }
  await app.evaluate(({ screen }) => Reflect.deleteProperty(screen, 'getDisplayNearestPoint'))
})

test.describe('in an app of its own', () => {
  aloneOnDesktop()

  test('the keys go back to the other program, and its hotkey is taken', async ({ launch }) => {
    const other = await mkdtemp(join(tmpdir(), 'parley-e2e-other-'))
    const { app, page } = await launch()
    await isRegistered(page)
    await quickPage(app, page)
    await writeFile(join(other, 'settings.json'), '{"welcomed": true, "engineId": "builtin"}')
    const program = await startParley(other)
    try {
      // Another program by its own title, so that it can be told apart.
      const window = await program.app.browserWindow(program.page)
      await window.evaluate((each: BrowserWindow) => {
        each.on('page-title-updated', (event) => event.preventDefault())
        each.setTitle('Another program')
      })
      await focusWindow('^Another program$')
      await hasKeys('Another program')
      await callQuickAsk()
      await pressKeys('Escape')
      await hasKeys('Another program')
      await callQuickAsk()
      await focusWindow('^Another program$')
      await expect
        .poll(() =>
          app.evaluate(({ BrowserWindow }) =>
            BrowserWindow.getAllWindows().some((each) => each.getTitle() === 'Quick ask' && each.isVisible()),
          ),
        )
        .toBe(false)
      expect(await activeTitle()).toBe('Another program')

      const dialog = await openSettings(program.page)
      await expect(stateOf(program.page)).toContainText('taken by another program')
      await app.close()
      await dialog.getByRole('button', { name: 'Try again' }).click()
      await expect(stateOf(program.page)).toContainText('Not tried yet')
      await pressKeys(hotkey)
      await expect(stateOf(program.page)).toContainText('Works')
    } finally {
      await program.quit()
      await rm(other, { recursive: true, force: true, maxRetries: 5 })
    }
  })

  test('a second start with --quick opens it in the first; other words only show the main window', async ({
    launch,
    server,
    folder,
  }) => {
    const { app, page } = await launch({ env: engineAt(server) })
    await isRegistered(page)
    await quickPage(app, page)
    await focusWindow()
    // The very line that the settings show for a desktop's own shortcuts.
    const { command } = await call(page, 'quick.facts', {})
    const shell = spawn('/bin/sh', ['-c', command], { stdio: 'ignore' })
    expect(await once(shell, 'exit')).toEqual([0, null])
    await hasKeys('Quick ask')
    expect(await secondStart(folder, '--quick=yes', '--qick', 'parley:quick', '--', '--hidden=1')).toBe(0)
    await hasKeys('Parley')

    // The main window goes, with nothing but a hidden one beside it: that is the end.
    const ended = once(app.process(), 'exit')
    await pressKeys('alt+F4')
    expect(await ended).toEqual([0, null])
  })

  test('started by --quick, only the small window comes; it leads to the main one', async ({ folder }) => {
    await writeFile(join(folder, 'settings.json'), '{}')
    const app = await launchElectron({
      executablePath: electronPath(),
      args: [...sandboxArgs, root, `--user-data-dir=${folder}`, '--quick'],
    })
    try {
      const quick = await app.firstWindow()
      await expect(askField(quick)).toBeFocused()
      await hasKeys('Quick ask')
      expect(app.windows()).toHaveLength(1)
      await expect(quick.getByText('Parley is not set up yet')).toBeVisible()
      await typeText('Half a question')
      const coming = app.waitForEvent('window')
      await pressKeys('ctrl+o')
      const page = await coming
      await expect(page.getByRole('dialog', { name: 'Welcome to Parley' })).toBeVisible()
      await hasKeys('Parley')
      await expect(page.getByRole('textbox', { name: 'Message', includeHidden: true })).toHaveValue(
        'Half a question',
      )
    } finally {
      await app.close()
    }
  })

  test('in a Wayland session without a way for hotkeys the settings say so, and how else', async ({
    launch,
    server,
  }) => {
    const { page } = await launch({
      env: { ...engineAt(server), XDG_SESSION_TYPE: 'wayland', XDG_CURRENT_DESKTOP: 'sway' },
    })
    const dialog = await openSettings(page)
    await expect(stateOf(page)).toContainText('Not supported here: this desktop (Wayland)')
    await expect(dialog.getByRole('region', { name: 'GNOME' })).toContainText('Custom Shortcuts')
    const { command } = await call(page, 'quick.facts', {})
    await expect(dialog.getByRole('region').first()).toContainText(`bindsym Ctrl+Shift+space exec ${command}`)
    expect(await violationsOf(page)).toEqual([])
  })
})
