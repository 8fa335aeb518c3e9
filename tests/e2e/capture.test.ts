import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Page } from '@playwright/test'
import { aloneOnDesktop, answered, call, expect, lastAnswer, startParley, test } from './fixtures'
import { violationsOf } from './helpers/accessibility'
import { focusWindow, pressKeys, typeText } from './helpers/keys'
import { askField, callQuickAsk, hasKeys, quickPage } from './helpers/quick'

aloneOnDesktop()

const run = promisify(execFile)

const message = (page: Page) => page.getByRole('textbox', { name: 'Message' })

const action = (page: Page, name: string) =>
  page.getByRole('group', { name: 'What to do with it' }).getByRole('button', { name, exact: true })

/** Another program must not hold the hotkey, and has no quick-ask window to come between the others. */
const withoutHotkey = '{"makeTitles": false, "quickAccelerator": null}'

const capture = async (page: Page, what: string) => {
  await page.getByRole('button', { name: 'Add context' }).click()
  await page.getByRole('menuitem', { name: what }).click()
}

/** Another program: a red window, and what it selected and copied. */
interface Other {
  select(text: string): Promise<void>
  copy(text: string): Promise<void>
  copyPicture(): Promise<void>
  pasted(): Promise<readonly string[]>
  end(): Promise<void>
}

let other: Other
test.beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-other-'))
  await writeFile(join(folder, 'settings.json'), withoutHotkey)
  const parley = await startParley(folder)
  const { app } = parley
  await app.evaluate(async ({ BrowserWindow }) => {
    const window = new BrowserWindow({ x: 100, y: 100, width: 600, height: 400, frame: false, title: 'Red' })
    await window.loadURL('data:text/html,<title>Red</title><body style="background:rgb(200,0,0)">')
  })
  other = {
    select: (text) =>
      app.evaluate(({ clipboard }, text) => {
        const older = clipboard as unknown as { writeText(text: string, type: string): void }
        older.writeText(text, 'selection')
      }, text),
    copy: (text) => app.evaluate(({ clipboard }, text) => clipboard.writeText(text), text),
    pasted: () =>
      app.evaluate(async ({ clipboard }) => {
        const older = clipboard as unknown as { readText(type?: string): string }
        return [older.readText(), older.readText('selection')]
      }),
    copyPicture: () =>
      app.evaluate(({ clipboard, nativeImage }) => {
        const pixels = Buffer.alloc(20 * 10 * 4, 255)
        const older = clipboard as unknown as { writeImage(image: unknown): void }
        older.writeImage(nativeImage.createFromBitmap(pixels, { width: 20, height: 10 }))
      }),
    end: async () => {
      await parley.quit()
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
})
test.afterAll(() => other?.end())

test('selected and copied words come in as a quote, a picture as one; an action asks at one press', async ({
  parley,
  server,
}) => {
  server.script('/v1/chat/completions', ({ sse }) => sse().chatAnswer('It is a river.'))
  const { page } = parley
  await capture(page, 'Selected text')
  await expect(page.getByText('No text is selected')).toBeVisible()

  await other.copy('Copied elsewhere')
  await other.select('Everything flows.\nNothing stays.')
  await message(page).fill('my own words')
  await capture(page, 'Selected text')
  await expect(message(page)).toHaveValue('> Everything flows.\n> Nothing stays.\n\n\nmy own words')
  expect(server.requests.filter(({ path }) => path.includes('completions'))).toEqual([])
  await expect(action(page, 'Explain')).toBeVisible()
  expect(await violationsOf(page)).toEqual([])

  await message(page).fill('')
  await expect(action(page, 'Explain')).toBeHidden()
  await capture(page, 'Clipboard')
  await expect(message(page)).toHaveValue('> Copied elsewhere\n\n')
  await other.copyPicture()
  await message(page).fill('')
  await capture(page, 'Clipboard')
  await expect(page.getByText('Copied picture.png')).toBeVisible()
  await page.getByRole('button', { name: 'Remove Copied picture.png' }).click()

  await capture(page, 'Selected text')
  await action(page, 'Summarise').click()
  await answered(page)
  await expect(lastAnswer(page)).toContainText('It is a river.')
  await expect(page.getByRole('article', { name: /^You/ })).toContainText('Summarise this')
  await expect(page.getByRole('article', { name: /^You/ })).toContainText('Everything flows.')
  await expect(message(page)).toHaveValue('')
  await expect(action(page, 'Explain')).toBeHidden()
})

