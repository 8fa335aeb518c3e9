import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { ElectronApplication, Locator, Page } from '@playwright/test'
import { readImageHeader } from '../../src/shared/lib/imageHeader'
import type { Handler } from '../fakes/faultServer'
import {
  aloneOnDesktop,
  answered,
  ask,
  electronPath,
  engineAt,
  expect,
  lastAnswer,
  launchElectron,
  sandboxArgs,
  test,
} from './fixtures'
import { violationsOf } from './helpers/accessibility'
import { readDetails } from './helpers/exiftool'
import { focusWindow } from './helpers/keys'
import { base64, samplePng } from './helpers/pictures'

aloneOnDesktop()

const run = promisify(execFile)
const images = '/v1/images/generations'

const draws =
  (bytes: Uint8Array): Handler =>
  ({ json }) =>
    json(200, { created: 1_700_000_000, data: [{ b64_json: base64(bytes) }] })

/** A long prompt in several scripts, with characters that XML and file names do not take. */
const prompt = `狐と鶏 🦊 <fox> & "hen": 100 %\n${'Über den Fluss, weit. '.repeat(150)}Ende`

const willChoose = (app: ElectronApplication, path: string) =>
  app.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath: path })
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] })
  }, path)

const draw = async (page: Page, words: string): Promise<Locator> => {
  await ask(page, `/image ${words}`)
  await answered(page)
  const picture = lastAnswer(page).getByRole('img')
  await expect.poll(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(96)
  return picture
}

test('a picture is dragged out by the mouse, into another program and into the own composer, as a file with a good name', async ({
  launch,
  server,
  folder,
}) => {
  const original = await samplePng(32)
  server.script(images, draws(original))
  const { app, page, quit } = await launch({ env: { ...engineAt(server), TMPDIR: folder } })
  const other = await launchElectron({
    executablePath: electronPath(),
    args: [
      ...sandboxArgs,
      join(import.meta.dirname, '../fakes/dropTarget'),
      `--user-data-dir=${join(folder, 'other')}`,
    ],
  })
  const target = await other.firstWindow()
  const picture = await draw(page, 'A fox: in the snow?')
  await focusWindow()
  /** Moves the pointer there, as soon as it stands still and nothing is over it. */
  const pointAt = (target: Locator) => {
    let before = ''
    return expect
      .poll(async () => {
        const bounds = await app.evaluate(({ BrowserWindow }) =>
          BrowserWindow.getAllWindows()
            .find((window) => window.isVisible())
            ?.getContentBounds(),
        )
        const box = await target.boundingBox()
        if (!box || !bounds) return false
        const [x, y] = [bounds.x + box.x + box.width / 2, bounds.y + box.y + box.height / 2]
        await run('xdotool', ['mousemove', String(Math.round(x)), String(Math.round(y))])
        const place = JSON.stringify([bounds, box])
        const stands = place === before
        before = place
        return stands && (await target.evaluate((element) => element.matches(':hover')))
      })
      .toBe(true)
  }
  const nudge = () => run('xdotool', ['mousemove_relative', '--', ...(isOut ? ['-2', '-1'] : ['2', '1'])])
  let isOut = false
  const beginDrag = async () => {
    await pointAt(picture)
    await run('xdotool', ['mousedown', '1'])
  }
  const draggedFiles = async () => {
    // What begins a drag is a way, not a jump.
    await nudge()
    return (await readdir(folder, { recursive: true })).filter((name) => name.includes('parley-drag-'))
  }
  /** Stays in motion over a target until it has noticed, and lets go. */
  const dropWhere = async (isOver: () => Promise<boolean>) => {
    await expect
      .poll(() => {
        isOut = !isOut
        return nudge().then(isOver)
      })
      .toBe(true)
    await run('xdotool', ['mouseup', '1'])
  }

  await beginDrag()
  await expect.poll(draggedFiles).toContainEqual(expect.stringMatching(/A fox in the snow\.png$/))
  // Another program, in a process of its own.
  await run('xdotool', ['mousemove', '1700', '200'])
  await dropWhere(() => target.evaluate(() => document.body.dataset.over !== undefined))
  await expect
    .poll(() => target.evaluate(() => (globalThis as unknown as { dropped: object[] }).dropped))
    .toEqual([{ name: 'A fox in the snow.png', bytes: [...original] }])
  await other.close()

  await focusWindow()
  await beginDrag()
  for (let step = 0; step < 5; step += 1) await nudge()
  // A drop target that takes files: this window's own composer.
  const [from, to] = await Promise.all(
    [picture, page.getByRole('textbox', { name: 'Message' })].map((each) => each.boundingBox()),
  )
  if (!from || !to) throw new Error('Out of sight')
  const way = [to.x + to.width / 2 - from.x - from.width / 2, to.y + to.height / 2 - from.y - from.height / 2]
  await run('xdotool', ['mousemove_relative', '--', ...way.map((pixels) => String(Math.round(pixels)))])
  await dropWhere(async () => (await page.locator('form[data-dropping]').count()) === 1)
  await expect(page.getByText('A fox in the snow.png')).toBeVisible()
  const [kept, ...others] = await readdir(join(folder, 'pictures'))
  // By its content it is the picture itself, not another one.
  expect(others).toEqual([])
  expect(await readFile(join(folder, 'pictures', kept ?? ''))).toEqual(Buffer.from(original))
  await quit()
  expect((await readdir(folder)).filter((name) => name.startsWith('parley-drag-'))).toEqual([])
})

test('what a file tells of its picture is chosen, and other programs read it', async ({
  parley,
  server,
  folder,
}) => {
  const out = join(folder, 'out')
  await mkdir(out)
  const original = await samplePng(31)
  server.script(images, draws(original))
  const { app, page } = parley
  const pictures = join(parley.folder, 'pictures')
  const hidden = await app.evaluateHandle(({ app }) => {
    const found: Record<string, unknown> = {}
    app.on('web-contents-created', (_event, contents) =>
      contents.once('did-finish-load', () => {
        const { getLastWebPreferences } = contents as unknown as {
          getLastWebPreferences(): Record<string, unknown>
        }
        const { sandbox, contextIsolation, nodeIntegration, webviewTag, webSecurity } =
          getLastWebPreferences.call(contents)
        found[contents.getURL()] = { sandbox, contextIsolation, nodeIntegration, webviewTag, webSecurity }
      }),
    )
    return found
  })
  await (await draw(page, prompt)).click()
  const image = page.getByRole('dialog', { name: 'Image' })
  await image.getByRole('button', { name: 'Export options…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Export a picture' })
  await expect(dialog).toBeVisible()
  expect(await violationsOf(page)).toEqual([])

  await dialog.getByRole('textbox', { name: 'Name' }).fill('{prompt}')
  await dialog.getByRole('button', { name: 'Insert size' }).click()
  await expect(dialog.getByText(/^For example: 狐と鶏 🦊 fox .* 96x64\.png$/)).toBeVisible()

  const exportAs = async (format: string, details: string): Promise<string> => {
    const path = join(out, `${format} ${details}.${format === 'JPEG' ? 'jpg' : format.toLowerCase()}`)
    await willChoose(app, path)
    await dialog.getByRole('radio', { name: format, exact: true }).check({ force: true })
    await dialog.getByRole('radio', { name: details, exact: true }).check({ force: true })
    await dialog.getByRole('button', { name: 'Export…' }).click()
    await expect(dialog.getByRole('status')).toHaveText(`Saved as ${path.split('/').at(-1)}`)
    return path
  }
  const xmp = {
    'XMP-dc:Description': prompt,
    'XMP-xmp:CreatorTool': expect.stringMatching(/^Parley \d/),
    'XMP-xmp:CreateDate': expect.stringMatching(/^\d{4}:\d\d:\d\d \d\d:\d\d:\d\dZ$/),
    'XMP-iptcExt:AIPromptInformation': prompt,
    'XMP-iptcExt:DigitalSourceType': 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia',
  }
  for (const format of ['PNG', 'JPEG', 'WebP']) {
    const told = await exportAs(format, 'Prompt, model, date')
    expect(await readDetails(told)).toMatchObject(xmp)
    const silent = await exportAs(format, 'Nothing')
    expect(await readDetails(silent)).toEqual({})
    for (const path of [told, silent])
      expect(readImageHeader(await readFile(path))).toEqual({
        format: format.toLowerCase(),
        width: 96,
        height: 64,
      })
  }
  // What opened the picture and what wrote it: pages that reach nothing, should a file break out of its
  // decoder.
  const locked = {
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webviewTag: false,
    webSecurity: true,
  }
  expect(await hidden.jsonValue()).toMatchObject({
    'app://opener/page.html': locked,
    'app://encoder/page.html': locked,
  })
  expect(await readDetails(join(out, 'PNG Prompt, model, date.png'))).toMatchObject({
    'PNG:Description': prompt,
    'PNG:Software': expect.stringMatching(/^Parley \d/),
  })

  // At one press, as it was chosen last: the format, too, where the name does not say another.
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(image).toBeVisible()
  await willChoose(app, join(out, 'again'))
  await image.getByRole('button', { name: 'Export image' }).click()
  await expect(image.getByRole('status')).toContainText('Saved as again.webp')

  const shown = await app.evaluateHandle(({ shell }) => {
    const paths: string[] = []
    shell.showItemInFolder = (path) => paths.push(path)
    return paths
  })
  await image.getByRole('button', { name: 'Show', exact: true }).click()
  await image.getByRole('button', { name: 'Show kept file' }).click()
  const [name = ''] = await readdir(pictures)
  await expect.poll(() => shown.jsonValue()).toEqual([join(out, 'again.webp'), join(pictures, name)])

  // Damaged on the disk since: told, and nothing is written.
  await writeFile(join(pictures, name), original.subarray(0, 60))
  await willChoose(app, join(out, 'broken.jpg'))
  await image.getByRole('button', { name: 'Export image' }).click()
  await expect(image.getByRole('alert')).toContainText('The picture cannot be read')
  expect((await readdir(out)).filter((each) => each.includes('broken') || each.includes('.part'))).toEqual([])

  await writeFile(join(pictures, name), original)

  // A picture that the engine sent as WebP goes onto the clipboard as well.
  server.script(images, draws(await readFile(join(out, 'WebP Nothing.webp'))))
  await page.keyboard.press('Escape')
  await (await draw(page, 'a fox in another format')).click()
  await image.getByRole('button', { name: 'Copy image' }).click()
  await expect(image.getByRole('status')).toContainText('Copied')
  const size = await app.evaluate(({ clipboard }) =>
    (clipboard as unknown as { readImage(): Electron.NativeImage }).readImage().getSize(),
  )
  expect(size).toEqual({ width: 96, height: 64 })

  // Both at once, from the gallery.
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Gallery' }).click()
  const gallery = page.getByRole('region', { name: 'Gallery' })
  for (const name of ['a fox in another format', prompt])
    await gallery.getByRole('img', { name, exact: true }).click({ modifiers: ['ControlOrMeta'] })
  await gallery.getByRole('button', { name: 'Export…' }).click()
  const many = page.getByRole('dialog', { name: 'Export 2 pictures' })
  await many.getByRole('radio', { name: 'JPEG' }).check({ force: true })
  await many.getByRole('radio', { name: 'One archive' }).check({ force: true })
  await willChoose(app, join(out, 'All.zip'))
  await many.getByRole('button', { name: 'Export…' }).click()
  await expect(many.getByRole('status')).toHaveText('Done. Exported 2 pictures to All.zip.')
  expect((await readdir(out)).filter((each) => each.endsWith('.zip') || each.includes('.part'))).toEqual([
    'All.zip',
  ])
})
