import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { answered, call, engineAt, expect, test } from '../fixtures'
import { pressKeys } from '../helpers/keys'
import { startEditor } from '../helpers/otherPrograms'
import { callQuickAsk, quickPage } from '../helpers/quick'

// As all.screens.ts, for answers that go into another program.

const folderOfPictures = resolve(import.meta.dirname, '../../../out/screens')

test.beforeAll(() => mkdir(folderOfPictures, { recursive: true }))

for (const scheme of ['light', 'dark'] as const) {
  const shoot = async (page: Page, name: string) => {
    await page.mouse.move(0, 0)
    await page.screenshot({ path: join(folderOfPictures, `${name}-${scheme}.png`), animations: 'disabled' })
  }

  test(`an answer for another program (${scheme})`, async ({ launch, server }) => {
    server.script('/v1/chat/completions', [
      ({ sse }) => sse().chatAnswer('We have received your letter, and we thank you for it.'),
      ({ sse }) =>
        sse().chatAnswer('Count the lines:\n\n```sh\nwc -l *.txt\n```\n\nThe last line is the sum.'),
    ])
    const { app, page } = await launch({ env: engineAt(server) })
    await call(page, 'settings.update', { lookAccelerator: 'CmdOrCtrl+Shift+L' })
    const quick = await quickPage(app, page)
    await quick.emulateMedia({ colorScheme: scheme })
    const editor = await startEditor('We have recieved you letter and we thank you for it.')
    try {
      await pressKeys('ctrl+Home', 'shift+End')
      await callQuickAsk('ctrl+shift+l')
      await expect(quick.getByRole('group', { name: 'What to do with it' })).toBeVisible()
      await shoot(quick, '47-quick-actions')
      await pressKeys('ctrl+3')
      await answered(quick)
      await expect(quick.getByRole('button', { name: 'Replace', exact: true })).toBeVisible()
      await shoot(quick, '48-quick-replace')
      await pressKeys('ctrl+n')
      await quick.getByRole('textbox', { name: 'Ask anything' }).fill('How do I count lines?')
      await pressKeys('Return')
      await answered(quick)
      await expect(quick.getByRole('button', { name: 'Insert code' })).toBeVisible()
      await shoot(quick, '49-quick-insert')
      await editor.end()
      await quick.getByRole('button', { name: 'Insert', exact: true }).click()
      await expect(quick.getByText('Mousepad was closed.')).toBeVisible()
      await shoot(quick, '50-quick-copied')
    } finally {
      await editor.end()
    }
  })
}
