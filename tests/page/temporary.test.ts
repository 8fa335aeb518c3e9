import type { Page } from '@playwright/test'
import { answered, ask } from '../e2e/fixtures'
import { askedOf, expect, test } from './fixtures'

const begin = (page: Page) => page.getByRole('button', { name: 'Temporary conversation' }).click()
const list = (page: Page) => page.getByRole('navigation', { name: 'Conversations' })
const title = (page: Page) => page.getByRole('heading', { level: 1, name: 'Temporary conversation' })

test('a temporary conversation is marked, is in no list, and is kept by one press', async ({ open }) => {
  const page = await open()
  await begin(page)
  await expect(title(page)).toBeVisible()
  await expect(page.getByText('Gone when you leave it, unless you keep it.')).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeFocused()
  await expect(page.getByRole('button', { name: 'Keep' })).toBeHidden()
  await ask(page, 'Between us')
  await answered(page)
  await expect(page.getByText('Not saved', { exact: true })).toBeVisible()
  await expect(list(page).getByRole('link')).toHaveCount(0)

  await page.getByRole('button', { name: 'Keep' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Kept' })).toBeVisible()
  await expect(list(page).getByRole('link', { name: 'Kept' })).toBeVisible()
  await expect(page.getByRole('article', { name: /^Assistant/ })).toContainText('You said: Between us')
  await page.getByRole('button', { name: 'New conversation' }).click()
  expect(await askedOf(page, 'temporary.leave')).toEqual([])
})

test('leaving it is its end, and can be taken back', async ({ open }) => {
  const page = await open()
  await begin(page)
  // Without a moment in between: what is typed right after it is for it alone.
  await ask(page, 'Between us')
  await answered(page)
  // Not left by looking at something else for a moment.
  await page.getByRole('button', { name: 'Gallery' }).click()
  await page.getByRole('region', { name: 'Gallery' }).waitFor()
  expect(await askedOf(page, 'temporary.leave')).toEqual([])

  await page.getByRole('button', { name: 'New conversation' }).click()
  await expect(page.getByText('Temporary conversation closed')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(title(page)).toBeVisible()
  await expect(page.getByRole('article', { name: /^You/ })).toContainText('Between us')
})

test('what goes along with a question is handed over as the conversation’s', async ({ open }) => {
  const page = await open()
  await begin(page)
  await expect(title(page)).toBeVisible()
  await page.locator('input[type=file]').setInputFiles({
    name: 'notes.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('words'),
  })
  await expect.poll(async () => (await askedOf(page, 'files.attach')).length).toBe(1)
  expect(await askedOf(page, 'files.attach')).toMatchObject([
    { conversationId: expect.stringMatching(/^[\da-f-]{36}$/) },
  ])
})

test('the quick window begins with one where the settings want it, and keeps it by one press', async ({
  open,
}) => {
  const page = await open({ settings: { quickTemporary: true, welcomed: true } }, 'quick')
  const field = page.getByRole('textbox', { name: 'Ask anything' })
  await expect(page.getByText('Not saved', { exact: true })).toBeVisible()
  await field.fill('Between us')
  await field.press('Enter')
  await expect(page.getByRole('article', { name: /^Assistant/ })).toContainText('You said: Between us')
  const [asked] = (await askedOf(page, 'runs.start')) as { conversationId: string }[]
  expect(asked?.conversationId).toMatch(/^t/)

  await page.getByRole('button', { name: 'Keep' }).click()
  await expect(page.getByText('Not saved', { exact: true })).toBeHidden()
  expect(await askedOf(page, 'temporary.keep')).toEqual([{ conversationId: asked?.conversationId }])

  // The next one is another, and left when it is over.
  await page.getByRole('button', { name: 'New question' }).click()
  await field.fill('Once more')
  await field.press('Enter')
  await expect(page.getByRole('article', { name: /^Assistant/ })).toContainText('You said: Once more')
  const [, second] = (await askedOf(page, 'runs.start')) as { conversationId: string }[]
  expect(second?.conversationId).not.toBe(asked?.conversationId)
  await page.getByRole('button', { name: 'New question' }).click()
  await expect
    .poll(() => askedOf(page, 'temporary.leave'))
    .toContainEqual({ conversationId: second?.conversationId, window: 'quick' })
})
