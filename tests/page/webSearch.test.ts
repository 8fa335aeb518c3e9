import { violationsOf } from '../e2e/helpers/accessibility'
import { askedOf, expect, test } from './fixtures'

test('searching the web is off until switched on, and is set up with an address or a key', async ({
  open,
}) => {
  const page = await open()
  await page.getByRole('button', { name: 'Settings' }).click()
  const dialog = page.getByRole('dialog', { name: 'Settings' })
  const search = dialog.getByRole('switch', { name: 'Search the web' })
  const provider = dialog.getByRole('combobox', { name: 'Search with' })
  await expect(search).toHaveAttribute('aria-checked', 'false')
  await expect(provider).toHaveCount(0)
  await search.click()
  await expect(provider).toHaveValue('engine')
  await expect(dialog.getByRole('button', { name: 'Test', exact: true })).toHaveCount(0)

  await provider.selectOption('SearXNG')
  await dialog.getByRole('textbox', { name: 'SearXNG address' }).fill('search.example')
  await page.keyboard.press('Enter')
  await expect(dialog.getByRole('textbox', { name: 'SearXNG address' })).toHaveValue('https://search.example')
  await dialog.getByRole('button', { name: 'Test', exact: true }).click()
  await expect(dialog.getByText('It works: 10 results.')).toBeVisible()
  expect(await violationsOf(page)).toEqual([])

  await provider.selectOption('Kagi')
  await dialog.getByLabel('Kagi key').fill('kagi-secret')
  await page.keyboard.press('Enter')
  await expect(dialog.getByLabel('Kagi key')).toHaveValue('')
  expect(await askedOf(page, 'webSearch.setKey')).toEqual([{ provider: 'kagi', key: 'kagi-secret' }])
})
