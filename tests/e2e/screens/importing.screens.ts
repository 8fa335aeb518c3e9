import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { writeChatgptFile } from '../../../bench/lib/chatgptFile'
import { fakeConversation, writeZip } from '../../fakes/chatgptExport'
import { engineAt, expect, test } from '../fixtures'

// Bringing in history: while it runs, how it ends with something left out, and a file that is none.

const folder = resolve(import.meta.dirname, '../../../out/screens')
test.beforeAll(() => mkdir(folder, { recursive: true }))

for (const scheme of ['light', 'dark'] as const) {
  test(`importing (${scheme})`, async ({ launch, server, folder: profile }) => {
    const shoot = async (page: Page, name: string) => {
      await page.mouse.move(0, 0)
      await page.screenshot({ path: join(folder, `${name}-${scheme}.png`), animations: 'disabled' })
    }
    const long = join(profile, 'conversations.json')
    await writeChatgptFile(long, 60)
    const attachments = ['Plan of the kite.dwg', 'Wind 2024.xlsx', 'Song.mp3'].map((name, index) => ({
      id: `file-Gone${index}`,
      name,
    }))
    const short = await writeZip(join(profile, 'export.zip'), {
      'conversations.json': JSON.stringify(
        ['Kites', 'Ferries', 'A letter'].map((title, index) =>
          fakeConversation(`c${index}`, [{ id: 'q', metadata: { attachments } }, { id: 'a' }], { title }),
        ),
      ),
      'file-Gone2-Song.mp3': Buffer.from([0xff, 0xfb, 0, 0]),
    })
    const { app, page } = await launch({ env: engineAt(server) })
    await page.emulateMedia({ colorScheme: scheme })
    const choose = async (path: string) => {
      await app.evaluate(({ dialog }, chosen) => {
        dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] })
      }, path)
      await page.getByRole('button', { name: 'Import…' }).click()
    }
    await page.getByRole('button', { name: 'Settings' }).click()
    await choose(long)
    await expect(page.getByRole('progressbar', { name: 'Import' })).toHaveAttribute('aria-valuenow', /^[4-9]/)
    await page.getByRole('heading', { name: 'History' }).scrollIntoViewIfNeeded()
    await shoot(page, '40-importing')
    await page.getByRole('button', { name: 'Cancel' }).click()
    await expect(page.getByText(/^Cancelled/)).toBeVisible()
    await choose(short)
    await page.getByText(/things did not come along/).click()
    await page.getByRole('button', { name: 'Save report…' }).scrollIntoViewIfNeeded()
    await shoot(page, '41-imported')
    await choose(join(profile, 'settings.json'))
    await expect(page.locator('[data-section="history"]').getByRole('alert')).toBeVisible()
    await shoot(page, '42-not-imported')
  })
}
