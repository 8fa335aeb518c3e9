import type { Page } from '@playwright/test'
import { violationsOf } from '../e2e/helpers/accessibility'
import { expect, type PageOptions, test } from './fixtures'

const firstRun: PageOptions = { settings: { welcomed: false, engineId: null } }
const welcome = (page: Page) => page.getByRole('dialog', { name: 'Welcome to Parley', exact: true })

test('the first run without a key asks how to begin, and cannot be passed by', async ({ open }) => {
  const page = await open(firstRun)
  await expect(welcome(page)).toBeVisible()
  await expect(welcome(page).getByLabel('API key', { exact: true })).toBeFocused()
  for (const name of ['Use this key', 'Use a local server', 'Try without a key']) {
    await expect(welcome(page).getByRole('button', { name, exact: true })).toBeEnabled()
  }
  await page.keyboard.press('Escape')
  await expect(welcome(page)).toBeVisible()
  await welcome(page).getByRole('button', { name: 'Use this key' }).click()
  await expect(welcome(page).getByRole('alert')).toContainText('Enter a key first')
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on the welcome screen (${colorScheme})`, async ({ open }) => {
    const page = await open(firstRun)
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await expect(welcome(page)).toBeVisible()
    expect(await violationsOf(page)).toEqual([])
    await welcome(page).getByRole('button', { name: 'Use this key' }).click()
    await expect(welcome(page).getByRole('alert')).toBeVisible()
    expect(await violationsOf(page)).toEqual([])
    await welcome(page).getByRole('button', { name: 'Use a local server' }).click()
    await expect(welcome(page).getByRole('textbox', { name: 'Base URL' })).toBeVisible()
    expect(await violationsOf(page)).toEqual([])
  })
}
