import { rmSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { answered, ask, expect, test, tryWithoutKey } from '../fixtures'

const folder = resolve(import.meta.dirname, '../../../out/screens')

test.beforeAll(() => mkdir(folder, { recursive: true }))

for (const scheme of ['light', 'dark'] as const) {
  const shoot = async (page: Page, name: string) => {
    await page.mouse.move(0, 0)
    await page.screenshot({ path: join(folder, `${name}-${scheme}.png`), animations: 'disabled' })
  }

  test(`backups (${scheme})`, async ({ launch, folder: profile }) => {
    const first = await launch()
    const { page } = first
    await page.emulateMedia({ colorScheme: scheme })
    await tryWithoutKey(page)
    await ask(page, '/image a kite over the sea')
    await answered(page)
    await page.getByRole('button', { name: 'Settings' }).click()
    const settings = page.getByRole('dialog', { name: 'Settings' })
    await settings.getByRole('button', { name: 'Back up now' }).scrollIntoViewIfNeeded()
    for (let count = 0; count < 3; count += 1) {
      await settings.getByRole('button', { name: 'Back up now' }).click()
      await expect(settings.getByText(`${count + 1} kept`)).toBeVisible()
      await expect(settings.getByText(/^Backed up/)).toBeVisible()
    }
    await settings.getByText(/^Backed up/).scrollIntoViewIfNeeded()
    await shoot(page, 'backups-1-settings')
    await settings.getByRole('button', { name: 'Restore…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Restore a backup' })
    await expect(dialog.getByRole('listitem')).toHaveCount(3)
    await shoot(page, 'backups-2-list')
    await dialog.getByRole('listitem').nth(1).getByRole('button').click()
    await expect(dialog.getByRole('button', { name: 'Back' })).toBeFocused()
    await shoot(page, 'backups-3-confirm')
    await dialog.getByRole('button', { name: 'Restore', exact: true }).click()
    await expect(page.getByText(/^Restored 1 conversation/)).toBeVisible()
    await shoot(page, 'backups-4-restored')
    await first.quit()
    rmSync(join(profile, 'library.db'))
    const second = await launch()
    await second.page.emulateMedia({ colorScheme: scheme })
    await expect(second.page.getByText('There is no history file')).toBeVisible()
    await shoot(second.page, 'backups-5-missing')
  })
}
