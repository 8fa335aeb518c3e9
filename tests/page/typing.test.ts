import type { Page } from '@playwright/test'
import { answered, ask } from '../e2e/fixtures'
import { expect, test } from './fixtures'

const composer = (page: Page) => page.getByRole('textbox', { name: 'Message' })

test('undo and redo go through what was sent and what was recalled', async ({ open }) => {
  const page = await open()
  await ask(page, 'Asked before')
  await answered(page)
  await composer(page).press('ArrowUp')
  await expect(composer(page)).toHaveValue('Asked before')
  for (const seen of ['', 'Asked before']) {
    await composer(page).press('ControlOrMeta+z')
    await expect(composer(page)).toHaveValue(seen)
  }
  await composer(page).press('ControlOrMeta+Shift+z')
  await expect(composer(page)).toHaveValue('')
})

test('undo in one conversation brings back nothing of another', async ({ open }) => {
  const page = await open()
  await ask(page, 'First')
  await answered(page)
  await composer(page).pressSequentially('half a thought')
  await page.getByRole('button', { name: 'New conversation' }).click()
  await expect(composer(page)).toHaveValue('')
  await composer(page).pressSequentially('another')
  for (let count = 0; count < 12; count += 1) {
    await composer(page).press('ControlOrMeta+z')
    expect('another'.startsWith(await composer(page).inputValue())).toBe(true)
  }
  await expect(composer(page)).toHaveValue('')
})
