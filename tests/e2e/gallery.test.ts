import { existsSync, readdirSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { readImageHeader } from '../../src/shared/lib/imageHeader'
import { call, expect, test } from './fixtures'
import { violationsOf } from './helpers/accessibility'
import { fillGallery, type Made } from './helpers/gallery'
import { samplePng } from './helpers/pictures'

const day = 24 * 60 * 60_000
const count = 120

/** Today, yesterday, and a few months; the newest is number 0. */
const many = (now: number): readonly Made[] =>
  Array.from({ length: count }, (_, index) => ({
    prompt: `Picture ${index}`,
    at: index < 3 ? now - index * 1_000 : index < 6 ? now - day - index * 1_000 : now - (40 + index) * day,
    conversationId: index % 20 === 0 ? 'harbour' : 'meadow',
    model: index % 20 === 0 ? 'painter-2' : 'painter-1',
    // Wide, tall, square.
    size: index % 3 === 0 ? [96, 64] : index % 3 === 1 ? [48, 72] : [64, 64],
  }))

/**
 * A zone in which no day ends while the test runs, whenever that is. (The sign of these names is the other
 * way round.)
 */
const whereItIsNoon = (): string => {
  const hours = new Date().getUTCHours() - 12
  return `Etc/GMT${hours < 0 ? '' : '+'}${hours}`
}

const galleryOf = (page: Page) => page.getByRole('region', { name: 'Gallery' })
const cellOf = (page: Page, prompt: string) =>
  galleryOf(page).getByRole('gridcell', { name: prompt, exact: true })
const selectedCount = (page: Page) =>
  page.getByRole('toolbar', { name: 'Selected pictures' }).getByRole('status')

/** Really drawn, with a width of its own. */
const isDrawn = (page: Page, prompt: string) =>
  galleryOf(page)
    .getByRole('img', { name: prompt, exact: true })
    .evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth > 0)

test('a gallery of many: by keyboard, in part, chosen, narrowed, with a picture large and the way back', async ({
  launch,
  folder,
}) => {
  await writeFile(
    join(folder, 'settings.json'),
    '{"makeTitles": false, "welcomed": true, "engineId": "builtin"}',
  )
  const ids = await fillGallery(folder, many(Date.now()))
  const { page, quit } = await launch({ env: { TZ: whereItIsNoon() } })
  await page.getByRole('button', { name: 'Gallery' }).click()
  const gallery = galleryOf(page)
  await expect(gallery.getByRole('status').first()).toHaveText(`${count} pictures`)
  await expect(gallery.getByRole('rowheader', { name: /^Today/ })).toBeVisible()
  await expect(gallery.getByRole('rowheader', { name: /^Yesterday/ })).toBeVisible()
  await expect.poll(() => isDrawn(page, 'Picture 0')).toBe(true)
  // Only what is in sight is there.
  expect(await gallery.getByRole('gridcell').count()).toBeLessThan(count)

  // By keyboard to the end and back; the cell with the keys is always one that can be seen.
  await cellOf(page, 'Picture 0').focus()
  await page.keyboard.press('Control+End')
  await expect(cellOf(page, `Picture ${count - 1}`)).toBeFocused()
  await expect(cellOf(page, `Picture ${count - 1}`)).toBeInViewport()
  await expect.poll(() => isDrawn(page, `Picture ${count - 1}`)).toBe(true)
  await page.keyboard.press('ArrowLeft')
  await expect(cellOf(page, `Picture ${count - 2}`)).toBeFocused()
  await page.keyboard.press('Control+Home')
  await expect(cellOf(page, 'Picture 0')).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await expect(cellOf(page, 'Picture 3')).toBeFocused()

  // Chosen: one, a stretch, all of them, none.
  await page.keyboard.press('Space')
  await expect(selectedCount(page)).toHaveText('1 selected')
  await expect(cellOf(page, 'Picture 3')).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.press('Shift+ArrowRight')
  await expect(selectedCount(page)).toHaveText('3 selected')
  expect(await violationsOf(page)).toEqual([])
  await page.keyboard.press('Control+a')
  await expect(selectedCount(page)).toHaveText(`${count} selected`)
  await cellOf(page, 'Picture 1').click()
  await expect(selectedCount(page)).toHaveText(`${count - 1} selected`)
  await page.keyboard.press('Escape')
  await expect(selectedCount(page)).toHaveCount(0)

  // Narrowed by model and by conversation, to nothing, and wide again.
  await gallery.getByRole('combobox', { name: 'Model' }).selectOption('painter-2')
  await expect(gallery.getByRole('status').first()).toHaveText('6 pictures')
  await gallery.getByRole('combobox', { name: 'Conversation' }).selectOption({ label: 'About meadow (114)' })
  await expect(gallery).toContainText('Nothing found')
  await gallery.getByRole('button', { name: 'Show all pictures' }).click()
  await expect(gallery.getByRole('status').first()).toHaveText(`${count} pictures`)
  await gallery.getByRole('combobox', { name: 'When' }).selectOption('Today')
  await expect(gallery.getByRole('img')).toHaveCount(3)
  await gallery.getByRole('button', { name: 'Show all', exact: true }).click()

  // Large: what is known of it, the next one, larger and whole again, and back to its message.
  await gallery.getByRole('searchbox', { name: 'Search pictures' }).fill('picture 100')
  await expect(gallery.getByRole('img')).toHaveCount(1)
  await gallery.getByRole('searchbox', { name: 'Search pictures' }).fill('')
  await cellOf(page, 'Picture 1').click()
  const dialog = page.getByRole('dialog', { name: 'Image' })
  await expect(dialog).toContainText('48 × 72')
  await expect(dialog).toContainText('painter-1')
  await expect(dialog).toContainText('About meadow')
  expect(await violationsOf(page)).toEqual([])
  await page.keyboard.press('ArrowRight')
  await expect(dialog.getByRole('img', { name: 'Picture 2', exact: true })).toBeVisible()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowLeft')
  await expect(dialog.getByRole('img', { name: 'Picture 0', exact: true })).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Previous picture' })).toHaveCount(0)
  const shown = dialog.getByRole('img', { name: 'Picture 0', exact: true })
  await expect.poll(async () => (await shown.boundingBox())?.width).toBe(96)
  for (let step = 0; step < 9; step += 1) await page.keyboard.press('+')
  await expect.poll(async () => (await shown.boundingBox())?.width).toBe(768)
  await page.keyboard.press('0')
  await expect.poll(async () => (await shown.boundingBox())?.width).toBe(96)
  await dialog.getByRole('button', { name: 'Show in conversation' }).click()
  await expect(page.locator('article[data-message="m0"]')).toBeInViewport()

  // Thumbnails were made of what was in sight only, and are no pictures of their own.
  await expect.poll(() => readdirSync(join(folder, 'thumbnails')).length).toBeGreaterThan(3)
  expect(readdirSync(join(folder, 'thumbnails')).length).toBeLessThan(count)
  await quit()
  expect(existsSync(join(folder, 'thumbnails', `${ids[0]}.webp`))).toBe(true)
})

