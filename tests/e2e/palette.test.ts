import type { Page } from '@playwright/test'
import { answered, ask, expect, lastAnswer, test } from './fixtures'
import { violationsOf } from './helpers/accessibility'

const chat = '/v1/chat/completions'
const palette = (page: Page) => page.getByRole('dialog', { name: 'Command palette' })
const composer = (page: Page) => page.getByRole('textbox', { name: 'Message' })

const choose = async (page: Page, words: string) => {
  await page.keyboard.press('Control+k')
  await expect(palette(page).getByRole('combobox')).toBeFocused()
  await page.keyboard.type(words)
  await expect(palette(page).getByRole('option').first()).toContainText(words)
  await page.keyboard.press('Enter')
  await expect(palette(page)).toBeHidden()
}

test('commands and conversations are reached by the keyboard alone', async ({ parley, server }) => {
  server.script(chat, ({ sse }) => sse().chatAnswer('Answered with a heron.'))
  const { app, page } = parley
  await ask(page, 'Herons by the lake')
  await answered(page)
  await choose(page, 'New conversation')
  await expect(composer(page)).toBeFocused()
  await expect(page.getByRole('log')).toHaveCount(0)

  await page.keyboard.press('Control+k')
  await expect(palette(page).getByRole('option', { name: 'Herons by the lake' })).toBeVisible()
  expect(await violationsOf(page)).toEqual([])
  await page.keyboard.type('heron')
  await expect(palette(page).getByRole('option')).toHaveText(['Herons by the lake'])
  await page.keyboard.press('Enter')
  await expect(lastAnswer(page)).toContainText('heron')

  await choose(page, 'Copy the last answer')
  await expect
    .poll(() => app.evaluate(async ({ clipboard }) => await clipboard.readText()))
    .toBe('Answered with a heron.')
  await choose(page, 'Find in conversation')
  await expect(page.getByRole('searchbox', { name: 'Find in conversation' })).toBeFocused()
  await page.keyboard.press('Escape')
  await choose(page, 'Switch between light and dark')
  await expect(page.locator('html')).toHaveAttribute('data-theme', /light|dark/)
  await choose(page, 'Settings')
  await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible()
  await page.keyboard.press('Escape')
  await composer(page).focus()
  await page.keyboard.press('Control+k')
  await expect(palette(page)).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(composer(page)).toBeFocused()
})

test('a shortcut is changed by pressing another, kept, told when taken, switched off and reset', async ({
  parley,
}) => {
  const { page } = parley
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
