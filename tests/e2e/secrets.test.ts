import { randomBytes } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ElectronApplication, Page } from '@playwright/test'
import { type FaultServer, modelList } from '../fakes/faultServer'
import { answered, ask, engineAt, expect, lastAnswer, type Parley, test } from './fixtures'
import { base64, samplePng } from './helpers/pictures'

// The canary: a key like no other text, which is then looked for everywhere that it must not be.

const chat = '/v1/chat/completions'
const newCanary = () => `sk-canary-${randomBytes(24).toString('hex')}`

/** The key itself and stretches of it, in each way in which it may have been written. */
const tracesOf = (canary: string): readonly Buffer[] => {
  const secret = canary.slice('sk-canary-'.length)
  const stretches = [canary, secret.slice(0, 16), secret.slice(16, 32), secret.slice(-12)]
  return [
    ...stretches.flatMap((text) => [Buffer.from(text, 'utf8'), Buffer.from(text, 'utf16le')]),
    // Without its last group, which depends on what follows.
    ...[0, 1, 2].map((shift) =>
      Buffer.from(Buffer.from(canary.slice(shift)).toString('base64').slice(0, 40), 'utf8'),
    ),
  ]
}

/** Files that hold a trace. */
const filesWith = async (folder: string, traces: readonly Buffer[]): Promise<readonly string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const found: string[] = []
  for (const entry of entries) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const bytes = await readFile(path)
    if (traces.some((trace) => bytes.includes(trace))) found.push(path.slice(folder.length + 1))
  }
  return found
}

/** Everything that main tells a page when it asks for all there is. */
const toldToPage = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const { parley } = globalThis as unknown as {
      parley: {
        call(name: string, input: unknown): Promise<{ ok: boolean; value: unknown }>
        open(name: string, input: unknown, onFrame: (frame: unknown) => void): { close(): void }
      }
    }
    const told: unknown[] = []
    await new Promise<void>((resolve) => {
      const stream = parley.open('app.watch', {}, (frame) => {
        told.push(frame)
        if (!JSON.stringify(frame).includes('runs.changed')) return
        stream.close()
        resolve()
      })
    })
    told.push(await parley.call('app.facts', {}))
    const list = await parley.call('conversations.list', { limit: 200 })
    told.push(list)
    for (const { leafId } of (list.value as { conversations: { leafId: string }[] }).conversations) {
      told.push(await parley.call('messages.load', { ids: [leafId] }))
    }
    told.push(await parley.call('engines.connect', { kind: 'compatible', baseUrl: 'http://127.0.0.1:1/v1' }))
    told.push(await parley.call('settings.update', {}))
    const stored = JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])
    const fields = [...document.querySelectorAll('input, textarea')].map(
      (field) => (field as HTMLInputElement).value,
    )
    return `${JSON.stringify(told)}\n${document.documentElement.outerHTML}\n${stored}\n${fields.join('\n')}`
  })

const scriptServer = (server: FaultServer, canary: string, picture: Uint8Array) => {
  const isRight = (authorization: string | undefined) => authorization === `Bearer ${canary}`
  const refusal = {
    message: `Incorrect API key provided: ${canary}.`,
    code: 'invalid_api_key',
    param: canary,
  }
  server.script('/v1/models', ({ request, json, error }) =>
    isRight(request.headers.authorization) ? json(200, modelList(['test-model'])) : error(401, refusal),
  )
  server.script(chat, [
    ({ request, sse, error }) =>
      isRight(request.headers.authorization) ? sse().chatAnswer('It is open.') : error(401, refusal),
    ({ error }) => error(401, refusal),
    // Midway, with the key as an error's code and type.
    ({ sse }) => {
      const stream = sse()
      stream.chatText('Some text. ')
      stream.event({ error: { message: canary, type: canary, code: canary } })
    },
    // In an HTML page of a proxy, again and again.
    ({ text }) => text(502, `<html>Authorization: Bearer ${canary}</html>`, 'text/html'),
  ])
  server.script('/v1/images/generations', ({ json }) =>
    json(200, { created: 1_700_000_000, data: [{ b64_json: base64(picture) }] }),
  )
}

/** Uses the app as a user would, through all that might spill the key. */
const live = async (app: ElectronApplication, page: Page, exported: string) => {
  await ask(page, 'Open?')
  await expect(lastAnswer(page)).toContainText('It is open.')
  await answered(page)
  // What is asked before an answer has ended waits its turn, and waits on after a failure: each to its end.
  await ask(page, 'And now?')
  await answered(page)
  await expect(lastAnswer(page).getByRole('alert')).toContainText('The key was not accepted')
  await ask(page, 'And midway?')
  await answered(page)
  await expect(lastAnswer(page).getByRole('alert')).toBeVisible()
  await ask(page, 'And behind a proxy?')
  await expect(lastAnswer(page).getByRole('alert')).toContainText('The server had a fault', {
    timeout: 15_000,
  })
  await answered(page)
  await ask(page, '/image A quiet canary')
  await answered(page)
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath })
  }, exported)
  await lastAnswer(page).getByRole('img', { name: 'A quiet canary' }).click()
  const image = page.getByRole('dialog', { name: 'Image' })
  await image.getByRole('button', { name: 'Export image' }).click()
  await expect(image.getByRole('status')).toContainText('Saved as')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Settings' }).click()
  const settings = page.getByRole('dialog', { name: 'Settings' })
  await expect(settings.getByRole('combobox', { name: 'Engine', exact: true })).toBeVisible()
}

