import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { engineAt, expect, test } from '../fixtures'
import { callQuickAsk, quickPage } from '../helpers/quick'

// `npm run screens`: commands by slash, the form of their blanks, and their editor.

const pictures = resolve(import.meta.dirname, '../../../out/screens')

const everything = resolve(
  import.meta.dirname,
  '../../../node_modules/@modelcontextprotocol/server-everything/dist/index.js',
)

test.beforeAll(() => mkdir(pictures, { recursive: true }))

test('commands', async ({ launch, server, folder }) => {
  test.setTimeout(120_000)
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
  await page.getByRole('button', { name: 'Edit Translate', exact: true }).click()
  await both(page, '48-settings-command')
  await page.keyboard.press('Escape')
  const quick = await quickPage(app, page)
  await callQuickAsk('ctrl+shift+l')
  await walk(quick, 'Ask anything', '49-quick-commands')

  await page.getByRole('button', { name: 'Settings' }).click()
  const settings = page.getByRole('dialog', { name: 'Settings' })
  await settings.getByRole('button', { name: 'Add tool server…' }).click()
  const adding = page.getByRole('dialog', { name: 'Add tool server' })
  await adding.getByRole('textbox', { name: 'Command, address or JSON' }).fill(`node ${everything} stdio`)
  await adding.getByRole('button', { name: 'Add', exact: true }).click()
  const item = settings.getByRole('listitem', { name: 'everything', exact: true })
  await item.getByRole('switch', { name: 'On' }).click()
  await item.getByRole('button', { name: 'Allow and start' }).click()
  await expect(item).toContainText(/\d+ tools · running/, { timeout: 30_000 })
  await page.keyboard.press('Escape')
  const field = page.getByRole('textbox', { name: 'Message' })
  await field.pressSequentially('/ever')
  await expect(page.getByRole('option')).toHaveCount(4)
  await both(page, '49-prompts-menu')
  await field.fill('')
  await field.pressSequentially('/completable')
  await field.press('Enter')
  await expect(page.getByRole('combobox', { name: 'department' })).toBeVisible()
  await both(page, '49-prompts-form')
  await page.keyboard.press('Escape')
  await field.fill('')
  const attach = page.getByRole('button', { name: 'Attach files' })
  await attach.click()
  await expect(page.getByRole('menuitem', { name: 'From everything…' })).toBeVisible()
  await both(page, '49-attach-menu')
  await page.getByRole('menuitem', { name: 'From everything…' }).click()
  await expect(page.getByRole('dialog', { name: 'From everything' })).toBeVisible()
  await both(page, '49-resources')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('list', { name: 'Attachments' }).getByText(/characters$/)).toBeVisible()
  await both(page, '49-resource-attached')
})
