import type { Page } from '@playwright/test'
import { readImageHeader } from '@shared/lib/imageHeader'
import type { Attachment } from '@shared/model/attachment'
import type { Handler, SseWriter } from '../fakes/faultServer'
import { answered, ask, call, engineAt, expect, lastAnswer, test } from './fixtures'
import { violationsOf } from './helpers/accessibility'
import { base64, keptPictures, samplePng } from './helpers/pictures'

const images = '/v1/images/generations'
const edits = '/v1/images/edits'
const chat = '/v1/chat/completions'
const prompt = 'a fox in the snow'

const imageDialog = (page: Page) => page.getByRole('dialog', { name: 'Image' })
const openPicture = (page: Page, name: string) => lastAnswer(page).getByRole('img', { name }).first().click()

test('several pictures at once, one of them stopped, and then from one of them: again, varied, changed, attached', async ({
  launch,
  server,
}) => {
  const [preview, ...made] = await Promise.all([1, 2, 3, 4, 5].map((seed) => samplePng(seed)))
  const streams: SseWriter[] = []
  server.script(images, ({ sse }) => void streams.push(sse()))
  const { page } = await launch({ env: engineAt(server) })

  await test.step('the form offers what this engine takes', async () => {
    const field = page.getByRole('textbox', { name: 'Message' })
    await field.fill(`/image ${prompt}`)
    const form = page.getByRole('region', { name: 'Picture' })
    await form.getByRole('combobox', { name: 'Number' }).selectOption('3')
    await form.getByRole('combobox', { name: 'Size' }).selectOption('1536x1024')
    await expect(form.getByRole('status')).toHaveText(/^3 pictures.*: costs nothing$/)
    await expect(form.getByRole('combobox', { name: 'Quality' })).toHaveCount(0)
    expect(await violationsOf(page)).toEqual([])
    await field.press('Enter')
  })

  await test.step('each is drawn in its place, and can be stopped alone', async () => {
    await server.request(images, 3)
    for (const stream of streams) if (preview) stream.imagePartial(preview, 0)
    await expect(lastAnswer(page).locator('img[src*="/previews/"]')).toHaveCount(3)
    await expect(lastAnswer(page).getByRole('status')).toContainText('0 of 3 done')
    await lastAnswer(page).getByRole('button', { name: 'Stop this picture' }).first().click()
    await expect(lastAnswer(page).getByRole('note')).toHaveText('This picture was stopped.')
    for (const [index, stream] of streams.entries()) {
      if (made[index]) stream.imageCompleted(made[index])
      stream.end()
    }
    await answered(page)
    await expect(lastAnswer(page).locator('img[src*="/pictures/"]')).toHaveCount(2)
    expect(server.requests.filter(({ path }) => path === images).map(({ body }) => body)).toMatchObject(
      Array(3).fill({ prompt, size: '1536x1024' }),
    )
  })

  await test.step('changed where it was painted over', async () => {
    if (!made[3]) throw new Error('No picture')
    const changed = base64(made[3])
    server.script(edits, ({ json }) => json(200, { data: [{ b64_json: changed }] }))
    await openPicture(page, prompt)
    await imageDialog(page).getByRole('button', { name: 'Change a part' }).click()
    const editor = page.getByRole('dialog', { name: 'Change a picture' })
    const canvas = editor.getByRole('img', { name: /^Paint what is to change/ })
    // At rest, and under the pointer.
    await canvas.hover()
    const box = await canvas.boundingBox()
    if (!box) throw new Error('No canvas')
    await page.mouse.move(box.x + box.width * 0.25, box.y + box.height * 0.5)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.4, box.y + box.height * 0.5)
    await page.mouse.up()
    // By keyboard, too: a dab in the middle.
    await canvas.press(' ')
    await expect(canvas).toHaveAccessibleName(/2 strokes/)
    expect(await violationsOf(page)).toEqual([])
    await editor.getByRole('textbox', { name: 'What it should show' }).fill('with a red hat')
    await editor.getByRole('button', { name: 'Draw the change' }).click()
    await expect(editor).toBeHidden()
    const asked = await server.request(edits)
    await answered(page)
    expect(String(asked.body)).toContain('filename="mask.png"')
    await expect(lastAnswer(page).getByRole('img', { name: 'with a red hat' })).toBeVisible()
    expect(await maskOfNewest(page)).toEqual({ width: 96, height: 64, corner: 255, painted: 0, middle: 0 })
  })

  await test.step('knows where it comes from', async () => {
    await openPicture(page, 'with a red hat')
    const before = imageDialog(page).getByRole('list', { name: 'Made from', exact: true })
    await before.getByRole('button', { name: prompt }).click()
    await expect(
      imageDialog(page)
        .getByRole('list', { name: 'Made from it' })
        .getByRole('img', { name: 'with a red hat' }),
    ).toBeVisible()
  })

  await test.step('drawn again with the same choices, and varied', async () => {
    // Other bytes each time: the same ones would be the same picture.
    const drawn = await Promise.all([9, 10].map((seed) => samplePng(seed)))
    server.script(
      images,
      drawn.map(
        (bytes): Handler =>
          ({ json }) =>
            json(200, { data: [{ b64_json: base64(bytes) }] }),
      ),
    )
    await imageDialog(page).getByRole('button', { name: 'Draw again' }).click()
    await expect(imageDialog(page)).toBeHidden()
    expect((await server.request(images, 4)).body).toMatchObject({ prompt, size: '1536x1024' })
    await expect(lastAnswer(page).getByRole('img', { name: prompt })).toHaveAttribute('src', /\/pictures\//)
    await answered(page)
    await openPicture(page, prompt)
    await imageDialog(page).getByRole('button', { name: 'Vary the words' }).click()
    const field = page.getByRole('textbox', { name: 'Message' })
    await expect(field).toHaveValue(`/image ${prompt}`)
    await expect(field).toBeFocused()
    await expect(page.getByRole('region', { name: 'Picture' })).toContainText(`A variation of “${prompt}”`)
    await ask(page, '/image a fox in the rain')
    await server.request(images, 5)
    await answered(page)
    const [newest] = await keptPictures(page)
    expect(newest).toMatchObject({ details: { way: 'vary' }, parentId: expect.any(String) })
  })

  await test.step('attached to a question', async () => {
    await openPicture(page, 'a fox in the rain')
    await imageDialog(page).getByRole('button', { name: 'Attach to a question' }).click()
    await expect(page.getByRole('button', { name: /^Remove/ })).toBeVisible()
    await page.getByRole('button', { name: /^Remove/ }).click()
  })

  await test.step('one whose rest is missing is told, kept nowhere, and taken along by no question', async () => {
    const whole = await samplePng(11, 256, 256)
    const cut = whole.slice(0, Math.floor(whole.length / 2))
    const before = (await keptPictures(page)).length
    server.script(images, ({ json }) => json(200, { data: [{ b64_json: base64(cut) }] }))
    await ask(page, '/image half a fox')
    await answered(page)
    await expect(lastAnswer(page).getByRole('alert')).toContainText('The picture cannot be read')
    expect(await keptPictures(page)).toHaveLength(before)
    const code = await page.evaluate(
      async (bytes) => {
        const { parley } = globalThis as unknown as {
          parley: { call(name: string, input: unknown): Promise<{ failure?: { code: string } }> }
        }
        const input = { name: 'half.png', bytes: Uint8Array.from(bytes) }
        return (await parley.call('files.attach', input)).failure?.code
      },
      [...cut],
    )
    expect(code).toBe('file/unreadable')
  })

  await test.step('one larger than models look at is sent smaller', async () => {
    const bytes = [...(await samplePng(12, 3_000, 30))]
    const attached = await page.evaluate(async (content) => {
      const { parley } = globalThis as unknown as {
        parley: { call(name: string, input: unknown): Promise<{ value: Attachment }> }
      }
      const input = { name: 'wide.png', bytes: Uint8Array.from(content) }
      return (await parley.call('files.attach', input)).value
    }, bytes)
    server.script(chat, ({ sse }) => sse().chatAnswer('Seen.'))
    await call(page, 'runs.start', { conversationId: null, prompt: 'Look', attachments: [attached] })
    const sent = JSON.stringify((await server.request(chat)).body)
    const [, data = ''] = /data:image\/png;base64,([A-Za-z0-9+/=]+)/.exec(sent) ?? []
    expect(readImageHeader(Buffer.from(data, 'base64'))).toEqual({ format: 'png', width: 2_048, height: 20 })
  })
})

/** The clearness of the newest picture's kept mask, in a corner and where it was painted. */
const maskOfNewest = async (page: Page) => {
  const [newest] = await keptPictures(page)
  return page.evaluate(async (id) => {
    const image = await createImageBitmap(await (await fetch(`app://parley/pictures/${id}`)).blob())
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d')
    context?.drawImage(image, 0, 0)
    const alphaAt = (x: number, y: number) =>
      context?.getImageData(Math.round(image.width * x), Math.round(image.height * y), 1, 1).data[3]
    return {
      width: image.width,
      height: image.height,
      corner: alphaAt(0.02, 0.02),
      painted: alphaAt(0.3, 0.5),
      middle: alphaAt(0.5, 0.5),
    }
  }, newest?.details?.maskId ?? '')
}