const expectNoTrace = async ({ page, quit, folder }: Parley, canary: string) => {
  const traces = tracesOf(canary)
  const told = Buffer.from(await toldToPage(page), 'utf8')
  // The page does get told something, and the last four are what it may know.
  expect(told.includes('test-model')).toBe(true)
  expect(told.includes(canary.slice(-4))).toBe(true)
  expect(traces.filter((trace) => told.includes(trace)).map(String)).toEqual([])
  await quit()
  expect(await filesWith(folder, traces)).toEqual([])
}

/** The search itself has to be able to find. */
const expectSearchFinds = async (folder: string, canary: string) => {
  for (const [name, bytes] of [
    ['plain', Buffer.from(`before ${canary} after`)],
    ['wide', Buffer.from(`before ${canary} after`, 'utf16le')],
    ['base64', Buffer.from(Buffer.from(`x${canary}x`).toString('base64'))],
  ] as const) {
    const path = join(folder, `${name}.probe`)
    await writeFile(path, bytes)
    expect(await filesWith(folder, tracesOf(canary))).toContain(`${name}.probe`)
    await writeFile(path, '')
  }
}

test('a key from the environment leaves no trace on disk or in the window', async ({
  launch,
  server,
  folder,
}) => {
  const canary = newCanary()
  scriptServer(server, canary, await samplePng(3))
  await expectSearchFinds(folder, canary)
  const parley = await launch({ env: engineAt(server, canary) })
  await live(parley.app, parley.page, join(folder, 'exported.png'))
  await expectNoTrace(parley, canary)
})

const enterKey = async (page: Page, server: FaultServer, key: string) => {
  const welcome = page.getByRole('dialog', { name: 'Welcome to Parley' })
  await welcome.getByRole('button', { name: 'Use a local server' }).click()
  await welcome.getByRole('textbox', { name: 'Base URL' }).fill(server.baseUrl)
  await welcome.getByLabel('Its key, where it wants one').fill(key)
  await welcome.getByRole('button', { name: 'Use this server' }).click()
}

test('a key that was typed in leaves no trace, neither when it is refused nor when it is taken', async ({
  launch,
  server,
  folder,
}) => {
  const canary = newCanary()
  scriptServer(server, canary, await samplePng(4))
  const parley = await launch()
  const refused = `${newCanary()}-refused`
  await enterKey(parley.page, server, refused)
  const welcome = parley.page.getByRole('dialog', { name: 'Welcome to Parley' })
  await expect(welcome.getByRole('alert')).toContainText('The key was not accepted')
  await welcome.getByLabel('Its key, where it wants one').fill(canary)
  await welcome.getByRole('button', { name: 'Use this server' }).click()
  await expect(welcome).toBeHidden()
  await live(parley.app, parley.page, join(folder, 'exported.png'))
  await expectNoTrace(parley, canary)
  expect(await filesWith(folder, tracesOf(refused))).toEqual([])
})

test('a key that is kept without a keyring, as the user chose, is kept scrambled and serves again', async ({
  launch,
  server,
  folder,
}) => {
  test.skip(process.platform !== 'linux', 'Only Linux may lack a keyring')
  const canary = newCanary()
  scriptServer(server, canary, await samplePng(6))
  await writeFile(
    join(folder, 'settings.json'),
    JSON.stringify({ allowWeakKeyStorage: true, makeTitles: false }),
  )
  const first = await launch()
  await enterKey(first.page, server, canary)
  await expect(first.page.getByRole('dialog', { name: 'Welcome to Parley' })).toBeHidden()
  await live(first.app, first.page, join(folder, 'exported.png'))
  await expectNoTrace(first, canary)
  expect(JSON.parse(await readFile(join(folder, 'settings.json'), 'utf8'))).toMatchObject({
    secrets: { [`server:${server.baseUrl}`]: { ciphertext: expect.any(String) } },
  })

  server.script(chat, ({ sse }) => sse().chatAnswer('Open again.'))
  const asked = server.requests.filter(({ path }) => path === chat).length
  const again = await launch()
  await ask(again.page, 'Still?')
  await expect(lastAnswer(again.page)).toContainText('Open again.')
  await answered(again.page)
  const request = await server.request(chat, asked + 1)
  expect(request.headers.authorization).toBe(`Bearer ${canary}`)
  await again.quit()
  expect(await filesWith(folder, tracesOf(canary))).toEqual([])
})
