import type { Page } from '@playwright/test'
import type { Handler } from '../fakes/faultServer'
import { answered, ask, call, engineAt, expect, lastAnswer, test } from './fixtures'
import { converse } from './helpers/scenes'

const chat = '/v1/chat/completions'
const settings = (page: Page) => page.getByRole('dialog', { name: 'Settings', exact: true })

/** An answer in one piece that says what it took. */
const priced =
  (text: string): Handler =>
  ({ json }) =>
    json(200, {
      choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: text } }],
      usage: {
        prompt_tokens: 1200,
        completion_tokens: 345,
        total_tokens: 1545,
        prompt_tokens_details: { cached_tokens: 1000 },
        completion_tokens_details: { reasoning_tokens: 300 },
      },
    })

test('an answer tells what it took: tokens by kind, and that a server of one’s own costs nothing', async ({
  parley,
  server,
}) => {
  server.script(chat, priced('Done.'))
  const { page } = parley
  await call(page, 'settings.update', { streaming: false })
  await converse(page, 'How much?')
  await lastAnswer(page)
    .getByRole('button', { name: /costs nothing/ })
    .click()
  await expect(lastAnswer(page)).toContainText('1,200 tokens in, 1,000 of them cached')
  await expect(lastAnswer(page)).toContainText('345 tokens out, 300 of them for reasoning')

  await converse(page, 'And now?')
  await page.getByRole('button', { name: /^test-model 127/ }).click()
  const costs = page
    .getByRole('dialog', { name: 'Conversation settings' })
    .getByRole('region', { name: 'Costs of this conversation' })
  await expect(costs).toContainText('Nothing')
  await expect(costs).toContainText('2 answers')
  await expect(costs).toContainText('2,400 tokens in, 2,000 of them cached')
})

test('the month is summed in the settings, where a limit is set; nonsense is refused in words', async ({
  launch,
  server,
}) => {
  server.script(chat, priced('Done.'))
  const { page } = await launch({ env: engineAt(server) })
  await call(page, 'settings.update', { streaming: false })
  await ask(page, 'How much?')
  await answered(page)
  await page.getByRole('button', { name: 'Settings', exact: true }).click()
  await expect(settings(page)).toContainText('1,200 tokens in, 1,000 of them cached')
  const limit = settings(page).getByRole('textbox', { name: 'Monthly limit, in dollars' })
  await limit.fill('a lot')
  await limit.press('Enter')
  await expect(settings(page).getByRole('alert')).toHaveText('An amount above 0, for example 20.')
  await limit.fill('12.50')
  await limit.press('Enter')
  await expect(settings(page).getByRole('alert')).toHaveCount(0)
  await settings(page).getByRole('switch', { name: 'Stop at the limit' }).click()
  await expect(settings(page).getByRole('switch', { name: 'Stop at the limit' })).toHaveAttribute(
    'aria-checked',
    'true',
  )
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Settings', exact: true }).click()
  await expect(limit).toHaveValue('12.5')
})

test('a title is changed where it stands, in the conversation and in the list', async ({
  parley,
  server,
}) => {
  server.script(chat, ({ sse }) => sse().chatAnswer('Yes.'))
  const { page } = parley
  await call(page, 'settings.update', { makeTitles: false })
  await converse(page, 'A first title')
  await page.getByRole('heading', { level: 1 }).getByRole('button').click()
  const field = page.getByRole('textbox', { name: 'Title' })
  await field.fill('A better title')
  await field.press('Enter')
  await expect(page.getByRole('heading', { level: 1 }).getByRole('button')).toBeFocused()
  await expect(page.getByRole('heading', { level: 1, name: /A better title/ })).toBeVisible()
  await expect(page.getByRole('link', { name: 'A better title' })).toBeVisible()
})
