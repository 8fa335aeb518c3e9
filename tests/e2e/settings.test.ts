import type { Page } from '@playwright/test'
import { chatCompletion, type FaultServer, modelList } from '../fakes/faultServer'
import { answered, ask, call, connectTo, expect, lastAnswer, test } from './fixtures'

const chat = '/v1/chat/completions'
const asked = (server: FaultServer) =>
  server.requests.filter(({ path }) => path === chat).map(({ body }) => body)

const openSettings = async (page: Page) => {
  await page.getByRole('button', { name: 'Settings' }).click()
  const dialog = page.getByRole('dialog', { name: 'Settings' })
  await expect(dialog.getByRole('combobox', { name: 'Engine', exact: true })).toBeVisible()
  return dialog
}
const closeSettings = async (page: Page) => {
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog', { name: 'Settings' })).toBeHidden()
}

test('the system prompt and the whole history go along on every turn', async ({ parley, server }) => {
  server.script(chat, [
    ({ sse }) => sse().chatAnswer('The first answer.'),
    ({ sse }) => sse().chatAnswer('The second answer.'),
    ({ sse }) => sse().chatAnswer('The third answer.'),
  ])
  const { page } = parley
  const first = { role: 'system', content: 'You are a helpful assistant' }
  const then = { role: 'system', content: 'You are a pirate' }
  await ask(page, 'One')
  await expect(lastAnswer(page)).toContainText('first')
  await answered(page)
  await ask(page, 'Two')
  await expect(lastAnswer(page)).toContainText('second')
  await answered(page)
  const dialog = await openSettings(page)
  await dialog.getByRole('textbox', { name: 'System prompt' }).fill(then.content)
  // Closed at once: what was just typed counts.
  await closeSettings(page)
  await ask(page, 'Three')
  await expect(lastAnswer(page)).toContainText('third')
  await answered(page)
  const turns = [
    { role: 'user', content: 'One' },
    { role: 'assistant', content: 'The first answer.' },
    { role: 'user', content: 'Two' },
    { role: 'assistant', content: 'The second answer.' },
    { role: 'user', content: 'Three' },
  ]
  expect(asked(server).map((body) => (body as { messages: unknown }).messages)).toEqual([
    [first, ...turns.slice(0, 1)],
    [first, ...turns.slice(0, 3)],
    [then, ...turns],
  ])
})

test('Stream answers off: one request without a stream, and the answer whole', async ({ parley, server }) => {
  server.script(chat, ({ json, sse, request }) =>
    (request.body as { stream?: boolean }).stream
      ? sse().chatAnswer('This came as a stream.')
      : json(200, chatCompletion({ content: 'This came **whole**.' })),
  )
  const { page } = parley
  const dialog = await openSettings(page)
  const streaming = dialog.getByRole('switch', { name: 'Stream answers' })
  await expect(streaming).toBeChecked()
  await streaming.click()
  await expect(streaming).not.toBeChecked()
  await closeSettings(page)
  await ask(page, 'Whole, please')
  await expect(lastAnswer(page)).toContainText('This came whole.')
  await answered(page)
  expect(asked(server).map((body) => (body as { stream?: boolean }).stream ?? false)).toEqual([false])
})

test('engine and model are chosen by keyboard, from the list or any id typed', async ({ parley, server }) => {
  server.script('/v1/models', ({ json }) =>
    json(200, modelList(['alpha-chat', 'beta-chat', { id: 'gamma-chat', shutdownDate: '2031-03-04' }])),
  )
  server.script(chat, ({ sse, request }) =>
    sse().chatAnswer(`Answered by ${(request.body as { model: string }).model}.`),
  )
  const { page } = parley
  // Once more: its list of models is another than a moment ago.
  await connectTo(page, server)
  await page.keyboard.press('Control+,')
  const dialog = page.getByRole('dialog', { name: 'Settings' })
  const model = dialog.getByRole('combobox', { name: 'Model' })

  await model.focus()
  await page.keyboard.type('beta')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(model).toHaveValue('beta-chat')
  await closeSettings(page)
  await ask(page, 'Who are you?')
  await expect(lastAnswer(page)).toContainText('Answered by beta-chat.')
  await answered(page)

  await page.keyboard.press('Control+,')
  await model.focus()
  await page.keyboard.press('Control+A')
  await page.keyboard.type('a-model/not:listed')
  await page.keyboard.press('Enter')
  await expect(model).toHaveValue('a-model/not:listed')
  await expect(dialog).toContainText('Not in the server’s list')
  await closeSettings(page)
  await ask(page, 'And now?')
  await expect(lastAnswer(page)).toContainText('Answered by a-model/not:listed.')
  await answered(page)

  await page.keyboard.press('Control+,')
  await dialog.getByRole('combobox', { name: 'Engine', exact: true }).focus()
  await page.keyboard.type('Built')
  await expect(dialog.getByRole('combobox', { name: 'Engine', exact: true })).toHaveValue('builtin')
  await closeSettings(page)
  await ask(page, 'And you?')
  await answered(page)
  await expect(lastAnswer(page)).not.toContainText('Answered by')
})

test('a model that ends is shown with the day of its end', async ({ parley, server }) => {
  server.script('/v1/models', ({ json }) =>
    json(200, modelList(['alpha-chat', { id: 'gamma-chat', shutdownDate: '2031-03-04' }])),
  )
  const { page } = parley
  await connectTo(page, server)
  const dialog = await openSettings(page)
  const model = dialog.getByRole('combobox', { name: 'Model' })
  await model.click()
  const option = dialog.getByRole('option', { name: /gamma-chat/ })
  await expect(option).toContainText('ends Mar 4, 2031')
  await option.click()
  await expect(model).toHaveValue('gamma-chat')
  await expect(dialog.locator('#model-hint')).toContainText('ends Mar 4, 2031')
})

