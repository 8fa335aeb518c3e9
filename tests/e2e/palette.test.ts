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
