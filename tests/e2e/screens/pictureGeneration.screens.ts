import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { paintSample } from '../../../src/main/engines/builtin/painter'
import type { SseWriter } from '../../fakes/faultServer'
import { answered, engineAt, expect, lastAnswer, test } from '../fixtures'
import { base64 } from '../helpers/pictures'

// `npm run screens`: pictures while they are made, and made from others.

const folder = resolve(import.meta.dirname, '../../../out/screens')

test.beforeAll(() => mkdir(folder, { recursive: true }))

const prompt = 'A fox in the snow, flat colours'

for (const scheme of ['light', 'dark'] as const) {
  const shoot = async (page: Page, name: string) => {
    await page.mouse.move(0, 0)
    await page.screenshot({ path: join(folder, `${name}-${scheme}.png`), animations: 'disabled' })
  }

  test(`generating pictures (${scheme})`, async ({ launch, server }) => {
    const paint = (words: string, width = 1024, height = 1024) =>
      paintSample(words, width, height, new AbortController().signal)
    const [first, second, third, preview] = await Promise.all([
      paint(prompt),
      paint('A second fox'),
      paint('A third fox'),
      paint('A third fox', 128, 128),
    ])
    const streams: SseWriter[] = []
    server.script('/v1/images/generations', ({ sse }) => void streams.push(sse()))
    server.script('/v1/images/edits', ({ json }) => json(200, { data: [{ b64_json: base64(second) }] }))
    const { page } = await launch({ env: engineAt(server) })
    await page.emulateMedia({ colorScheme: scheme })
    await page.getByRole('textbox', { name: 'Message' }).fill(`/image ${prompt}`)
    const form = page.getByRole('region', { name: 'Picture' })
    await form.getByRole('combobox', { name: 'Number' }).selectOption('4')
    await shoot(page, '80-generation-form')
    await page.setViewportSize({ width: 480, height: 700 })
    await shoot(page, '81-generation-form-narrow')
    await page.setViewportSize({ width: 1120, height: 780 })
    await page.getByRole('textbox', { name: 'Message' }).press('Enter')
    await server.request('/v1/images/generations', 4)
    const [one, two, three] = streams
    one?.imageCompleted(first)
    one?.end()
    two?.imagePartial(preview, 0)
    await expect(lastAnswer(page).locator('img')).toHaveCount(2)
    await lastAnswer(page).getByRole('button', { name: 'Stop this picture' }).last().click()
    await expect(lastAnswer(page).getByRole('note')).toBeVisible()
    await shoot(page, '82-generation')
    for (const stream of [two, three, streams[3]]) {
      stream?.imageCompleted(third)
      stream?.end()
    }
    await answered(page)
    await lastAnswer(page).getByRole('img').first().click()
    await page.getByRole('dialog', { name: 'Image' }).getByRole('button', { name: 'Change a part' }).click()
    const editor = page.getByRole('dialog', { name: 'Change a picture' })
    const canvas = editor.getByRole('img', { name: /^Paint/ })
    await canvas.hover()
    await page.mouse.down()
    const box = await canvas.boundingBox()
    if (box) await page.mouse.move(box.x + box.width * 0.8, box.y + box.height * 0.3, { steps: 8 })
    await page.mouse.up()
    await editor.getByRole('textbox', { name: 'What it should show' }).fill('A low red sun behind it')
    await shoot(page, '83-change-a-picture')
    await page.setViewportSize({ width: 480, height: 700 })
    await shoot(page, '84-change-a-picture-narrow')
    await page.setViewportSize({ width: 1120, height: 780 })
    await editor.getByRole('button', { name: 'Draw the change' }).click()
    await answered(page)
    await lastAnswer(page).getByRole('img', { name: 'A low red sun behind it' }).click()
    await expect(page.getByRole('list', { name: 'Made from', exact: true })).toBeVisible()
    await shoot(page, '85-made-from')
  })
}
