import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { environmentEngineId } from '@shared/model/engine'
import {
  chatCompletion,
  type FaultServer,
  type Handler,
  modelList,
  startFaultServer,
} from '../fakes/faultServer'
import { answered, ask, test as base, call, engineAt, expect, lastAnswer, startParley } from './fixtures'

// Every way to fail, in the built app. One app serves all rows, each in a conversation of its own: that the
// app is as good as new after every failure is a part of what is tested.

interface Shared {
  readonly server: FaultServer
  readonly page: Page
}

const test = base.extend<object, { shared: Shared }>({
  shared: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the wanted fixtures from it
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'parley-failures-'))
      const server = await startFaultServer()
      listModels(server)
      const parley = await startParley(folder, { env: engineAt(server) })
      await call(parley.page, 'settings.update', { idleTimeoutMs: 1_000, firstByteTimeoutMs: 1_000 })
      await use({ server, page: parley.page })
      await parley.quit()
      await server.stop()
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
    { scope: 'worker' },
  ],
})

const chat = '/v1/chat/completions'
const success: Handler = ({ sse }) => sse().chatAnswer('Now it works.')
/** What servers say of themselves. The app must never show it. */
const raw = 'RAW words of the server with sk-leaked-000000000000'

const listModels = (server: FaultServer) =>
  server.script('/v1/models', ({ json }) => json(200, modelList(['test-model'])))

interface Row {
  readonly name: string
  readonly answer: Handler
  readonly title: string
  readonly button: 'Try again' | 'Continue' | 'Check the key' | 'Check the server' | 'Choose another model'
  /** What had arrived and must stay. */
  readonly kept?: string
  /** Including those that our own policy makes; 1 where nothing is said. */
  readonly requests?: number
  readonly streaming?: boolean
}

/** Waits between tries are left to the unit tests: a server may ask for short ones. */
const soon = { 'retry-after-ms': '10' }

const status =
  (code: number, fields: Readonly<Record<string, unknown>> = {}, headers = {}): Handler =>
  ({ error }) =>
    error(code, { message: raw, type: 'invalid_request_error', code: null, ...fields }, headers)

const midway =
  (end: (stream: ReturnType<Parameters<Handler>[0]['sse']>) => void): Handler =>
  ({ sse }) => {
    const stream = sse()
    stream.chatText('This much had arrived.')
    end(stream)
  }
const kept = 'This much had arrived.'