/** Searching, in the settings that are open; they are open and unfiltered afterwards. */
const searchesSettings = async (page: Page) => {
  const dialog = page.getByRole('dialog', { name: 'Settings' })
  const search = dialog.getByRole('searchbox', { name: 'Search settings' })
  const headings = dialog.getByRole('heading', { level: 3 })
  const sections = dialog.getByRole('navigation', { name: 'Sections' }).getByRole('button')
  await expect(search).toBeFocused()
  const all = await headings.count()
  await search.fill('dark mode')
  await expect(headings).toHaveText(['Appearance'])
  await expect(sections).toHaveText(['Appearance'])
  await expect(dialog.getByRole('radio', { name: 'Dark' })).toBeVisible()
  await search.fill('timeout')
  await expect(dialog.getByRole('combobox')).toHaveCount(1)
  await expect(dialog.getByRole('combobox', { name: 'Response timeout' })).toBeVisible()
  await search.fill('nothing like it')
  await expect(dialog.getByRole('status').filter({ hasText: 'No settings match' })).toBeVisible()
  await expect(sections).toHaveCount(0)
  // Escape takes the words away first.
  await page.keyboard.press('Escape')
  await expect(search).toHaveValue('')
  await expect(headings).toHaveCount(all)
  await dialog.getByRole('textbox', { name: 'System prompt' }).focus()
  await page.keyboard.press('Control+F')
  await expect(search).toBeFocused()
  // What is behind a button can be read, and its Escape leaves the settings open.
  const about = dialog.getByRole('button', { name: 'About Response timeout' })
  await about.focus()
  await page.keyboard.press('Enter')
  const words = page.getByRole('dialog', { name: 'About Response timeout' })
  await expect(words).toContainText('can be continued')
  await page.keyboard.press('Escape')
  await expect(words).toBeHidden()
  await expect(about).toBeFocused()
  await expect(dialog).toBeVisible()
}

test('settings are there after a restart', async ({ launch, server }) => {
  const first = await launch()
  await call(first.page, 'engines.connect', { kind: 'compatible', baseUrl: server.baseUrl, name: 'Mine' })
  const dialog = await openSettings(first.page)
  await searchesSettings(first.page)
  await expect(dialog.getByRole('combobox', { name: 'Engine', exact: true })).toContainText('Mine')
  await dialog.getByRole('combobox', { name: 'Model' }).fill('kept-model')
  await dialog.getByRole('textbox', { name: 'System prompt' }).fill('Be brief')
  await dialog.getByRole('switch', { name: 'Stream answers' }).click()
  await dialog.getByRole('switch', { name: 'Read answers aloud' }).click()
  await dialog.getByRole('combobox', { name: 'Response timeout' }).selectOption('2 minutes')
  await expect(dialog.getByRole('switch', { name: 'Read answers aloud' })).toBeChecked()
  await closeSettings(first.page)
  await first.quit()

  const { page } = await launch()
  const again = await openSettings(page)
  await expect(
    again.getByRole('combobox', { name: 'Engine', exact: true }).locator('option:checked'),
  ).toHaveText('Mine')
  await expect(again.getByRole('combobox', { name: 'Model' })).toHaveValue('kept-model')
  await expect(again.getByRole('textbox', { name: 'System prompt' })).toHaveValue('Be brief')
  await expect(again.getByRole('switch', { name: 'Stream answers' })).not.toBeChecked()
  await expect(again.getByRole('switch', { name: 'Read answers aloud' })).toBeChecked()
  await expect(
    again.getByRole('combobox', { name: 'Response timeout' }).locator('option:checked'),
  ).toHaveText('2 minutes')
})

test('a key can be forgotten; asking then says that it is missing and leads to where it goes', async ({
  parley,
  server,
}) => {
  const key = 'local-key-1234567890'
  const isRight = (authorization: string | undefined) => authorization === `Bearer ${key}`
  const refusal = { message: 'RAW', code: 'invalid_api_key' }
  server.script('/v1/models', ({ request, json, error }) =>
    isRight(request.headers.authorization) ? json(200, modelList(['locked'])) : error(401, refusal),
  )
  server.script(chat, ({ request, sse, error }) =>
    isRight(request.headers.authorization) ? sse().chatAnswer('Open.') : error(401, refusal),
  )
  const { page } = parley
  await call(page, 'engines.connect', { kind: 'compatible', baseUrl: server.baseUrl, name: 'Locked', key })
  const dialog = await openSettings(page)
  await expect(dialog).toContainText('ends in 7890')
  await dialog.getByRole('button', { name: 'Forget' }).click()
  await expect(dialog).toContainText('No key')
  await closeSettings(page)
  await ask(page, 'May I?')
  const alert = lastAnswer(page).getByRole('alert')
  await expect(alert).toContainText('A key is missing')
  await alert.getByRole('button', { name: 'Check the key' }).click()
  await expect(dialog.getByRole('heading', { name: 'Engines' })).toBeFocused()

  await dialog.getByRole('button', { name: 'Enter a key…' }).click()
  const field = dialog.getByLabel('New key')
  await field.fill('wrong')
  await dialog.getByRole('button', { name: 'Check and use' }).click()
  await expect(dialog.getByRole('alert')).toContainText('The key was not accepted')
  await field.fill(key)
  await field.press('Enter')
  await expect(dialog).toContainText('ends in 7890')
  await closeSettings(page)
  await alert.getByRole('button', { name: 'Try again' }).click()
  await expect(lastAnswer(page)).toContainText('Open.')
})
