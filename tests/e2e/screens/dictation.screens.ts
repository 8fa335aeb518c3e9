import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { engineAt, expect, test } from '../fixtures'
import { chooseDictationKey, dictationBar, dictationKey } from '../helpers/dictationBar'
import { focusWindow, holdKeys, letGoOfKeys, pressKeys } from '../helpers/keys'
import { sayWithFlite, speakInto } from '../helpers/microphone'
import { startEditor } from '../helpers/otherPrograms'
import { callQuickAsk, quickPage } from '../helpers/quick'

// As all.screens.ts, for talking and being listened to.

const folderOfPictures = resolve(import.meta.dirname, '../../../out/screens')

test.beforeAll(() => mkdir(folderOfPictures, { recursive: true }))

for (const scheme of ['light', 'dark'] as const) {
  const shoot = async (page: Page, name: string) => {
    await page.mouse.move(0, 0)
    await page.screenshot({ path: join(folderOfPictures, `${name}-${scheme}.png`), animations: 'disabled' })
  }

  test(`listening (${scheme})`, async ({ launch, server, folder }) => {
    server.script('/v1/audio/transcriptions', ({ error }) => error(503, { message: 'No' }))
    const said = await sayWithFlite('How many people live in the old town of Prague?')
    const { app, page } = await launch({ env: engineAt(server) })
    await page.emulateMedia({ colorScheme: scheme })
    const talk = page.getByRole('button', { name: 'Hold to talk' })
    await talk.click()
    const line = page.getByRole('region', { name: 'Listening' })
    await expect(line.getByText('press once more')).toBeVisible()
    const talking = speakInto(said, join(folder, 'said.wav'))
    const meter = line.getByRole('meter', { name: 'Microphone level' })
    await expect(meter).toHaveAttribute('aria-valuenow', /^[6-9]0$/)
    await shoot(page, '90-listening')
    await talking
    await talk.click()
    await expect(page.getByRole('alert')).toBeVisible()
    await shoot(page, '91-listening-kept')
    await page.getByRole('button', { name: 'Dismiss' }).click()
    await page.getByRole('switch', { name: 'Hands-free' }).click()
    await expect(line.getByText('say something')).toBeVisible()
    await shoot(page, '92-hands-free')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Settings' }).click()
    await page.getByRole('button', { name: 'Try the microphone' }).click()
    await expect(page.getByRole('dialog').getByRole('meter')).toBeVisible()
    await page.getByRole('heading', { name: 'Dictation' }).scrollIntoViewIfNeeded()
    await shoot(page, '93-settings-listening')
    await page.keyboard.press('Escape')
    const quick = await quickPage(app, page)
    await quick.emulateMedia({ colorScheme: scheme })
    await callQuickAsk()
    await quick.getByRole('button', { name: 'Hold to talk' }).click()
    await expect(quick.getByText('press once more')).toBeVisible()
    await shoot(quick, '94-quick-listening')
    await quick.keyboard.press('Escape')
  })

  test(`the bar over other programs (${scheme})`, async ({ launch, server, folder }) => {
    const spoken = 'um the ferry to the island leaves at nine no at ten and it is full most days so be early'
    let answer = () => {}
    const untilShot = () =>
      new Promise<void>((resolve) => {
        answer = resolve
      })
    server.script('/v1/chat/completions', async ({ sse }) => {
      await untilShot()
      sse().chatAnswer('The ferry to the island leaves at ten. It is full most days, so be early.')
    })
    server.script('/v1/audio/transcriptions', [
      async ({ json }) => {
        await untilShot()
        json(200, { text: spoken })
      },
      ({ error }) => error(503, { message: 'No' }),
    ])
    const said = await sayWithFlite('The ferry to the island leaves at ten.')
    const { app, page } = await launch({ env: engineAt(server) })
    await page.emulateMedia({ colorScheme: scheme })
    await chooseDictationKey(page, true)
    const editor = await startEditor('')
    try {
      await holdKeys(dictationKey)
      const bar = await dictationBar(app)
      await bar.emulateMedia({ colorScheme: scheme })
      const status = bar.getByRole('status')
      await expect(status).toContainText('Let go')
      const talking = speakInto(said, join(folder, 'said.wav'))
      await expect(bar.getByRole('meter')).toHaveAttribute('aria-valuenow', /^[6-9]0$/)
      await shoot(bar, '95-bar-listening')
      await talking
      await letGoOfKeys()
      await expect(status).toContainText('Writing')
      await shoot(bar, '96-bar-writing')
      await server.request('/v1/audio/transcriptions')
      answer()
      await expect(status).toContainText('Polishing')
      await shoot(bar, '97-bar-polishing')
      await server.request('/v1/chat/completions')
      answer()
      await expect(status).toContainText('Inserted')
      await shoot(bar, '98-bar-inserted')
      await pressKeys(dictationKey)
      await expect(status).toContainText('when you are done')
      await shoot(bar, '99-bar-tapped')
      await speakInto(said, join(folder, 'said.wav'))
      await pressKeys(dictationKey)
      await expect(status).toContainText('kept')
      await shoot(bar, '99-bar-kept')
      await focusWindow()
      await page.getByRole('button', { name: 'Settings' }).click()
      await page.getByRole('switch', { name: 'Polish dictated text' }).scrollIntoViewIfNeeded()
      await expect(page.getByRole('dialog').getByRole('button', { name: 'Copy as words' })).toBeVisible()
      await page.getByRole('dialog').getByRole('button', { name: 'Copy as words' }).scrollIntoViewIfNeeded()
      await shoot(page, '99-settings-dictate-anywhere')
    } finally {
      await letGoOfKeys()
      await editor.end()
    }
  })
}
