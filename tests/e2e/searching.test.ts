import type { Page } from '@playwright/test'
import { answered, ask, call, expect, lastAnswer, test } from './fixtures'
import { violationsOf } from './helpers/accessibility'

const chat = '/v1/chat/completions'
const nav = (page: Page) => page.getByRole('navigation', { name: 'Conversations' })
const field = (page: Page) => nav(page).getByRole('searchbox', { name: 'Search history' })

test('found by words, phrases and filters, without a pointer; Enter lands on the words', async ({
  parley,
  server,
}) => {
  const filler = Array.from({ length: 60 }, (_, index) => `Paragraph ${index} about the weather.`).join(
    '\n\n',
  )
  server.script(chat, ({ sse, request }) => {
    const { messages } = request.body as { messages: { content: string }[] }
    const question = messages.at(-1)?.content ?? ''
    sse().chatAnswer(
      question.includes('birds')
        ? `${filler}\n\n**The grey heron** stands still.\n\n${filler}`
        : 'A heron, and something grey.\n\n```ts\nconst heron = 1\n```',
    )
  })
  const { page } = parley
  await ask(page, 'Which birds stand still?')
  await answered(page)
  await page.getByRole('button', { name: 'New conversation' }).click()
  await ask(page, 'Show me code')
  await answered(page)

  const press = (key: string) => page.keyboard.press(key)
  await press('Control+Shift+F')
  await page.keyboard.type('heron grey')
  const hits = nav(page).locator('a.hit')
  await expect(hits).toHaveCount(2)
  // What a user reads, not its markup.
  await expect(hits.last()).toContainText('The grey heron stands still.')
  await expect(hits.last().locator('mark')).toHaveText(['grey', 'heron'])
  await field(page).fill('"grey heron"')
  await expect(hits).toHaveCount(1)
  await expect(hits.locator('mark')).toHaveText(['grey heron'])
  await expect(nav(page).locator('.hit-group')).toHaveText([/^Which birds stand still\?/])
  expect(await violationsOf(page)).toEqual([])

  // The words themselves are in view, far into a long answer, and marked.
  await press('Enter')
  await expect(page.getByRole('log').getByText('The grey heron')).toBeInViewport()
  await expect(lastAnswer(page)).toContainText('Paragraph')
  const marked = () =>
    page.evaluate(() =>
      [...(CSS.highlights.get('searched') ?? [])].map((range) =>
        range instanceof Range ? range.toString() : '',
      ),
    )
  await expect.poll(marked).toEqual(['grey', 'heron'])

  // Filters, by keyboard: only what holds code.
  await field(page).focus()
  await field(page).fill('heron')
  await expect(hits).toHaveCount(2)
  await press('Shift+Tab')
  await expect(nav(page).getByRole('button', { name: 'Filters' })).toBeFocused()
  await press('Enter')
  const filters = nav(page).getByRole('group', { name: 'Filters' })
  expect(await violationsOf(page)).toEqual([])
  await filters.getByRole('checkbox', { name: 'With code' }).focus()
  await press('Space')
  await expect(hits).toHaveCount(1)
  await expect(hits).toContainText('const heron = 1')
  // Without words, what fits is shown.
  await field(page).fill('')
  await expect(hits).toHaveCount(1)
  await filters.getByRole('combobox', { name: 'When' }).selectOption('Today')
  await expect(hits).toHaveCount(1)
  await filters.getByRole('combobox', { name: 'Model' }).fill('no such model')
  await press('Enter')
  await expect(nav(page).getByText('Nothing found.')).toBeVisible()
  await field(page).press('Escape')
  await expect(hits).toHaveCount(0)
  await expect(filters).toHaveCount(0)

  // What is in the trash is not found; what is archived says so. The arrows go from hit to hit.
  const { conversations } = await call(page, 'conversations.list', { limit: 5 })
  const idOf = (title: string) => conversations.find((each) => each.title.startsWith(title))?.id ?? ''
  await call(page, 'conversations.arrange', {
    conversationIds: [idOf('Which birds')],
    change: { type: 'archive' },
  })
  await field(page).fill('heron')
  await expect(hits).toHaveCount(2)
  await expect(nav(page).locator('.hit-group').filter({ hasText: 'Which birds' })).toContainText('Archived')
  await field(page).press('ArrowDown')
  await expect(hits.first()).toBeFocused()
  await press('ArrowDown')
  await expect(hits.last()).toBeFocused()
  await press('Escape')
  await expect(field(page)).toBeFocused()
  await call(page, 'conversations.arrange', {
    conversationIds: [idOf('Which birds')],
    change: { type: 'trash' },
  })
  await field(page).fill('heron ')
  await field(page).fill('herons')
  await field(page).fill('heron')
  await expect(hits).toHaveCount(1)
})
