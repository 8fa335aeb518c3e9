import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { engineAt, expect, test } from '../fixtures'
import { sayWithFlite, speakInto } from '../helpers/microphone'
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
}
