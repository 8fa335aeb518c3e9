import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { engineAt, expect, test } from '../fixtures'
import { callQuickAsk, quickPage } from '../helpers/quick'

// `npm run screens`: commands by slash, the form of their blanks, and their editor.

const pictures = resolve(import.meta.dirname, '../../../out/screens')

test.beforeAll(() => mkdir(pictures, { recursive: true }))

test('commands', async ({ launch, server, folder }) => {
  await writeFile(
    join(folder, 'settings.json'),
    '{"makeTitles": false, "quickAccelerator": "CmdOrCtrl+Shift+L"}',
  )
  const { app, page } = await launch({ env: engineAt(server) })
  const both = async (target: Page, name: string) => {
    for (const scheme of ['light', 'dark'] as const) {
      await target.emulateMedia({ colorScheme: scheme })
      await target.mouse.move(0, 0)
      await target.screenshot({ path: join(pictures, `${name}-${scheme}.png`), animations: 'disabled' })
    }
  }
  await app.evaluate(({ clipboard }) => clipboard.writeText('Everything flows.\nNothing stays.'))
  const walk = async (target: Page, label: string, name: string) => {
    const field = target.getByRole('textbox', { name: label })
    await field.pressSequentially('/')
    await expect(target.getByRole('listbox', { name: 'Commands' })).toBeVisible()
    await both(target, `${name}-menu`)
    await field.pressSequentially('email')
    await field.press('Enter')
    await expect(target.getByRole('form', { name: 'Write an email' })).toBeVisible()
    await both(target, `${name}-form`)
    await target.keyboard.press('Escape')
    await field.fill('')
  }
  await walk(page, 'Message', '47-commands')
  await page.setViewportSize({ width: 640, height: 640 })
  await walk(page, 'Message', '47-commands-narrow')
  await page.setViewportSize({ width: 1120, height: 780 })
  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByRole('navigation', { name: 'Sections' }).getByRole('button', { name: 'Commands' }).click()
  await both(page, '48-settings-commands')
  await page.getByRole('button', { name: 'Edit Translate' }).click()
  await both(page, '48-settings-command')
  await page.keyboard.press('Escape')
  const quick = await quickPage(app, page)
  await callQuickAsk('ctrl+shift+l')
  await walk(quick, 'Ask anything', '49-quick-commands')
})
