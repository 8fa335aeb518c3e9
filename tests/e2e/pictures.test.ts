import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ElectronApplication, Page } from '@playwright/test'
import { readImageHeader } from '@shared/lib/imageHeader'
import type { Handler, SseWriter } from '../fakes/faultServer'
import { answered, ask, engineAt, expect, lastAnswer, test, useBuiltin } from './fixtures'
import { base64, keptPictures, samplePng } from './helpers/pictures'
import { converse } from './helpers/scenes'

const chat = '/v1/chat/completions'
const images = '/v1/images/generations'
const prompt = 'A lighthouse in pop-art style'

/** The model calls the picture tool once, then ends its answer. */
const callsArtist: readonly Handler[] = [
  ({ sse }) => {
    const stream = sse()
    stream.chatTool({
      index: 0,
      id: 'call_1',
      name: 'generate_image',
      arguments: JSON.stringify({ prompt }),
    })
    stream.chatFinish('tool_calls')
    stream.done()
    stream.end()
  },
  ({ sse }) => sse().chatAnswer('There it stands.'),
]

const draws =
  (...pictures: readonly Uint8Array[]): Handler =>
  ({ json }) =>
    json(200, { created: 1_700_000_000, data: pictures.map((bytes) => ({ b64_json: base64(bytes) })) })

const pictureIn = (page: Page) => lastAnswer(page).getByRole('img', { name: prompt })

/** What the user would choose in the system's dialog. */
const willSaveAs = (app: ElectronApplication, filePath: string) =>
  app.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath: path })
  }, filePath)

const exportAs = async (app: ElectronApplication, page: Page, path: string): Promise<Uint8Array> => {
  await willSaveAs(app, path)
  const dialog = page.getByRole('dialog', { name: 'Image' })
  await dialog.getByRole('button', { name: 'Export image' }).click()
  await expect(dialog.getByRole('status')).toContainText(`Saved as ${path.split('/').at(-1)}`)
  return new Uint8Array(await readFile(path))
}

const picturesIn = (folder: string) => readdir(join(folder, 'pictures')).catch(() => [])

/** Everything loaded and drawn, with its own width: not merely an element. */
const widthOf = (page: Page, name: string) =>
  page
    .getByRole('img', { name })
    .first()
    .evaluate((element) => (element as HTMLImageElement).naturalWidth)

