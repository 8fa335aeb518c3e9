import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { engineAt, expect, test } from '../fixtures'
import { Desktop } from '../helpers/desktop'
import { callQuickAsk, quickPage } from '../helpers/quick'

// As all.screens.ts, for what reaches beyond Parley's windows.

const folderOfPictures = resolve(import.meta.dirname, '../../../out/screens')

test.beforeAll(() => mkdir(folderOfPictures, { recursive: true }))

for (const scheme of ['light', 'dark'] as const) {
  const shoot = async (page: Page, name: string) => {
    await page.mouse.move(0, 0)
    await page.screenshot({
      path: join(folderOfPictures, `${name}-${scheme}.png`),
      animations: 'disabled',
    })
  }
  const useScheme = (page: Page) => page.emulateMedia({ colorScheme: scheme })

  test(`outside its windows (${scheme})`, async ({ launch, server, folder }) => {
    await writeFile(
      join(folder, 'settings.json'),
      '{"makeTitles": false, "quickAccelerator": null, "lookAccelerator": "CmdOrCtrl+Shift+L"}',
    )
    server.script('/v1/chat/completions', ({ sse }) =>
      sse().chatAnswer('A river you step into twice is a different one.'),
    )
    const desktop = await Desktop.start({ notifications: false })
    const { app, page } = await launch({ env: engineAt(server) })
    await useScheme(page)
    await app.evaluate(({ clipboard }) => clipboard.writeText('Everything flows.\nNothing stays.'))
    await page.getByRole('button', { name: 'Add context' }).click()
    await expect(page.getByRole('menu')).toBeVisible()
    await shoot(page, '40-look-menu')
    await page.getByRole('menuitem', { name: 'Clipboard' }).click()
    await expect(page.getByRole('group', { name: 'What to do with it' })).toBeVisible()
    await shoot(page, '41-look')
    await page.getByRole('button', { name: 'Settings' }).click()
    await page.getByRole('heading', { name: 'Background' }).scrollIntoViewIfNeeded()
    await page.getByRole('switch', { name: 'Mute' }).scrollIntoViewIfNeeded()
    await shoot(page, '42-settings-background')
    await page.getByRole('group', { name: 'What is on your screen' }).scrollIntoViewIfNeeded()
    await shoot(page, '43-settings-look')
    await page.keyboard.press('Escape')
    await desktop.icon()
    await app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()
        .find(({ title }) => title === 'Parley')
        ?.close(),
    )
    await expect(page.getByRole('alertdialog', { name: 'Keep Parley running?' })).toBeVisible()
    await shoot(page, '44-closing')
    await page.getByRole('button', { name: 'Cancel' }).click()
    const quick = await quickPage(app, page)
    await useScheme(quick)
    await callQuickAsk('ctrl+shift+l')
    await expect(quick.getByRole('group', { name: 'What to do with it' })).toBeVisible()
    await shoot(quick, '45-quick-look')
    await quick.getByRole('button', { name: 'Explain' }).click()
    await expect(quick.getByRole('button', { name: 'Copy', exact: true })).toBeVisible()
    await shoot(quick, '46-quick-answer')
    desktop.close()
  })
}
