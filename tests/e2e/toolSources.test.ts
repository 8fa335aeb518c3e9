import { createWriteStream } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { ElectronApplication, Page } from '@playwright/test'
import { ZipFile } from 'yazl'
import { startOAuthToolServer } from '../fakes/toolServers/oauthServer'
import { answered, ask, call, connectTo, expect, lastAnswer, test } from './fixtures'

const chat = '/v1/chat/completions'
const broken = resolve(import.meta.dirname, '../fakes/toolServers/brokenServer.mjs')

/** A bundle that starts the program that lies in it. */
const writeBundle = async (path: string): Promise<void> => {
  const manifest = {
    manifest_version: '0.3',
    name: 'weather',
    display_name: 'Weather',
    server: {
      type: 'node',
      mcp_config: { command: 'node', args: [`$\{__dirname}/server/index.mjs`, 'fine'] },
    },
  }
  const zip = new ZipFile()
  zip.addBuffer(Buffer.from(JSON.stringify(manifest)), 'manifest.json')
  zip.addFile(broken, 'server/index.mjs')
  zip.end()
  await pipeline(zip.outputStream, createWriteStream(path))
}

/** Answers the system's dialog, and takes what would be opened in the browser. */
const standIn = (app: ElectronApplication, path: string) =>
  app.evaluate(({ dialog, shell }, path) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] })
    shell.openExternal = async (url) => void Object.assign(globalThis, { openedOutside: url })
  }, path)
const openedOutside = (app: ElectronApplication): Promise<string> =>
  app.evaluate(() => (globalThis as { openedOutside?: string }).openedOutside ?? '')

/** Files of the profile that hold one of these texts as it is. */
const filesWith = async (folder: string, texts: readonly string[]): Promise<readonly string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const found: string[] = []
  for (const entry of entries.filter((each) => each.isFile())) {
    const path = join(entry.parentPath, entry.name)
    const bytes = await readFile(path)
    if (texts.some((text) => bytes.includes(text))) found.push(path)
  }
  return found
}

const openTools = async (page: Page) => {
  await page.keyboard.press('ControlOrMeta+,')
  const settings = page.getByRole('dialog', { name: 'Settings' })
  await settings.getByRole('button', { name: 'Add tool server…' }).scrollIntoViewIfNeeded()
  return settings
}
const openDialog = async (page: Page) => {
  await page.getByRole('button', { name: 'Add tool server…' }).click()
  return page.getByRole('dialog', { name: 'Add tool server' })
}

test('servers come from a bundle, from another program and by signing in, and the tokens are kept locked up', async ({
  launch,
  server,
  folder,
}, testInfo) => {
  test.skip(process.platform !== 'linux', 'The folders of other programs and the keyring are those of Linux')
  const home = testInfo.outputPath('home')
  const path = testInfo.outputPath('weather.mcpb')
  const env = { HOME: home, XDG_CONFIG_HOME: join(home, '.config') }
  await mkdir(join(home, '.cursor'), { recursive: true })
  const notes = { command: 'node', args: [broken, 'fine'], env: { NOTES_KEY: 'the-key-of-cursor' } }
  await writeFile(join(home, '.cursor/mcp.json'), JSON.stringify({ mcpServers: { Notes: notes } }))
  await writeBundle(path)
  await writeFile(join(folder, 'settings.json'), JSON.stringify({ allowWeakKeyStorage: true }))
  const net = await startOAuthToolServer()
  try {
    const { app, page, quit } = await launch({ env })
    await standIn(app, path)
    await connectTo(page, server)
    const settings = await openTools(page)

    const bundled = await openDialog(page)
    await bundled.getByRole('button', { name: 'Choose a file (.mcpb)…' }).click()
    await expect(bundled.getByRole('list', { name: 'To be added' })).toContainText('server/index.mjs fine')
    await bundled.getByRole('button', { name: 'Add', exact: true }).click()
    const weather = settings.getByRole('listitem', { name: 'Weather' })
    await weather.getByRole('switch', { name: 'On' }).click()
    await weather.getByRole('button', { name: 'Allow and start' }).click()
    await expect(weather).toContainText('3 tools · running', { timeout: 30_000 })

    const found = await openDialog(page)
    await found.getByRole('button', { name: 'Find those of other programs' }).click()
    const choice = found.getByRole('checkbox', { name: /Notes/ })
    await expect(found.getByRole('list', { name: 'To be added' })).toContainText('Cursor')
    await expect(choice).not.toBeChecked()
    await choice.check()
    await found.getByRole('button', { name: 'Add', exact: true }).click()
    const item = settings.getByRole('listitem', { name: 'Notes' })
    await item.getByRole('switch', { name: 'On' }).click()
    await expect(item.getByRole('alertdialog', { name: 'Start Notes?' })).toContainText('NOTES_KEY')
    await item.getByRole('button', { name: 'Allow and start' }).click()
    await expect(item).toContainText('3 tools · running', { timeout: 30_000 })

    const pasted = await openDialog(page)
    await pasted.getByRole('textbox', { name: 'Command, address or JSON' }).fill(net.url)
    await pasted.getByRole('button', { name: 'Add', exact: true }).click()
    const online = settings.getByRole('listitem').filter({ hasText: net.url })
    await online.getByRole('switch', { name: 'On' }).click()
    await online.getByRole('button', { name: 'Allow and connect' }).click()
    await expect(online).toContainText('Sign in in the browser')
    await expect.poll(() => openedOutside(app)).toContain('/authorize')
    // As the browser does once the user has agreed there.
    const back = await fetch(net.approve(await openedOutside(app)))
    expect(back.status).toBe(200)
    await expect(online).toContainText('1 tool · running')
    await quit()
    expect(net.given.length).toBeGreaterThan(0)
    expect(await filesWith(folder, [...net.given, 'the-key-of-cursor'])).toEqual([])

    // The next run calls it without a browser.
    const again = await launch({ env })
    await standIn(again.app, path)
    const offered = await call(again.page, 'tools.list', {})
    const [, name = ''] = offered.find(({ title }) => title === 'whoami')?.key.split('/') ?? []
    server.script(chat, [
      ({ sse }) => {
        const stream = sse()
        stream.chatTool({ index: 0, id: 'call_1', name, arguments: '{}' })
        stream.chatFinish('tool_calls')
        stream.done()
        stream.end()
      },
      ({ sse }) => sse().chatAnswer('You are Ada.'),
    ])
    await ask(again.page, 'Who am I?')
    await again.page.getByRole('button', { name: 'Allow once' }).click()
    await expect(lastAnswer(again.page)).toContainText('You are Ada.')
    await answered(again.page)
    expect(JSON.stringify(server.requests.filter((each) => each.path === chat).at(-1)?.body)).toContain('Ada')
    expect(await openedOutside(again.app)).toBe('')
  } finally {
    await net.stop()
  }
})