const rows: readonly Row[] = [
  // What a status line says.
  {
    name: '400',
    answer: status(400),
    title: 'The server did not accept the request',
    button: 'Choose another model',
  },
  {
    name: '400 with a context that is too long',
    answer: status(400, { code: 'context_length_exceeded' }),
    title: 'The conversation is too long for this model',
    button: 'Choose another model',
  },
  {
    name: '401',
    answer: status(401, { code: 'invalid_api_key' }),
    title: 'The key was not accepted',
    button: 'Check the key',
  },
  { name: '403', answer: status(403), title: 'Not allowed with this key', button: 'Check the key' },
  {
    name: '404 for the model',
    answer: status(404, { code: 'model_not_found', param: 'model' }),
    title: 'This model is not available',
    button: 'Choose another model',
  },
  {
    name: '404 for the address',
    answer: ({ text }) => text(404, `<html>${raw}</html>`, 'text/html'),
    title: 'The server does not know this address',
    button: 'Check the server',
  },
  {
    name: '408',
    answer: status(408, {}, soon),
    title: 'The server took too long',
    button: 'Try again',
    requests: 3,
  },
  {
    name: '409',
    answer: status(409),
    title: 'The server did not accept the request',
    button: 'Choose another model',
  },
  {
    name: '413',
    answer: status(413),
    title: 'The conversation is too long for this model',
    button: 'Choose another model',
  },
  {
    name: '422',
    answer: status(422),
    title: 'The server did not accept the request',
    button: 'Choose another model',
  },
  {
    name: '429 for the rate, three times',
    answer: status(429, { code: 'rate_limit_exceeded' }, soon),
    title: 'Too many requests',
    button: 'Try again',
    requests: 3,
  },
  {
    name: '429 with a wait that is too long to sit out',
    answer: status(429, { code: 'rate_limit_exceeded' }, { 'retry-after': '120' }),
    title: 'Too many requests',
    button: 'Try again',
  },
  {
    name: '429 for money, by its type',
    answer: status(429, { type: 'insufficient_quota', code: 'insufficient_quota' }),
    title: 'The account has no credit left',
    button: 'Check the key',
  },
  {
    name: '429 for money, by its newer code',
    answer: status(429, { type: 'insufficient_quota', code: 'credit_balance_exhausted' }),
    title: 'The account has no credit left',
    button: 'Check the key',
  },
  {
    name: '500',
    answer: status(500, { type: 'server_error' }, soon),
    title: 'The server had a fault',
    button: 'Try again',
    requests: 3,
  },
  {
    name: '502 with a page of HTML',
    answer: ({ text }) => text(502, `<html><body><h1>${raw}</h1></body></html>`, 'text/html'),
    title: 'The server had a fault',
    button: 'Try again',
    requests: 3,
  },
  {
    name: '503',
    answer: status(503, { code: 'server_is_overloaded' }, soon),
    title: 'The server is overloaded',
    button: 'Try again',
    requests: 3,
  },
  // What happens to connections.
  {
    name: 'a connection that is dropped before the headers',
    answer: ({ reset }) => reset(),
    title: 'The server cannot be reached',
    button: 'Try again',
    // Three tries, each asked once more at once: the socket may have died unused.
    requests: 6,
  },
  {
    name: 'no headers within the idle timeout',
    answer: () => {},
    title: 'The answer stalled',
    button: 'Try again',
  },
  {
    name: 'no byte after the headers',
    answer: ({ sse }) => void sse(),
    title: 'The answer stalled',
    button: 'Try again',
  },
  {
    name: 'a stream that stalls midway',
    answer: midway(() => {}),
    title: 'The answer stalled',
    button: 'Continue',
    kept,
  },
  {
    name: 'a stream that is cut midway',
    answer: midway((stream) => stream.cut()),
    title: 'The connection broke',
    button: 'Continue',
    kept,
  },
  {
    name: 'a stream that is cut before its first token',
    answer: ({ sse }) => sse().cut(),
    title: 'The connection broke',
    button: 'Try again',
  },
  // What a stream may carry.
  {
    name: 'malformed SSE midway',
    answer: midway((stream) => stream.write(`data: {"choices":[{"delta": ${raw}\n\n`)),
    title: 'The server’s answer was garbled',
    button: 'Continue',
    kept,
  },
  {
    name: 'malformed SSE at once',
    answer: ({ sse }) => sse().write(`data: {"choices": ${raw}\n\n`),
    title: 'The server’s answer was garbled',
    button: 'Try again',
  },
  {
    name: 'an error event midway',
    answer: midway((stream) => stream.event({ error: { message: raw, type: 'server_error', code: null } })),
    title: 'The server had a fault',
    button: 'Continue',
    kept,
  },
  {
    name: 'an error event about money midway',
    answer: midway((stream) =>
      stream.event({ error: { message: raw, type: 'insufficient_quota', code: 'insufficient_quota' } }),
    ),
    title: 'The account has no credit left',
    button: 'Check the key',
    kept,
  },
  {
    name: 'an end without a finish reason',
    answer: midway((stream) => stream.end()),
    title: 'The answer may be incomplete',
    button: 'Continue',
    kept,
  },
  {
    name: 'an end without anything',
    answer: ({ sse }) => sse().end(),
    title: 'The answer may be incomplete',
    button: 'Try again',
  },
  {
    name: 'an answer that is refused midway',
    answer: midway((stream) => {
      stream.chatFinish('content_filter')
      stream.done()
      stream.end()
    }),
    title: 'The engine declined',
    button: 'Continue',
    kept,
  },
  {
    name: 'an answer as long as the model may write',
    answer: midway((stream) => {
      stream.chatFinish('length')
      stream.done()
      stream.end()
    }),
    title: 'The answer reached its limit',
    button: 'Continue',
    kept,
  },
  {
    name: 'HTML where a stream should be',
    answer: ({ text }) => text(200, `<html>${raw}</html>`, 'text/html'),
    title: 'The server does not know this address',
    button: 'Check the server',
  },
  // Without streaming.
  {
    name: '401 without streaming',
    answer: status(401),
    title: 'The key was not accepted',
    button: 'Check the key',
    streaming: false,
  },
  {
    name: 'JSON cut short without streaming',
    answer: ({ text }) => text(200, `{"choices":[{"message":{"content":"${raw}`, 'application/json'),
    title: 'The server’s answer was garbled',
    button: 'Try again',
    streaming: false,
  },
  {
    name: 'a connection cut in the body without streaming',
    answer: ({ raw: { request, response } }) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
      response.write('{"choices":[', () => request.socket.destroy())
    },
    title: 'The connection broke',
    button: 'Try again',
    streaming: false,
  },
]

const newConversation = async (page: Page) => {
  await page.getByRole('button', { name: 'New conversation' }).click()
  await expect(page.getByRole('article')).toHaveCount(0)
}

const alertIn = (page: Page) => lastAnswer(page).getByRole('alert')

