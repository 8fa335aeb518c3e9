import type { Page } from '@playwright/test'
import { violationsOf } from '../e2e/helpers/accessibility'
import { expect, test } from './fixtures'

const composer = (page: Page) => page.getByRole('textbox', { name: 'Message' })

test('a shortcut is changed by pressing another, kept, told when taken, switched off and reset', async ({
  open,
}) => {
  const page = await open()
  await composer(page).focus()
  const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await page.keyboard.press('Control+/')
  await expect(dialog).toBeVisible()
  expect(await violationsOf(page)).toEqual([])
  const gallery = dialog.getByRole('button', { name: /^Gallery: / })
  await gallery.click()
  await page.keyboard.press('Control+n')
  await expect(dialog.getByRole('alert')).toContainText('Ctrl+N is taken by “New conversation”')
  await gallery.click()
  await gallery.click()
  await page.keyboard.press('Control+c')
  await expect(dialog.getByRole('alert')).toContainText('editing')
  await page.keyboard.press('Control+j')
  await expect(gallery).toHaveText('Ctrl+J')
  await dialog.getByRole('button', { name: 'Switch off New conversation' }).click()
  await expect(dialog.getByRole('button', { name: 'New conversation: None' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()

  await page.keyboard.press('Control+j')
  await expect(page.getByRole('region', { name: 'Gallery' })).toBeVisible()
  await page.keyboard.press('Control+n')
  await expect(page.getByRole('region', { name: 'Gallery' })).toBeVisible()
  await page.keyboard.press('Control+/')
  await dialog.getByRole('button', { name: 'Reset all shortcuts' }).click()
  await expect(gallery).toHaveText('Ctrl+Shift+G')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+n')
  await expect(composer(page)).toBeFocused()
})

test('the first stop leads past the list to the composer', async ({ open }) => {
  const page = await open()
  await expect(composer(page)).toBeFocused()
  await page.evaluate(() => {
    document.body.tabIndex = -1
    document.body.focus()
    document.body.removeAttribute('tabindex')
  })
  await page.keyboard.press('Tab')
  const skip = page.getByRole('button', { name: 'Skip to the composer' })
  await expect(skip).toBeFocused()
  await expect(skip).toBeInViewport()
  await page.keyboard.press('Enter')
  await expect(composer(page)).toBeFocused()
})