test('thumbnails: made once, made anew where they were lost, told in place where the picture is', async ({
  launch,
  folder,
}) => {
  await writeFile(
    join(folder, 'settings.json'),
    '{"makeTitles": false, "welcomed": true, "engineId": "builtin"}',
  )
  const whole = await samplePng(300, 900, 1_200)
  const broken = new Uint8Array(whole.subarray(0, 60))
  const now = Date.now()
  const picture = (prompt: string, bytes?: Uint8Array): Made => ({
    prompt,
    at: now,
    conversationId: 'c',
    ...(bytes ? { bytes } : {}),
  })
  const [wholeId = '', , goneId = ''] = await fillGallery(folder, [
    picture('whole', whole),
    picture('broken', broken),
    picture('gone'),
  ])
  await rm(join(folder, 'pictures', `${goneId}.png`))
  const first = await launch()
  await first.page.getByRole('button', { name: 'Gallery' }).click()
  await expect.poll(() => isDrawn(first.page, 'whole')).toBe(true)
  await expect(galleryOf(first.page).getByText('The file is damaged: broken')).toBeAttached()
  await expect(galleryOf(first.page).getByText('The file is missing: gone')).toBeAttached()
  expect(await violationsOf(first.page)).toEqual([])
  const file = join(folder, 'thumbnails', `${wholeId}.webp`)
  await expect.poll(() => existsSync(file)).toBe(true)
  const { readFile } = await import('node:fs/promises')
  expect(readImageHeader(new Uint8Array(await readFile(file)))).toEqual({
    format: 'webp',
    width: 384,
    height: 512,
  })

  // What is no thumbnail is not kept, wherever it comes from.
  const bytes = (await samplePng(1)).slice()
  const refusal = await first.page.evaluate(
    ([pictureId, list]) =>
      (
        globalThis as unknown as { parley: { call(name: string, input: unknown): Promise<unknown> } }
      ).parley.call('gallery.keepThumbnail', { pictureId, bytes: Uint8Array.from(list) }),
    [wholeId, [...bytes]] as const,
  )
  expect(refusal).toMatchObject({ ok: false, failure: { code: 'picture/unreadable' } })
  await first.quit()

  // Derived data: where it is gone or spoilt, the user does not notice.
  await writeFile(file, 'no picture')
  const second = await launch()
  await second.page.getByRole('button', { name: 'Gallery' }).click()
  await expect.poll(() => isDrawn(second.page, 'whole')).toBe(true)
  await expect.poll(async () => (await readFile(file)).byteLength).toBeGreaterThan(100)
  expect((await call(second.page, 'gallery.outline', { filter: {} })).total).toBe(3)
})
