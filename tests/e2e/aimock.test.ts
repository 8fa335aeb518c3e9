import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { LLMock } from '@copilotkit/aimock'
import type { Page } from '@playwright/test'
import { answered, ask, test as base, call, expect, lastAnswer } from './fixtures'
import { base64, samplePng } from './helpers/pictures'

// An independent reading of OpenAI's API, in the built app: what our own fake and our engines might get
// wrong together.

const prompt = 'A lighthouse in pop-art style'

const test = base.extend<{ mock: LLMock }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the wanted fixtures from it
  mock: async ({}, use) => {
    const mock = new LLMock({ port: 0 })
    mock.onMessage('plain', { content: 'Hello from the mock, **at some length**.' })
    mock.on(
      { userMessage: 'draw', hasToolResult: false },
      { toolCalls: [{ name: 'generate_image', arguments: JSON.stringify({ prompt }) }] },
    )
    mock.on({ userMessage: 'draw', hasToolResult: true }, { content: 'There it stands.' })
    mock.onImage(prompt, { image: { b64Json: base64(await samplePng(5)) } })
    // A second of silence: mono, 24 kHz, 16 bits.
    mock.onSpeech('Hello', { audio: Buffer.alloc(48_000).toString('base64'), format: 'pcm' })
    await mock.start()
    await use(mock)
    await mock.stop()
  },
})

const connectToMock = (page: Page, mock: LLMock) =>
  call(page, 'engines.connect', { kind: 'compatible', baseUrl: `${mock.url}/v1`, key: 'mock-key-0000' })
const requests = (mock: LLMock, path: string) =>
  mock.getRequests().filter((request) => request.path.startsWith(path))

test('aimock: an answer streams into the window', async ({ parley, mock }) => {
  const { page } = parley
  await connectToMock(page, mock)
  await ask(page, 'plain, please')
  await expect(lastAnswer(page)).toContainText('Hello from the mock, at some length.')
  await answered(page)
  expect(requests(mock, '/v1/chat/completions').map(({ body }) => body)).toMatchObject([{ stream: true }])
})

test('aimock: the model calls the picture tool, and the picture is in the answer', async ({
  parley,
  mock,
}) => {
  const { page } = parley
  await connectToMock(page, mock)
  await ask(page, 'draw a lighthouse')
  await expect(lastAnswer(page)).toContainText('There it stands.')
  await answered(page)
  const picture = lastAnswer(page).getByRole('img', { name: prompt })
  await expect(picture).toBeVisible()
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(96)
  expect(requests(mock, '/v1/images/generations').length).toBeGreaterThan(0)
})

test('aimock: Read aloud asks for speech', async ({ parley, mock }) => {
  const { page } = parley
  await connectToMock(page, mock)
  await ask(page, 'plain, please')
  await answered(page)
  await lastAnswer(page).getByRole('button', { name: 'Read aloud' }).click()
  await expect.poll(() => requests(mock, '/v1/audio/speech').length).toBeGreaterThan(0)
})

const script = (path: string): string =>
  resolve(import.meta.dirname, '../../node_modules/@modelcontextprotocol', path)

test('aimock: the model calls tools of three servers and the history at once, and is asked about once', async ({
  parley,
  mock,
  folder,
}) => {
  const { page } = parley
  const calls = [
    { name: 'everything__echo', arguments: JSON.stringify({ message: 'hello tools' }) },
    {
      name: 'files__write_file',
      arguments: JSON.stringify({ path: join(folder, 'note.txt'), content: 'kept' }),
    },
    { name: 'memory__read_graph', arguments: '{}' },
    { name: 'search_history', arguments: JSON.stringify({ query: 'plain' }) },
  ]
  mock.on({ userMessage: 'use them', hasToolResult: false }, { toolCalls: calls })
  mock.on({ userMessage: 'use them', hasToolResult: true }, { content: 'All four were there.' })
  await connectToMock(page, mock)
  await call(page, 'settings.update', { searchHistory: true })
  await ask(page, 'plain, please')
  await answered(page)
  const stdio = (name: string, ...args: string[]) => ({
    name,
    address: { type: 'stdio' as const, command: 'node', args, env: [], cwd: null },
    secrets: {},
  })
  await call(page, 'toolServers.add', {
    servers: [
      stdio('Everything', script('server-everything/dist/index.js'), 'stdio'),
      stdio('Files', script('server-filesystem/dist/index.js'), folder),
      stdio('Memory', script('server-memory/dist/index.js')),
    ],
  })
  await page.keyboard.press('ControlOrMeta+,')
  const settings = page.getByRole('dialog', { name: 'Settings' })
  for (const name of ['Everything', 'Files', 'Memory']) {
    const item = settings.getByRole('listitem', { name, exact: true })
    await item.getByRole('switch', { name: 'On' }).click()
    await item.getByRole('button', { name: 'Allow and start' }).click()
    await expect(item).toContainText(/\d+ tools · running/, { timeout: 30_000 })
  }
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: 'New conversation' }).click()
  await ask(page, 'use them')
  const card = page.getByRole('alertdialog', { name: 'Allow echo, write_file, read_graph?' })
  await card.getByRole('button', { name: 'Allow once' }).click()
  await expect(lastAnswer(page)).toContainText('All four were there.')
  await answered(page)
  expect(await readFile(join(folder, 'note.txt'), 'utf8')).toBe('kept')
  const sent = JSON.stringify(requests(mock, '/v1/chat/completions').at(-1)?.body)
  for (const result of ['Echo: hello tools', 'Successfully wrote', 'entities', 'plain, please'])
    expect(sent).toContain(result)
  for (const { id } of await call(page, 'toolServers.list', {}))
    await call(page, 'toolServers.remove', { id })
})
