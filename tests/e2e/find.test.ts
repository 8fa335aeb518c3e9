import type { Page } from '@playwright/test'
import { answered, ask, expect, test } from './fixtures'
import { violationsOf } from './helpers/accessibility'

const chat = '/v1/chat/completions'
const field = (page: Page) => page.getByRole('searchbox', { name: 'Find in conversation' })
const composer = (page: Page) => page.getByRole('textbox', { name: 'Message' })
const count = (page: Page) => page.locator('.find-count')

/** What is marked on the page as found, and which of it is the current place. */
const marked = (page: Page) =>
  page.evaluate(() => {
    const words = (name: string) => [...(CSS.highlights.get(name) ?? [])].map((range) => range.toString())
    return { all: words('found'), now: words('found-now') }
  })

test('words are found through the whole branch, marked without changing the page, and walked both ways', async ({
  parley,
  server,
}) => {
  let round = 0
  server.script(chat, ({ sse }) => {
    round += 1
    sse().chatAnswer(
      `Answer ${round} knows **lanterns** and Café.\n\n${'Filler paragraph.\n\n'.repeat(60)}The end.`,
    )
  })
  const { page } = parley
  for (const question of ['First about lanterns', 'Second', 'Third']) {
    await ask(page, question)
    await answered(page)
  }
  await composer(page).focus()
  await page.keyboard.press('Control+f')
  await expect(field(page)).toBeFocused()
  await page.keyboard.type('lanter')
  await expect(count(page)).toHaveText('1 of 4')
  await expect.poll(async () => (await marked(page)).now).toEqual(['lanter'])
  await expect(page.getByRole('article', { name: /^You/ }).first()).toBeInViewport()
  await page.keyboard.press('Shift+Enter')
  await expect(count(page)).toHaveText('4 of 4')
  await expect(page.locator('p', { hasText: 'Answer 3 knows' })).toBeInViewport()
  await page.keyboard.press('Enter')
  await expect(count(page)).toHaveText('1 of 4')
  await page.getByRole('button', { name: 'Next match' }).click()
  await expect(count(page)).toHaveText('2 of 4')
  await expect(page.locator('p', { hasText: 'Answer 1 knows' })).toBeInViewport()

  await field(page).fill('cafe')
  await expect(count(page)).toHaveText('1 of 3')
  await expect.poll(async () => (await marked(page)).now).toEqual(['Café'])
  expect(await violationsOf(page)).toEqual([])
  await field(page).fill('nowhere')
  await expect(count(page)).toHaveText('Nothing found')
  await field(page).press('Escape')
  await expect(field(page)).toBeHidden()
  await expect(composer(page)).toBeFocused()
  expect(await marked(page)).toEqual({ all: [], now: [] })
})