test('a part of the screen is drawn around with the pointer; Escape takes nothing', async ({
  parley,
  server,
}) => {
  const { app, page } = parley
  // Only the window that shows the screen may choose from it.
  await expect(call(page, 'capture.choose', { region: null })).rejects.toThrow('ipc/bad-sender')
  await expect(call(page, 'quick.copyBack', { text: 'x' })).rejects.toThrow('ipc/bad-sender')
  const overlayTitle = '^Choose a part of the screen$'

  const first = app.waitForEvent('window')
  await capture(page, 'Part of the screen…')
  const overlay = await first
  await focusWindow(overlayTitle)
  await overlay.waitForFunction(() => innerWidth === window.screen.width)
  const steps = [
    'mousemove',
    '200',
    '200',
    'mousedown',
    '1',
    'mousemove',
    '350',
    '260',
    'mousemove',
    '500',
    '300',
  ]
  await run('xdotool', steps)
  await expect(overlay.getByRole('status')).toHaveText('300 × 100')
  await run('xdotool', ['mouseup', '1'])
  await expect(page.getByText('Screenshot.png')).toBeVisible()
  await expect(action(page, 'Explain')).toBeVisible()
  const seen = await page.evaluate(async () => {
    const shown = document.querySelector<HTMLImageElement>('.chip-picture img')
    if (!shown) return null
    await shown.decode()
    const canvas = document.createElement('canvas')
    canvas.width = shown.naturalWidth
    canvas.height = shown.naturalHeight
    const context = canvas.getContext('2d')
    context?.drawImage(shown, 0, 0)
    const [red = 0, green = 0, blue = 0] = context?.getImageData(150, 50, 1, 1).data ?? []
    return { width: canvas.width, height: canvas.height, isRed: red > 150 && green < 60 && blue < 60 }
  })
  expect(seen).toEqual({ width: 300, height: 100, isRed: true })

  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByRole('button', { name: 'Delete Rewrite' }).click()
  await page.getByRole('button', { name: 'Move Summarise up' }).click()
  await page.getByRole('button', { name: 'New command' }).click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Colour')
  await page.getByRole('button', { name: 'Keep', exact: true }).click()
  await expect(page.getByText('It needs something to ask.')).toBeVisible()
  await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill('Which colour is this?')
  expect(await violationsOf(page)).toEqual([])
  await page.getByRole('button', { name: 'Keep', exact: true }).click()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('group', { name: 'What to do with it' }).getByRole('button')).toHaveText([
    'Explain',
    'Translate',
    'Correct',
    'Summarise',
    'Shorter',
    'Reply',
    'Translate into',
    'Colour',
  ])
  server.script('/v1/chat/completions', ({ sse }) => sse().chatAnswer('Red.'))
  await action(page, 'Colour').click()
  await answered(page)
  await expect(page.getByRole('article', { name: /^You/ })).toContainText('Which colour is this?')

  const second = app.waitForEvent('window')
  await capture(page, 'Part of the screen…')
  const cancelled = await second
  await focusWindow(overlayTitle)
  await expect(cancelled.getByText('Drag around what you mean')).toBeVisible()
  const closed = cancelled.waitForEvent('close')
  await pressKeys('Escape')
  await closed
  await expect(page.locator('form.composer .chips')).toHaveCount(0)
})

