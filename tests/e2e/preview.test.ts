import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ElectronApplication, FrameLocator, Locator, Page } from '@playwright/test'
import type { FaultServer } from '../fakes/faultServer'
import {
  answered,
  ask,
  connectTo,
  electronPath,
  expect,
  lastAnswer,
  launchElectron,
  sandboxArgs,
  test,
} from './fixtures'
import { type Outside, startOutside, strangeDomain, strangeNames, waysOut } from './helpers/waysOut'

const chat = '/v1/chat/completions'

const previewOf = (page: Page): Locator => page.getByRole('region', { name: 'Preview', exact: true })
const insideOf = (page: Page): FrameLocator => previewOf(page).frameLocator('iframe')

/** An answer of these pages, each in a block of its own. */
const answerWith = async (page: Page, server: FaultServer, ...pages: readonly string[]) => {
  const blocks = pages.map((html) => `\`\`\`html\n${html}\n\`\`\``)
  server.script(chat, ({ sse }) => sse().chatAnswer(blocks.join('\n\nand\n\n')))
  await connectTo(page, server)
  await ask(page, 'Make me a page')
  await answered(page)
  await expect(lastAnswer(page).getByRole('button', { name: 'Preview', exact: true })).toHaveCount(
    pages.length,
  )
}
const press = (page: Page, index = 0) =>
  lastAnswer(page).getByRole('button', { name: 'Preview', exact: true }).nth(index).click()

/** The processes of the main window's frames: its own first. */
const processesOf = (app: ElectronApplication) =>
  app.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows().find((each) => each.getTitle() === 'Parley')
    const frames = window?.webContents.mainFrame.framesInSubtree ?? []
    return frames.flatMap((frame) => {
      try {
        return [{ isPreview: frame.url.startsWith('preview:'), pid: frame.osProcessId }]
      } catch {
        // Its process has ended.
        return []
      }
    })
  })
const previewProcess = async (app: ElectronApplication) =>
  (await processesOf(app)).find(({ isPreview }) => isPreview)?.pid ?? 0

test('a page runs in a process and an origin of its own, and has nothing of the window or of this computer', async ({
  parley,
  server,
}) => {
  const { app, page } = parley
  const probe = `<!doctype html><title>Probe</title><pre id="found"></pre><script>
const attempt = (work) => { try { return String(work()) } catch (error) { return error.name } }
const later = (work) => work().then(() => 'allowed', (error) => error.name)
const main = async () => ({
  origin: self.origin,
  mode: document.compatMode,
  node: [typeof require, typeof process, typeof parley, typeof parleyDrops].join(),
  parent: attempt(() => parent.document),
  cookie: attempt(() => document.cookie),
  databases: attempt(() => indexedDB.open('x')),
  kept: attempt(() => { localStorage.setItem('a', 1); return localStorage.getItem('a') }),
  dialogs: attempt(() => confirm('Sure?')),
  popup: attempt(() => open('about:blank')),
  camera: await later(() => navigator.mediaDevices.getUserMedia({ video: true })),
  microphone: await later(() => navigator.mediaDevices.getUserMedia({ audio: true })),
  clipboard: await later(() => navigator.clipboard.readText()),
  screen: await later(() => navigator.mediaDevices.getDisplayMedia()),
  place: await new Promise((resolve) => navigator.geolocation.getCurrentPosition(() => resolve('allowed'), () => resolve('denied'))),
})
main().then((found) => { document.querySelector('#found').textContent = JSON.stringify(found) })
</script>`
  await answerWith(page, server, probe)
  await press(page)
  await expect(previewOf(page)).toBeVisible()
  const found = insideOf(page).locator('#found')
  await expect(found).not.toBeEmpty()
  expect(JSON.parse((await found.textContent()) ?? '')).toEqual({
    origin: 'null',
    mode: 'CSS1Compat',
    node: 'undefined,undefined,undefined,undefined',
    parent: 'SecurityError',
    cookie: 'SecurityError',
    databases: 'SecurityError',
    kept: '1',
    dialogs: 'false',
    popup: 'null',
    camera: expect.not.stringMatching('allowed'),
    microphone: expect.not.stringMatching('allowed'),
    clipboard: 'NotAllowedError',
    screen: expect.not.stringMatching('allowed'),
    place: 'denied',
  })
  const processes = await processesOf(app)
  const own = processes.filter(({ isPreview }) => isPreview).map(({ pid }) => pid)
  expect(own).toHaveLength(1)
  expect(processes.filter(({ pid }) => pid === own[0])).toHaveLength(1)

  // What is closed is gone, address and process.
  const address = await previewOf(page).locator('iframe').getAttribute('src')
  await page.keyboard.press('Escape')
  await expect(previewOf(page)).toBeHidden()
  await expect(lastAnswer(page).getByRole('button', { name: 'Preview', exact: true })).toBeFocused()
  await expect.poll(() => previewProcess(app)).toBe(0)
  const status = await app.evaluate(async ({ net }, url) => (await net.fetch(url)).status, address ?? '')
  expect(status).toBe(404)
})

