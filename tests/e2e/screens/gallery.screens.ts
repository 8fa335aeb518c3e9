import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { ElectronApplication, Page } from '@playwright/test'
import { paintSample } from '../../../src/main/engines/builtin/painter'
import { expect, test } from '../fixtures'
import { fillGallery, galleryDrawn, type Made } from '../helpers/gallery'

// `npm run screens`: the gallery with something in it, with nothing, and one of its pictures.

const folder = resolve(import.meta.dirname, '../../../out/screens')
const day = 24 * 60 * 60_000

const prompts = [
  'A lighthouse on a cliff, storm clouds, long exposure',
  'Two foxes asleep in the snow',
  'A ferry on a wide river, flat colours, low sun',
  'The old harbour at dawn, watercolour',
  'A city of glass under the sea',
  'A red kite above green hills',
  'Mountains in layers of mist',
  'An observatory under the Milky Way',
  'A garden of paper flowers',
  'Desert road to nowhere, seventies postcard',
]

const pictures = async (): Promise<readonly Made[]> => {
  const noon = new Date().setHours(12, 0, 0, 0)
  const sizes = [
    [512, 512],
    [768, 512],
    [512, 768],
  ] as const
  return Promise.all(
    Array.from({ length: 48 }, async (_, index): Promise<Made> => {
      const prompt = `${prompts[index % prompts.length]}${index < prompts.length ? '' : `, number ${index}`}`
      const [width, height] = sizes[index % 3] ?? [512, 512]
      return {
        prompt,
        at:
          index < 5
            ? noon - index * 60_000
            : index < 9
              ? noon - day - index * 60_000
              : noon - index * 3 * day,
        conversationId: index % 3 === 0 ? 'the harbour' : 'foxes and other animals',
        model: index % 4 === 0 ? 'gpt-image-2' : 'flux-schnell',
        bytes: await paintSample(prompt, width, height, new AbortController().signal),
      }
    }),
  )
}

const resize = (app: ElectronApplication, width: number, height: number) =>
  app.evaluate(
    ({ BrowserWindow }, [width, height]) => {
      const [window] = BrowserWindow.getAllWindows().filter((each) => each.isVisible())
      window?.setContentSize(width, height)
    },
    [width, height] as const,
  )

for (const scheme of ['light', 'dark'] as const) {
  const shoot = async (page: Page, name: string) => {
    await page.mouse.move(0, 0)
    await page.screenshot({ path: join(folder, `${name}-${scheme}.png`), animations: 'disabled' })
  }

  test(`gallery (${scheme})`, async ({ launch, folder: profile }) => {
    await mkdir(folder, { recursive: true })
    await writeFile(
      join(profile, 'settings.json'),
      '{"makeTitles": false, "welcomed": true, "engineId": "builtin"}',
    )
    const made = await pictures()
    await fillGallery(profile, [
      ...made,
      {
        ...(made[0] as Made),
        prompt: 'A file that was cut off',
        bytes: (made[3] as Made).bytes?.slice(0, 70) as Uint8Array,
      },
    ])
    const { app, page } = await launch()
    await page.emulateMedia({ colorScheme: scheme })
    await page.getByRole('button', { name: 'Gallery' }).click()
    const gallery = page.getByRole('region', { name: 'Gallery' })
    await galleryDrawn(page)
    await shoot(page, '70-gallery')
    await gallery.getByRole('gridcell').nth(2).focus()
    await page.keyboard.press('Space')
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('Shift+ArrowRight')
    await expect(page.getByRole('toolbar', { name: 'Selected pictures' })).toContainText('4 selected')
    await shoot(page, '71-gallery-selected')
    await page.keyboard.press('Escape')
    await gallery.getByRole('combobox', { name: 'Model' }).selectOption('gpt-image-2')
    await gallery.getByRole('searchbox', { name: 'Search pictures' }).fill('lighthouse')
    await expect(gallery.getByRole('status').first()).not.toHaveText('49 pictures')
    await galleryDrawn(page)
    await shoot(page, '72-gallery-filtered')
    await gallery.getByRole('searchbox', { name: 'Search pictures' }).fill('a whale')
    await expect(gallery).toContainText('Nothing found')
    await shoot(page, '73-gallery-no-hit')
    await gallery.getByRole('button', { name: 'Show all pictures' }).click()
    await galleryDrawn(page)
    await resize(app, 640, 700)
    await galleryDrawn(page)
    await shoot(page, '74-gallery-narrow')
    await gallery.getByRole('gridcell').nth(2).click()
    const dialog = page.getByRole('dialog', { name: 'Image' })
    await expect(dialog.getByRole('button', { name: 'Show in conversation' })).toBeVisible()
    await shoot(page, '76-image-narrow')
    await resize(app, 1_280, 860)
    await shoot(page, '75-image')
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('+')
    await shoot(page, '75-image-zoomed')
    await page.keyboard.press('Escape')
    await resize(app, 2_400, 1_200)
    await galleryDrawn(page)
    await shoot(page, '77-gallery-wide')
  })

  test(`gallery without pictures (${scheme})`, async ({ launch, folder: profile }) => {
    await writeFile(
      join(profile, 'settings.json'),
      '{"makeTitles": false, "welcomed": true, "engineId": "builtin"}',
    )
    const { page } = await launch()
    await page.emulateMedia({ colorScheme: scheme })
    await page.getByRole('button', { name: 'Gallery' }).click()
    await expect(page.getByText('No pictures yet')).toBeVisible()
    await shoot(page, '78-gallery-empty')
  })
}
