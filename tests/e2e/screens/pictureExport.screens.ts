import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { paintSample } from '../../../src/main/engines/builtin/painter'
import { engineAt, expect, test } from '../fixtures'
import { base64 } from '../helpers/pictures'
import { converse } from '../helpers/scenes'

// `npm run screens`: pictures on their way out.

const folder = resolve(import.meta.dirname, '../../../out/screens')

test.beforeAll(() => mkdir(folder, { recursive: true }))

for (const scheme of ['light', 'dark'] as const) {
  const shoot = async (page: Page, name: string) => {
    await page.mouse.move(0, 0)
    await page.screenshot({ path: join(folder, `${name}-${scheme}.png`), animations: 'disabled' })
  }

  test(`exporting pictures (${scheme})`, async ({ launch, server, folder: profile }) => {
    const prompt = 'A lighthouse on a cliff in the evening sun, flat colours'
    const picture = await paintSample(prompt, 1024, 1024, new AbortController().signal)
    server.script('/v1/images/generations', ({ json }) =>
      json(200, { created: 1_700_000_000, data: [{ b64_json: base64(picture) }] }),
    )
    const { app, page } = await launch({ env: engineAt(server) })
    await page.emulateMedia({ colorScheme: scheme })
    const willChoose = (path: string) =>
      app.evaluate(({ dialog }, path) => {
        dialog.showSaveDialog = async () => ({ canceled: false, filePath: path })
      }, path)
    await converse(page, `/image ${prompt}`)
    await page.getByRole('img', { name: prompt }).click()
    const image = page.getByRole('dialog', { name: 'Image' })
    await willChoose(join(profile, 'Lighthouse.png'))
    await image.getByRole('button', { name: 'Export image' }).click()
    await expect(image.getByRole('status')).toContainText('Saved as')
    await shoot(page, '70-picture-saved')
    await image.getByRole('button', { name: 'Export options…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Export a picture' })
    await expect(dialog).toBeVisible()
    await shoot(page, '71-export-picture')
    await dialog.getByRole('radio', { name: 'JPEG' }).check({ force: true })
    await dialog.getByRole('radio', { name: 'Prompt, model, date' }).check({ force: true })
    await dialog.getByRole('textbox', { name: 'Name' }).fill('{date} {prompt}')
    await willChoose(join(profile, 'Lighthouse.jpg'))
    await dialog.getByRole('button', { name: 'Export…' }).click()
    await expect(dialog.getByRole('status')).toContainText('Saved as')
    await dialog.getByRole('button', { name: 'Show in folder' }).scrollIntoViewIfNeeded()
    await shoot(page, '72-exported-picture')
    await willChoose(join(profile, 'no such folder', 'Lighthouse.jpg'))
    await dialog.getByRole('button', { name: 'Export…' }).click()
    await expect(dialog.getByRole('alert')).toBeVisible()
    await page.setViewportSize({ width: 480, height: 640 })
    await dialog.getByRole('button', { name: 'Export…' }).scrollIntoViewIfNeeded()
    await shoot(page, '73-export-picture-failed-narrow')
    await page.setViewportSize({ width: 1120, height: 780 })
    await dialog.getByRole('button', { name: 'Close' }).first().click()
    await page.keyboard.press('Escape')

    const second = 'A harbour in the morning, flat colours'
    const other = await paintSample(second, 1024, 768, new AbortController().signal)
    server.script('/v1/images/generations', ({ json }) =>
      json(200, { created: 1_700_000_000, data: [{ b64_json: base64(other) }] }),
    )
    await converse(page, `/image ${second}`)
    await page.getByRole('button', { name: 'Gallery' }).click()
    const gallery = page.getByRole('region', { name: 'Gallery' })
    for (const name of [prompt, second])
      await gallery.getByRole('img', { name }).click({ modifiers: ['ControlOrMeta'] })
    await gallery.getByRole('button', { name: 'Export…' }).click()
    const many = page.getByRole('dialog', { name: 'Export 2 pictures' })
    await willChoose(join(profile, 'Pictures.zip'))
    await many.getByRole('radio', { name: 'One archive' }).check({ force: true })
    await many.getByRole('textbox', { name: 'Name' }).fill('{number} {prompt}')
    await many.getByRole('button', { name: 'Export…' }).click()
    await expect(many.getByRole('status')).toContainText('Done.')
    await many.getByRole('button', { name: 'Done' }).scrollIntoViewIfNeeded()
    await shoot(page, '74-exported-pictures')
  })
}
