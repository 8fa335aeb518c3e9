import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ElectronApplication, Page } from '@playwright/test'
import { type FaultServer, modelList, startFaultServer } from '../fakes/faultServer'
import { answered, ask, call, expect, lastAnswer, test, tryWithoutKey } from './fixtures'

const chat = '/v1/chat/completions'
const welcome = (page: Page) => page.getByRole('dialog', { name: 'Welcome to Parley' })

const settingsIn = async (folder: string): Promise<string> => {
  try {
    return await readFile(join(folder, 'settings.json'), 'utf8')
  } catch {
    // Not written yet: nothing was kept.
    return ''
  }
}

/** Lets no name be found, as on a computer without a network. */
const withoutNames = (app: ElectronApplication) =>
  app.evaluate(() => {
    const dns = process.getBuiltinModule('node:dns')
    const unknown = (host: string, _options: unknown, done: (error: Error) => void) =>
      done(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' }))
    Object.assign(dns, { lookup: unknown })
  })

/** Answers requests with this key, and no others. */
const lock = (server: FaultServer, key: string) => {
  const isRight = (headers: { authorization?: string }) => headers.authorization === `Bearer ${key}`
  const refusal = { message: 'RAW: Incorrect API key provided', code: 'invalid_api_key' }
  server.script('/v1/models', ({ request, json, error }) =>
    isRight(request.headers) ? json(200, modelList(['locked-model'])) : error(401, refusal),
  )
  server.script(chat, ({ request, sse, error }) =>
    isRight(request.headers) ? sse().chatAnswer('The door is open.') : error(401, refusal),
  )
}

test('without a key or a network: a key is not kept, the reason reported, and answers come, now and after a restart', async ({
  launch,
  folder,
}) => {
  const first = await launch()
  await withoutNames(first.app)
  await welcome(first.page).getByLabel('API key').fill('sk-wrong-0000000000000000')
  await welcome(first.page).getByRole('button', { name: 'Use this key' }).click()
  await expect(welcome(first.page).getByRole('alert')).toContainText('The server cannot be reached')
  await expect(welcome(first.page).getByRole('alert')).toContainText('api.openai.com')
  // Another way in is still open.
  await tryWithoutKey(first.page)
  await ask(first.page, 'What can you do?')
  await answered(first.page)
  await expect(lastAnswer(first.page)).toContainText('Parley')
  await first.quit()
  const kept = await settingsIn(folder)
  expect(kept).not.toContain('openai')
  expect(kept).not.toContain('sk-wrong')

  const { page } = await launch()
  await ask(page, 'And after a restart?')
  await answered(page)
  await expect(lastAnswer(page).getByRole('alert')).toHaveCount(0)
  await expect(welcome(page)).toHaveCount(0)
})

test('a local server on a usual port is found, and serves from then on', async ({ launch }) => {
  const server = await startFaultServer(11_434).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error
    return null
  })
  test.skip(server === null, 'Port 11434 is taken: an Ollama runs on this computer')
  if (!server) return
  try {
    server.script('/v1/models', ({ json }) => json(200, modelList(['llama-test'], 'library')))
    server.script(chat, ({ sse }) => sse().chatAnswer('From your own computer.'))
    const first = await launch()
    await welcome(first.page).getByRole('button', { name: 'Use a local server' }).click()
    await welcome(first.page).getByRole('button', { name: 'Ollama' }).click()
    await expect(welcome(first.page)).toBeHidden()
    await ask(first.page, 'Where are you?')
    await expect(lastAnswer(first.page)).toContainText('From your own computer.')
    await answered(first.page)
    expect((await server.request(chat)).body).toMatchObject({ model: 'llama-test' })
    await first.quit()

    const { page } = await launch()
    await ask(page, 'Still there?')
    await expect(lastAnswer(page)).toContainText('From your own computer.')
    await expect(welcome(page)).toHaveCount(0)
  } finally {
    await server.stop()
  }
})

test('OPENAI_BASE_URL alone is a way in, for one run; a server that is typed in is checked before it is kept', async ({
  launch,
  server,
  folder,
}) => {
  server.script(chat, ({ sse }) => sse().chatAnswer('No key, no question.'))
  const once = await launch({ env: { OPENAI_BASE_URL: server.baseUrl } })
  await ask(once.page, 'Hello')
  await expect(lastAnswer(once.page)).toContainText('No key, no question.')
  await expect(welcome(once.page)).toHaveCount(0)
  await answered(once.page)
  await once.quit()
  expect(await settingsIn(folder)).not.toContain(server.baseUrl)

  // The next start without it asks how to begin.
  const key = 'local-key-1234567890'
  lock(server, key)
  const { page, quit } = await launch()
  const { conversations } = await call(page, 'conversations.list', { limit: 5 })
  expect(conversations.map(({ title }) => title)).toEqual(['Hello'])
  await welcome(page).getByRole('button', { name: 'Use a local server' }).click()
  const address = welcome(page).getByRole('textbox', { name: 'Base URL' })
  const secret = welcome(page).getByLabel('Its key, where it wants one')
  const use = welcome(page).getByRole('button', { name: 'Use this server' })
  const reason = welcome(page).getByRole('alert')
  await address.fill('http://127.0.0.1:1/v1')
  await use.click()
  await expect(reason).toContainText('The server cannot be reached')
  await address.fill(server.baseUrl)
  await use.click()
  await expect(reason).toContainText('A key is missing')
  await secret.fill('local-key-which-is-wrong')
  await use.click()
  await expect(reason).toContainText('The key was not accepted')
  await expect(reason).not.toContainText('RAW')
  expect(await settingsIn(folder)).not.toContain(server.baseUrl)

  // Without the /v1 that users forget.
  await address.fill(server.url)
  await secret.fill(key)
  await use.click()
  await expect(welcome(page)).toBeHidden()
  await ask(page, 'May I?')
  await expect(lastAnswer(page)).toContainText('The door is open.')
  await answered(page)
  await quit()
  expect(await settingsIn(folder)).toContain(server.baseUrl)
})
