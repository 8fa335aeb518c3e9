import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { engineAt, expect, test } from '../fixtures'

// `npm run screens`: every part of the settings, wide and narrow, and what the search makes of them.

const folder = resolve(import.meta.dirname, '../../../out/screens')
const sections = ['Engines', 'Costs', 'Dictation', 'Appearance', 'Screen context', 'Storage']

test.beforeAll(() => mkdir(folder, { recursive: true }))

test('the settings', async ({ launch, server }) => {
  test.setTimeout(180_000)
  const { page } = await launch({ env: engineAt(server) })
  const both = async (name: string) => {
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme })
      await page.mouse.move(0, 0)
      await page.screenshot({ path: join(folder, `${name}-${scheme}.png`), animations: 'disabled' })
    }
  }
  const goTo = (target: Page, name: string) =>
    target.getByRole('navigation', { name: 'Sections' }).getByRole('button', { name }).click()

  await page.getByRole('button', { name: 'Settings' }).click()
  await expect(page.getByRole('combobox', { name: 'Model' })).toBeVisible()
  for (const [index, name] of sections.entries()) {
    await goTo(page, name)
    await both(`60-settings-${index + 1}`)
  }
  await goTo(page, 'Engines')
  await page
    .getByRole('combobox', { name: 'Engine', exact: true })
    .selectOption('Add a provider, with a key…')
  await both('60-settings-provider')
  await page.getByRole('combobox', { name: 'Engine', exact: true }).selectOption('Add another server…')
  await both('60-settings-server')
  await page.getByRole('button', { name: 'About Voice' }).click()
  await expect(page.getByRole('dialog', { name: 'About Voice' })).toBeVisible()
  await both('61-settings-about')
  await page.keyboard.press('Escape')
  const search = page.getByRole('searchbox', { name: 'Search settings' })
  await search.fill('key')
  await both('62-settings-search')
  await search.fill('submarine')
  await expect(page.getByText('No settings match')).toBeVisible()
  await both('63-settings-none')
  await search.fill('')
  await page.setViewportSize({ width: 480, height: 720 })
  await page.getByRole('combobox', { name: 'Section' }).selectOption('Voice')
  await both('64-settings-narrow')
  await page.setViewportSize({ width: 760, height: 640 })
  await page.getByRole('combobox', { name: 'Section' }).selectOption('Costs')
  await both('65-settings-middle')
})