test('a picture that the model asks for is drawn in sight: preview, then picture, then its last word', async ({
  parley,
  server,
}) => {
  const [preview, picture] = await Promise.all([samplePng(1), samplePng(2)])
  let streaming = (_stream: SseWriter) => {}
  const started = new Promise<SseWriter>((resolve) => {
    streaming = resolve
  })
  server.script(chat, callsArtist)
  server.script(images, ({ sse }) => {
    const stream = sse()
    stream.imagePartial(preview, 0)
    streaming(stream)
  })
  const { page } = parley
  await ask(page, 'Draw a lighthouse')
  await expect(pictureIn(page)).toHaveAttribute('src', /\/previews\//)
  await expect.poll(() => widthOf(page, prompt)).toBe(96)
  const stream = await started
  stream.imageCompleted(picture)
  stream.end()
  await expect(pictureIn(page)).toHaveAttribute('src', /\/pictures\/[0-9a-f]{64}$/)
  await expect.poll(() => widthOf(page, prompt)).toBe(96)
  await answered(page)
  await expect(lastAnswer(page)).toContainText('There it stands.')
  expect(server.requests.find(({ path }) => path === images)?.body).toMatchObject({
    prompt,
    size: '1024x1024',
    stream: true,
  })
})

test('export writes what the engine sent bit for bit, or really another format; copy gives a picture', async ({
  parley,
  server,
  folder,
}) => {
  const picture = await samplePng(3)
  server.script(images, draws(picture))
  const { app, page } = parley
  await ask(page, `/image ${prompt}`)
  await answered(page)
  await pictureIn(page).click()
  const dialog = page.getByRole('dialog', { name: 'Image' })
  await expect(dialog.getByRole('img', { name: prompt })).toBeVisible()

  expect(await exportAs(app, page, join(folder, 'as made.png'))).toEqual(picture)
  const size = { width: 96, height: 64 }
  const jpeg = await exportAs(app, page, join(folder, 'photo.jpg'))
  expect(readImageHeader(jpeg)).toEqual({ format: 'jpeg', ...size })
  const webp = await exportAs(app, page, join(folder, 'small.webp'))
  expect(readImageHeader(webp)).toEqual({ format: 'webp', ...size })

  await dialog.getByRole('button', { name: 'Copy image' }).click()
  await expect(dialog.getByRole('status')).toContainText('Copied')
  const copied = await app.evaluate(({ clipboard }) => {
    const older = clipboard as unknown as { readImage(): Electron.NativeImage }
    const image = older.readImage()
    // Blue, green, red, alpha.
    return { size: image.getSize(), red: image.toBitmap()[2] }
  })
  expect(copied).toEqual({ size, red: (3 * 67) % 256 })
})

test('a folder that cannot be written is reported, with nothing half-written', async ({ parley, folder }) => {
  const { app, page } = parley
  await useBuiltin(page)
  await ask(page, `/image ${prompt}`)
  await answered(page)
  await pictureIn(page).click()
  await willSaveAs(app, join(folder, 'no such folder', 'picture.png'))
  const dialog = page.getByRole('dialog', { name: 'Image' })
  await dialog.getByRole('button', { name: 'Export image' }).click()
  await expect(dialog.getByRole('alert')).not.toBeEmpty()
  expect((await readdir(folder)).filter((name) => name.includes('.part'))).toEqual([])
})

test('a picture is a file, never base64 in the history; after a restart without the server it can be exported', async ({
  launch,
  server,
  folder,
}) => {
  const [preview, picture] = await Promise.all([samplePng(8, 256, 256), samplePng(9, 256, 256)])
  const other = 'a picture whose file goes'
  server.script(chat, callsArtist)
  server.script(images, [
    ({ sse }) => {
      const stream = sse()
      stream.imagePartial(preview, 0)
      stream.imageCompleted(picture)
      stream.end()
    },
    draws(await samplePng(7)),
  ])
  const first = await launch({ env: engineAt(server) })
  await ask(first.page, 'Draw a lighthouse')
  await answered(first.page)
  const [file = '', ...none] = await readdir(join(folder, 'pictures'))
  expect(none).toEqual([])
  await first.page.getByRole('button', { name: 'New conversation' }).click()
  await ask(first.page, `/image ${other}`)
  await answered(first.page)
  await expect.poll(() => widthOf(first.page, other)).toBe(96)
  await first.quit()
  await server.stop()
  const files = (await readdir(folder)).filter((name) => name.startsWith('library.db'))
  const kept = Buffer.concat(await Promise.all(files.map((name) => readFile(join(folder, name)))))
  expect(kept.includes('There it stands.')).toBe(true)
  for (const bytes of [preview, picture]) {
    // Of its middle: every PNG begins alike.
    const middle = Buffer.from(bytes.subarray(600, 1_200))
    expect(kept.includes(middle.toString('base64'))).toBe(false)
    expect(kept.includes(middle)).toBe(false)
  }
  expect(kept.includes('iVBORw0KGgo')).toBe(false)
  for (const name of await readdir(join(folder, 'pictures')))
    if (name !== file) await rm(join(folder, 'pictures', name))

  const { app, page } = await launch({ env: engineAt(server) })
  await page.getByRole('link', { name: 'Draw a lighthouse' }).click()
  await expect.poll(() => widthOf(page, prompt)).toBe(256)
  await pictureIn(page).click()
  expect(await exportAs(app, page, join(folder, 'later.png'))).toEqual(picture)
  await page.keyboard.press('Escape')

  // Another one's file is gone: that is reported in its place.
  await page.getByRole('link', { name: other }).click()
  await expect(lastAnswer(page).getByRole('note')).toContainText('missing')
  await expect(lastAnswer(page).getByRole('note')).toContainText(other)
  await page.getByRole('button', { name: 'Gallery' }).click()
  await expect(page.getByRole('region', { name: 'Gallery' })).toContainText(`missing: ${other}`)
})

test('a server that ignores streaming still gives its picture, and is not asked to stream again', async ({
  parley,
  server,
}) => {
  server.script(images, draws(await samplePng(5)))
  const { page } = parley
  for (const _round of [1, 2]) {
    await converse(page, `/image ${prompt}`)
    await expect(pictureIn(page)).toBeVisible()
  }
  const bodies = server.requests.filter(({ path }) => path === images).map(({ body }) => body)
  expect(bodies[0]).toMatchObject({ stream: true })
  expect(bodies[1]).not.toHaveProperty('stream')
})

const refuses: Handler = ({ error }) =>
  error(400, {
    message: 'Your request was rejected by our safety system, ticket 0815.',
    type: 'image_generation_user_error',
    code: 'moderation_blocked',
  })

test('a refused picture is explained in our own words', async ({ parley, server }) => {
  server.script(images, refuses)
  const { page } = parley
  await ask(page, `/image ${prompt}`)
  await answered(page)
  const alert = lastAnswer(page).getByRole('alert')
  await expect(alert).toContainText('The engine declined')
  await expect(alert).not.toContainText('ticket')
})

test('a picture refused to the model is reported in its place, and the answer goes on', async ({
  parley,
  server,
}) => {
  server.script(chat, callsArtist)
  server.script(images, refuses)
  const { page } = parley
  await ask(page, 'Draw it')
  await answered(page)
  await expect(lastAnswer(page).getByRole('note')).toContainText('The engine declined')
  await expect(lastAnswer(page)).toContainText('There it stands.')
  await page.reload()
  await page.getByRole('navigation', { name: 'Conversations' }).getByRole('link').first().click()
  await expect(lastAnswer(page).getByRole('note')).toContainText('The engine declined')
})

test('rubbish in place of a picture is reported, and nothing is kept', async ({ parley, server }) => {
  const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
  server.script(images, [
    draws(new TextEncoder().encode('<svg onload="alert(1)"/>')),
    draws(Uint8Array.from([...signature, ...Array<number>(64).fill(7)])),
  ])
  const { page, folder } = parley
  const filesBefore = await picturesIn(folder)
  for (const _round of [1, 2]) {
    await converse(page, `/image ${prompt}`)
    await expect(lastAnswer(page).getByRole('alert')).not.toBeEmpty()
    await expect(lastAnswer(page).getByRole('img')).toHaveCount(0)
  }
  expect(await keptPictures(page)).toEqual([])
  expect(await picturesIn(folder)).toEqual(filesBefore)
})

test('/image asks the picture model alone, and what it costs is said before and after', async ({
  parley,
  server,
}) => {
  server.script(images, draws(await samplePng(6)))
  const { page } = parley
  await page.getByRole('textbox', { name: 'Message' }).fill(`/image ${prompt}`)
  await expect(page.getByText(/^A picture.*: costs nothing$/)).toBeVisible()
  await page.keyboard.press('Enter')
  await answered(page)
  await expect(pictureIn(page)).toBeVisible()
  await expect(lastAnswer(page)).toContainText('costs nothing')
  await pictureIn(page).click()
  await expect(page.getByRole('dialog', { name: 'Image' })).toContainText('costs nothing')
  expect(server.requests.filter(({ path }) => path === chat)).toEqual([])
})

test('a picture of the built-in engine costs nothing, and that is said', async ({ parley }) => {
  const { page } = parley
  await useBuiltin(page)
  await page.getByRole('textbox', { name: 'Message' }).fill(`/image ${prompt}`)
  await expect(page.getByText(/^A picture by Built-in guide: costs nothing$/)).toBeVisible()
  await page.keyboard.press('Enter')
  await answered(page)
  await pictureIn(page).click()
  await expect(page.getByRole('dialog', { name: 'Image' })).toContainText('1024 × 1024')
})

test('the gallery shows every picture by its prompt, searches, and opens it', async ({ parley, server }) => {
  const prompts = ['a red fox in snow', 'a blue whale at dusk', 'two foxes asleep']
  server.script(
    images,
    await Promise.all(prompts.map(async (_, index) => draws(await samplePng(10 + index)))),
  )
  const { page } = parley
  for (const text of prompts) await converse(page, `/image ${text}`)
  await page.getByRole('button', { name: 'Gallery' }).click()
  const gallery = page.getByRole('region', { name: 'Gallery' })
  for (const text of prompts) await expect(gallery.getByRole('img', { name: text })).toBeVisible()
  await gallery.getByRole('searchbox', { name: 'Search pictures' }).fill('whale')
  await expect(gallery.getByRole('img')).toHaveCount(1)
  await gallery.getByRole('img', { name: 'a blue whale at dusk' }).click()
  const dialog = page.getByRole('dialog', { name: 'Image' })
  await expect(dialog.getByRole('img', { name: 'a blue whale at dusk' })).toBeVisible()
})
