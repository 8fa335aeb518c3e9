import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ElectronApplication, Locator, Page } from '@playwright/test'
import { writeChatgptFile } from '../../bench/lib/chatgptFile'
import { fakeConversation, writeZip } from '../fakes/chatgptExport'
import { engineAt, expect, test } from './fixtures'
import { violationsOf } from './helpers/accessibility'
import { samplePng } from './helpers/pictures'

/** What the user would choose in the system's dialogs. */
const willChoose = (app: ElectronApplication, path: string | null) =>
  app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = async () =>
      chosen === null ? { canceled: true, filePaths: [] } : { canceled: false, filePaths: [chosen] }
  }, path)
const willSaveAs = (app: ElectronApplication, path: string) =>
  app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath })
  }, path)

const openSettings = async (page: Page) => {
  await page.getByRole('button', { name: 'Settings' }).click()
  const dialog = page.getByRole('dialog', { name: 'Settings' })
  await expect(dialog.getByRole('button', { name: 'Import…' })).toBeEnabled()
  return dialog
}
/** The status of the import's end: there are other sections with a status of their own. */
const statusIn = (dialog: Locator) => dialog.locator('[data-section="history"]').getByRole('status')

test('a ChatGPT export comes in with its branches and pictures, twice without doubles, and what is missing is reported', async ({
  launch,
  server,
  folder,
}) => {
  const pointer = (id: string) => ({ content_type: 'image_asset_pointer', asset_pointer: `sediment://${id}` })
  const path = await writeZip(join(folder, 'export.zip'), {
    'conversations.json': JSON.stringify([
      fakeConversation(
        'c1',
        [
          {
            id: 'q',
            role: 'user',
            content: {
              content_type: 'multimodal_text',
              parts: [pointer('file_00aa'), 'Why do kites fly?', pointer('file_00bb')],
            },
          },
          { id: 'a1', parent: 'q', role: 'assistant', text: 'Because of **wind**.' },
          { id: 'a2', parent: 'q', role: 'assistant', text: 'Because of string.' },
        ],
        { title: 'Kites' },
      ),
    ]),
    'user-1/file_00aa-x.png': await samplePng(1, 64, 48),
  })
  // Main keeps how the last import ended, so the app is this test's own.
  const { app, page } = await launch({ env: engineAt(server) })
  let dialog = await openSettings(page)
  await willChoose(app, null)
  await dialog.getByRole('button', { name: 'Import…' }).click()
  await expect(dialog.getByRole('button', { name: 'Import…' })).toBeEnabled()
  await willChoose(app, path)
  await dialog.getByRole('button', { name: 'Import…' }).click()
  await expect(statusIn(dialog).first()).toHaveText(
    'Done. Imported 1 conversation, 3 messages and 1 picture.',
  )
  await dialog.getByText('1 thing did not come along').click()
  await expect(dialog.getByText('1 picture spoken of, but not in the file')).toBeVisible()
  expect(await violationsOf(page)).toEqual([])
  await willSaveAs(app, join(folder, 'report.txt'))
  await dialog.getByRole('button', { name: 'Save report…' }).click()
  await expect(dialog.getByText('Saved as report.txt.')).toBeVisible()
  expect(await readFile(join(folder, 'report.txt'), 'utf8')).toContain('Picture from “Kites”')
  await page.keyboard.press('Escape')

  const list = page.getByRole('navigation', { name: 'Conversations' })
  await list.getByRole('link', { name: /Kites/ }).click()
  const log = page.getByRole('log', { name: 'Conversation' })
  await expect(log.getByRole('article', { name: /^Assistant/ })).toContainText('Because of string.')
  await expect(log.getByRole('img', { name: 'Picture from “Kites”' })).toBeVisible()
  await expect(log).toContainText('2/2')

  dialog = await openSettings(page)
  // How the last one ended is still there.
  await expect(statusIn(dialog).first()).toContainText('Imported 1 conversation')
  await dialog.getByRole('button', { name: 'Import…' }).click()
  await expect(
    dialog.getByText('Done. Nothing new. 1 conversation was here already and stays as it is.'),
  ).toBeVisible()

  await willChoose(app, join(folder, 'settings.json'))
  await dialog.getByRole('button', { name: 'Import…' }).click()
  await expect(dialog.locator('[data-section="history"]').getByRole('alert')).toContainText(
    'There is nothing in it that can be imported',
  )
})

test('a long import goes on while settings are closed and the page reloads, shows how far it is, and is cancelled', async ({
  launch,
  server,
  folder,
}) => {
  const path = join(folder, 'conversations.json')
  await writeChatgptFile(path, 60)
  const { app, page } = await launch({ env: engineAt(server) })
  await willChoose(app, path)
  let dialog = await openSettings(page)
  await dialog.getByRole('button', { name: 'Import…' }).click()
  const bar = dialog.getByRole('progressbar', { name: 'Import' })
  await expect(bar).toHaveAttribute('aria-valuenow', /^[1-9]/)
  expect(await violationsOf(page)).toEqual([])
  await page.keyboard.press('Escape')
  // What came in so far is in the list, and can be opened meanwhile.
  await expect(
    page.getByRole('navigation', { name: 'Conversations' }).getByRole('link').first(),
  ).toBeVisible()
  await page.reload()
  await page.getByRole('button', { name: 'Settings' }).click()
  dialog = page.getByRole('dialog', { name: 'Settings' })
  await expect(dialog.getByRole('progressbar', { name: 'Import' })).toBeVisible()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(statusIn(dialog).first()).toHaveText(/^Cancelled\. [\d,]+ conversations/)
  await expect(dialog.getByRole('progressbar', { name: 'Import' })).toBeHidden()
})

test('an export that is dropped on the window comes in after asking', async ({ launch, server, folder }) => {
  const path = await writeZip(join(folder, 'dropped.zip'), {
    'conversations.json': JSON.stringify([
      fakeConversation('c1', [{ id: 'q' }, { id: 'a' }], { title: 'Kites' }),
    ]),
  })
  const { page } = await launch({ env: engineAt(server) })
  // A file of the system's, as a real drop brings it: one that a script makes has no path.
  await page.evaluate(() => {
    document.body.append(Object.assign(document.createElement('input'), { type: 'file', id: 'probe' }))
  })
  await page.locator('#probe').setInputFiles(path)
  const transfer = await page.evaluateHandle(() => {
    const made = new DataTransfer()
    const [file] = document.querySelector<HTMLInputElement>('#probe')?.files ?? []
    if (file) made.items.add(file)
    return made
  })
  await page.getByRole('heading', { level: 1 }).dispatchEvent('drop', { dataTransfer: transfer })
  const offer = page.getByRole('alertdialog', { name: 'Import 1 conversation?' })
  await expect(offer).toContainText('“dropped.zip” is a ChatGPT export.')
  await offer.getByRole('button', { name: 'Import' }).click()
  const dialog = page.getByRole('dialog', { name: 'Settings' })
  await expect(statusIn(dialog).first()).toHaveText('Done. Imported 1 conversation and 2 messages.')
})