test('a page takes neither the clipboard nor the keys that are typed elsewhere; the user has both', async ({
  parley,
  server,
}) => {
  const { app, page } = parley
  const clipboardText = () => app.evaluate(async ({ clipboard }) => await clipboard.readText())
  // Not by the focus, which it does not get: a selection is enough for both commands.
  const taker = `<!doctype html><title>Taker</title><div id="into" contenteditable></div><p id="from">From the page</p>
<input id="keys" aria-label="Keys"><pre id="found"></pre><pre id="tries"></pre><script>
let tries = 0
setInterval(() => {
  getSelection().selectAllChildren(from)
  document.execCommand('copy')
  getSelection().selectAllChildren(into)
  document.execCommand('paste')
  keys.focus()
  found.textContent = into.textContent + '|' + keys.value
  tries += 1
  document.getElementById('tries').textContent = tries
}, 20)
</script>`
  await answerWith(page, server, taker)
  await app.evaluate(async ({ clipboard }) => await clipboard.writeText('A password'))
  await press(page)
  // Asked by main: what Playwright asks of a frame counts there as a press of the user's.
  const textOf = (id: string) =>
    app.evaluate(({ webContents }, id): Promise<unknown> => {
      const frames = webContents.getAllWebContents().flatMap((each) => each.mainFrame.frames)
      const frame = frames.find(({ url }) => url.startsWith('preview:'))
      return (
        frame?.executeJavaScript(`document.getElementById('${id}')?.textContent ?? ''`) ?? Promise.resolve('')
      )
    }, id)
  const tries = async () => Number(await textOf('tries'))
  await expect.poll(tries).toBeGreaterThan(5)
  // Another theme gives pages their settings anew.
  await app.evaluate(({ nativeTheme }) => {
    const before = nativeTheme.themeSource
    nativeTheme.themeSource = nativeTheme.shouldUseDarkColors ? 'light' : 'dark'
    nativeTheme.themeSource = before
  })
  const before = await tries()
  await expect.poll(tries).toBeGreaterThan(before + 5)
  expect(await textOf('found')).toBe('|')
  expect(await clipboardText()).toBe('A password')

  const composer = page.getByRole('textbox', { name: 'Message' })
  await composer.click()
  await page.keyboard.type('Words of mine', { delay: 40 })
  await expect(composer).toHaveValue('Words of mine')
  expect(await textOf('found')).toBe('|')
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.press('ControlOrMeta+X')
  await expect(composer).toHaveValue('')
  await expect.poll(clipboardText).toBe('Words of mine')
  await page.keyboard.press('ControlOrMeta+V')
  await expect(composer).toHaveValue('Words of mine')
  await composer.fill('')
})