/** The button does what it says, and asking works as before. */
const recover = async (page: Page, button: Row['button']) => {
  await alertIn(page).getByRole('button', { name: button }).click()
  if (button === 'Try again' || button === 'Continue') return
  const settings = page.getByRole('dialog', { name: 'Settings' })
  await expect(settings.getByRole('combobox', { name: 'Engine', exact: true })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(settings).toBeHidden()
  await ask(page, 'And now?')
  await expect(lastAnswer(page)).not.toContainText(kept)
}

for (const row of rows) {
  test(`${row.name}: our own words, a button that helps, and nothing is lost`, async ({ shared }) => {
    const { page, server } = shared
    server.reset()
    listModels(server)
    server.script(chat, row.answer)
    const streaming = row.streaming ?? true
    await call(page, 'settings.update', { streaming })
    await newConversation(page)

    await ask(page, `Question about ${row.name}`)
    await expect(alertIn(page)).toContainText(row.title, { timeout: 15_000 })
    await expect(lastAnswer(page)).not.toHaveAttribute('aria-busy', 'true')
    expect(await page.locator('body').textContent()).not.toContain('RAW')
    if (row.kept) await expect(lastAnswer(page)).toContainText(row.kept)
    expect(server.requests.filter(({ path }) => path === chat)).toHaveLength(row.requests ?? 1)

    server.script(
      chat,
      streaming ? success : ({ json }) => json(200, chatCompletion({ content: 'Now it works.' })),
    )
    await recover(page, row.button)
    await expect(lastAnswer(page)).toContainText('Now it works.')
    await answered(page)
    await expect(alertIn(page)).toHaveCount(0)
    if (row.button === 'Continue') await expect(lastAnswer(page)).toContainText(kept)
  })
}

test('429 with Retry-After: the wait is counted down in the answer, then it goes on by itself', async ({
  shared,
}) => {
  const { page, server } = shared
  server.reset()
  listModels(server)
  server.script(chat, [status(429, { code: 'rate_limit_exceeded' }, { 'retry-after': '3' }), success])
  await call(page, 'settings.update', { streaming: true, makeTitles: false })
  await newConversation(page)
  await ask(page, 'Patience')
  await expect(lastAnswer(page)).toContainText(/Too many requests\. Trying again in [123] seconds?/)
  await expect(lastAnswer(page)).toHaveAttribute('aria-busy', 'true')
  await expect(lastAnswer(page)).toContainText('Now it works.')
  await answered(page)
  await expect(lastAnswer(page)).not.toContainText('Too many requests')
  expect(server.requests.filter(({ path }) => path === chat)).toHaveLength(2)
})

test('Stop ends the wait before a retry, too', async ({ shared }) => {
  const { page, server } = shared
  server.reset()
  listModels(server)
  server.script(chat, [status(429, { code: 'rate_limit_exceeded' }, { 'retry-after': '50' }), success])
  await newConversation(page)
  await ask(page, 'Impatience')
  await expect(lastAnswer(page)).toContainText('Trying again in')
  await page.getByRole('button', { name: 'Stop' }).click()
  await answered(page)
  await expect(lastAnswer(page)).not.toContainText('Trying again in')
  expect(server.requests.filter(({ path }) => path === chat)).toHaveLength(1)
})

test('a server that is not there: told in the article, and asked again when it is back', async ({
  shared,
}) => {
  const { page } = shared
  const local = await startFaultServer()
  listModels(local)
  const { id } = await call(page, 'engines.connect', {
    kind: 'compatible',
    baseUrl: local.baseUrl,
    name: 'Local',
  })
  await local.stop()
  await newConversation(page)
  await ask(page, 'Anybody there?')
  await expect(alertIn(page)).toContainText('The server cannot be reached')
  await expect(alertIn(page)).toContainText(`127.0.0.1:${local.port}`)
  const back = await startFaultServer(local.port)
  back.script(chat, success)
  await alertIn(page).getByRole('button', { name: 'Try again' }).click()
  await expect(lastAnswer(page)).toContainText('Now it works.')
  await call(page, 'settings.update', { engineId: environmentEngineId, model: null })
  await call(page, 'engines.remove', { engineId: id })
  await back.stop()
})

test('an unknown host: told in the article, though no model could be asked for', async ({ launch }) => {
  const { page } = await launch({
    env: { OPENAI_BASE_URL: 'http://parley-test.invalid/v1', OPENAI_API_KEY: 'sk-test-000000000000' },
  })
  await ask(page, 'Anybody there?')
  await expect(alertIn(page)).toContainText('The server cannot be reached', { timeout: 20_000 })
  await expect(alertIn(page)).toContainText('parley-test.invalid')
  await expect(alertIn(page).getByRole('button', { name: 'Try again' })).toBeVisible()
})
