import type { Page } from '@playwright/test'
import { answered, ask } from '../e2e/fixtures'
import { askedOf, expect, test } from './fixtures'

const composer = (page: Page) => page.getByRole('textbox', { name: 'Message' })
const questions = (page: Page) => page.getByRole('article', { name: /^You/ })

test('Enter sends, Shift+Enter breaks the line, and an empty field sends nothing', async ({ open }) => {
  const page = await open()
  await expect(page.getByRole('button', { name: 'Send' })).toBeDisabled()
  await composer(page).press('Enter')
  await composer(page).pressSequentially('first')
  await composer(page).press('Shift+Enter')
  await composer(page).pressSequentially('second')
  await composer(page).press('Enter')
  await answered(page)
  await expect(composer(page)).toHaveValue('')
  expect(await askedOf(page, 'runs.start')).toMatchObject([{ prompt: 'first\nsecond' }])
})

test('Up in an empty field brings back what was asked, Down comes back', async ({ open }) => {
  const page = await open()
  for (const words of ['Older', 'Newer']) {
    await ask(page, words)
    await expect(questions(page).filter({ hasText: words })).toBeVisible()
    await answered(page)
  }
  await composer(page).press('ArrowUp')
  await expect(composer(page)).toHaveValue('Newer')
  await composer(page).press('ArrowUp')
  await expect(composer(page)).toHaveValue('Older')
  await composer(page).press('ArrowDown')
  await composer(page).press('ArrowDown')
  await expect(composer(page)).toHaveValue('')
  await composer(page).fill('my own')
  await composer(page).press('ArrowUp')
  await expect(composer(page)).toHaveValue('my own')
})