test('a page reaches no server, in none of the ways in which another page reaches it', async ({
  parley,
  server,
}) => {
  test.setTimeout(180_000)
  const { app, page } = parley
  // First in a bare window: each way leads to the server, so that the rest of the test can fail.
  const open = await startOutside()
  const names = join(parley.folder, 'names.json')
  for (const { name, page: html } of waysOut) open.pages.set(`/page/${name}`, html(open))
  await tryInBareWindow(open, names)
  await open.close()

  const closed = await startOutside()
  await app.evaluate(({ session }, path) => session.defaultSession.netLog.startLogging(path), names)
  const pages = waysOut.map(({ page: html }) => html(closed))
  await answerWith(page, server, ...pages)
  for (const [index, { name }] of waysOut.entries()) {
    await press(page, index)
    // It has tried, or is gone because it tried to leave.
    const tried = insideOf(page).getByText('Tried')
    const left = previewOf(page).getByText('tried to open another page')
    await expect.poll(async () => (await tried.count()) + (await left.count()), name).toBeGreaterThan(0)
  }
  expect(page.url()).toBe('app://parley/')
  await app.evaluate(({ session }) => session.defaultSession.netLog.stopLogging())
  expect(await readFile(names, 'utf8')).not.toContain(strangeDomain)
  expect(closed.seen).toEqual({ requests: [], connections: 0, datagrams: 0 })
  await closed.close()
})

const tryInBareWindow = async (outside: Outside, names: string) => {
  const bare = await launchElectron({
    executablePath: electronPath(),
    args: [...sandboxArgs, join(import.meta.dirname, '../page/window.cjs')],
  })
  const arrived: string[] = []
  await bare.evaluate(async ({ app, session }, path) => {
    await app.whenReady()
    await session.defaultSession.netLog.startLogging(path)
  }, names)
  for (const { name, hasArrived } of waysOut) {
    const opened = bare.waitForEvent('window')
    Object.assign(outside.seen, { connections: 0, datagrams: 0 })
    await bare.evaluate(({ BrowserWindow }, url) => {
      const window = new BrowserWindow({ show: false })
      void window.loadURL(url).catch(() => {})
    }, `${outside.base}/page/${name}`)
    await opened
    await expect.poll(() => hasArrived(outside), `${name} leads out`).toBe(true)
    arrived.push(name)
  }
  await bare.evaluate(({ session }) => session.defaultSession.netLog.stopLogging())
  const asked = await readFile(names, 'utf8')
  for (const name of strangeNames) expect(asked).toContain(name)
  await bare.close()
  expect(arrived).toEqual(waysOut.map(({ name }) => name))
}

test('a page that loops, eats memory, here or in main, floods the window or leaves is stopped and told; the window and other pages go on', async ({
  parley,
  server,
}) => {
  test.setTimeout(120_000)
  const { app, page } = parley
  await answerWith(
    page,
    server,
    '<p>Turning</p><script>setTimeout(() => { for (;;); }, 300)</script>',
    '<p>Eating</p><script>const all = []; setInterval(() => all.push(new Uint8Array(64 << 20).fill(1)), 20)</script>',
    '<p>Keeping</p><script>const all = []; setInterval(() => all.length < 40 && all.push(new Blob([new Uint8Array(50 << 20).fill(all.length)])), 100)</script>',
    '<p>Flooding</p><script>setInterval(() => { for (let at = 0; at < 2000; at += 1) parent.postMessage({ type: "escape" }, "*") }, 100)</script>',
    '<p>Leaving</p><script>setTimeout(() => { location.href = "https://example.org/" }, 300)</script>',
  )
  const preview = previewOf(page)
  const ends = [
    ['Turning', 'This page stopped responding and was closed.'],
    ['Eating', 'This page used too much memory and was closed.'],
    ['Keeping', 'This page used too much memory and was closed.'],
    ['Flooding', 'This page stopped responding and was closed.'],
    ['Leaving', 'This page tried to open another page and was closed.'],
  ] as const
  for (const [index, [beginning, words]] of ends.entries()) {
    await press(page, index)
    await expect(insideOf(page).getByText(beginning)).toBeVisible()
    const pid = await previewProcess(app)
    // The window takes words meanwhile.
    await page.getByRole('textbox', { name: 'Message' }).fill(`Still here ${index}`)
    await expect(preview.getByRole('alert')).toContainText(words, { timeout: 30_000 })
    await expect.poll(() => isRunning(pid)).toBe(false)
  }
  await preview.getByRole('button', { name: 'Try again' }).click()
  await expect(insideOf(page).getByText('Leaving')).toBeVisible()

  await page.getByRole('textbox', { name: 'Message' }).fill('')
})

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