test('a second hotkey opens the quick question with what is selected; the answer is copied where nothing takes it', async ({
  parley,
  server,
}) => {
  server.script('/v1/chat/completions', ({ sse }) => sse().chatAnswer('A river.'))
  const { app, page } = parley
  await call(page, 'settings.update', { lookAccelerator: 'CmdOrCtrl+Shift+L' })
  const quick = await quickPage(app, page)
  await other.select('Panta rhei')
  await focusWindow('^Red$')
  await callQuickAsk('ctrl+shift+l')
  await expect(askField(quick)).toHaveValue('> Panta rhei\n\n')
  await expect(askField(quick)).toBeFocused()
  expect(server.requests.filter(({ path }) => path.includes('completions'))).toEqual([])
  expect(await violationsOf(quick)).toEqual([])

  await action(quick, 'Explain').click()
  await expect(lastAnswer(quick)).toContainText('A river.')
  // That window has no field: the keys are pressed in it, and it takes nothing.
  await quick.getByRole('button', { name: 'Insert', exact: true }).click()
  await expect(quick.getByText('took nothing. The answer is on the clipboard.')).toBeVisible()
  expect(await other.pasted()).toEqual(['A river.', 'A river.'])
  await pressKeys('Escape')
  await hasKeys('Red')

  // What was asked is over.
  await other.select('Another thing')
  await callQuickAsk('ctrl+shift+l')
  await expect(askField(quick)).toHaveValue('> Another thing\n\n')
  await expect(quick.getByRole('article')).toHaveCount(0)
  await pressKeys('Escape')
  await hasKeys('Red')
})

test('a command by its name takes the selection in, by real keys, and Enter sends it, in either window', async ({
  parley,
  server,
}) => {
  server.script('/v1/chat/completions', ({ sse }) => sse().chatAnswer('Done.'))
  const { app, page } = parley
  await call(page, 'settings.update', { lookAccelerator: 'CmdOrCtrl+Shift+L' })
  const sent = () =>
    server.requests
      .filter(({ path }) => path.includes('completions'))
      .map(({ body }) => (body as { messages: { content: string }[] }).messages.at(-1)?.content)
  const correct = (text: string) =>
    `Correct the spelling and grammar of this, and change nothing else. Give only the corrected text.\n\n${text}`

  await other.select('Panta {ask: rhei}\nund so')
  // The other program is one of ours, too.
  const ours = ['--all', '--pid', `${app.process().pid}`, '--name', '^Parley$']
  await run('xdotool', ['search', '--sync', '--onlyvisible', ...ours, 'windowactivate', '--sync'])
  await message(page).click()
  await typeText('/corr')
  await expect(page.getByRole('option', { name: /^\/correct/, selected: true })).toBeVisible()
  expect(await violationsOf(page)).toEqual([])
  await pressKeys('Return')
  await expect(message(page)).toHaveValue(correct('Panta {ask: rhei}\nund so'))
  expect(sent()).toEqual([])
  // Undo leads back to what was typed.
  await pressKeys('ctrl+z')
  await expect(message(page)).toHaveValue('/corr')
  // Undo selected what it brought back, which X takes for what is selected.
  await pressKeys('End', 'BackSpace')
  await other.select('Panta {ask: rhei}\nund so')
  await expect(page.getByRole('option', { name: /^\/correct/, selected: true })).toBeVisible()
  await pressKeys('Tab')
  await expect(message(page)).toHaveValue(correct('Panta {ask: rhei}\nund so'))
  await pressKeys('Return')
  await expect(lastAnswer(page)).toContainText('Done.')
  await answered(page)
  expect(sent()).toEqual([correct('Panta {ask: rhei}\nund so')])

  const quick = await quickPage(app, page)
  await focusWindow('^Red$')
  await other.select('')
  await callQuickAsk('ctrl+shift+l')
  await expect(askField(quick)).toBeFocused()
  await pressKeys('ctrl+a', 'BackSpace')
  await other.select('Guten Tag')
  await typeText('/translate in')
  await pressKeys('Return')
  const form = quick.getByRole('form', { name: 'Translate into' })
  await expect(form.getByRole('combobox', { name: 'Translate this into' })).toBeFocused()
  expect(await violationsOf(quick)).toEqual([])
  await pressKeys('Escape')
  await expect(form).toBeHidden()
  await expect(askField(quick)).toHaveValue('/translate in')
  await hasKeys('Quick ask')
  await pressKeys('BackSpace', 'Return')
  await expect(form).toBeVisible()
  await pressKeys('Return')
  await expect(askField(quick)).toHaveValue(
    'Translate this into English. Give only the translation.\n\nGuten Tag',
  )
  await pressKeys('Return')
  await expect(lastAnswer(quick)).toContainText('Done.')
  await pressKeys('Escape')
  await hasKeys('Red')
})