test('a link of a page is shown, and opened outside only by the user; Escape brings the keyboard back', async ({
  parley,
  server,
}) => {
  const { app, page } = parley
  await app.evaluate(({ shell }) => {
    const opened: string[] = []
    Object.assign(globalThis, { opened })
    shell.openExternal = async (url: string) => void opened.push(url)
  })
  const opened = () => app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened)
  await answerWith(
    page,
    server,
    '<a href="https://example.org/a?b=c" target="_blank">Outside</a> <a href="#end">Down</a><input><p style="margin-top:3000px" id="end">The end</p>',
  )
  await press(page)
  await insideOf(page).getByRole('link', { name: 'Outside' }).click()
  const question = previewOf(page).getByRole('alert')
  await expect(question).toContainText('https://example.org/a?b=c')
  expect(await opened()).toEqual([])
  await question.getByRole('button', { name: 'Open link' }).click()
  await expect(question).toBeHidden()
  await expect.poll(opened).toEqual(['https://example.org/a?b=c'])

  await insideOf(page).getByRole('link', { name: 'Down' }).click()
  await expect(insideOf(page).getByText('The end')).toBeInViewport()
  await insideOf(page).getByRole('textbox').click()
  await page.keyboard.type('words')
  await expect(insideOf(page).getByRole('textbox')).toHaveValue('words')
  await page.keyboard.press('Escape')
  await expect(previewOf(page)).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(previewOf(page)).toBeHidden()
})

/** Asked of the window itself: for Playwright a page has crashed when one of its frames has. */
const inWindow = (app: ElectronApplication, code: string) =>
  app.evaluate(({ BrowserWindow }, code): Promise<unknown> => {
    const window = BrowserWindow.getAllWindows().find((each) => each.getTitle() === 'Parley')
    return window?.webContents.executeJavaScript(code) ?? Promise.resolve(null)
  }, code)
const alertIn = (app: ElectronApplication) =>
  inWindow(app, "document.querySelector('.preview [role=alert]')?.textContent ?? ''")

test('a page whose process ends is told, and comes back by a press; one that makes a frame is ended', async ({
  launch,
  server,
}) => {
  const { app, page } = await launch()
  await answerWith(
    page,
    server,
    '<p>Quiet</p>',
    // The ways around what takes a page's frames away.
    '<p>Frame</p><script>document.createElementNS("http://www.w3.org/1999/xhtml", "iframe")</script><script>setTimeout(() => { const made = document.createElementNS("http://www.w3.org/1999/xhtml", "iframe"); made.srcdoc = "x"; document.body.append(made) }, 300)</script>',
  )
  await press(page)
  await expect(insideOf(page).getByText('Quiet')).toBeVisible()
  const before = await previewProcess(app)
  process.kill(before, 'SIGKILL')
  await expect.poll(() => alertIn(app)).toContain('This page crashed.')
  await inWindow(app, "document.querySelector('.preview [role=alert] button').click()")
  await expect.poll(() => previewProcess(app)).toBeGreaterThan(0)
  expect(await previewProcess(app)).not.toBe(before)

  await inWindow(app, "document.querySelectorAll('[data-preview-code]')[1].click()")
  await expect.poll(() => alertIn(app)).toContain('This page tried to open another page')
  await expect.poll(() => previewProcess(app)).toBe(0)
})
