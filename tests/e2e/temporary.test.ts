import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { answered, ask, connectTo, expect, lastAnswer, test } from './fixtures'
import { violationsOf } from './helpers/accessibility'
import { answersOf } from './helpers/answers'
import { base64, samplePng } from './helpers/pictures'

const chat = '/v1/chat/completions'
const images = '/v1/images/generations'

/** Words that nothing else says, and where they come from. */
const canaries = {
  question: 'quaggasprung',
  answer: 'zwitscherlaut',
  file: 'gelbfinkenfeder',
  fileName: 'vogelkunde-7731',
  picture: 'eulenportrait',
  draft: 'halbsatzrohr',
} as const

/** Each file below the folder, whole. */
const filesIn = async (folder: string): Promise<readonly { path: string; bytes: Buffer }[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return Promise.all(files.map(async (path) => ({ path, bytes: await readFile(path) })))
}

/** Where any of these is found, as UTF-8, as UTF-16 (which Chromium's stores use) or as it is. */
const foundIn = async (
  folder: string,
  words: readonly (string | Uint8Array)[],
): Promise<readonly string[]> => {
  const needles = words.flatMap((word) =>
    typeof word === 'string' ? [Buffer.from(word), Buffer.from(word, 'utf16le')] : [Buffer.from(word)],
  )
  const files = await filesIn(folder)
  expect(files.length).toBeGreaterThan(5)
  return files.filter(({ bytes }) => needles.some((each) => bytes.includes(each))).map(({ path }) => path)
}

test('what is said in a temporary conversation is nowhere on the disk, and a kept one is', async ({
  launch,
  server,
  folder,
}) => {
  test.setTimeout(180_000)
  const [drawn, attached] = await Promise.all([samplePng(11), samplePng(12)])
  // Compressed pixels of each: what a picture's own file, a thumbnail's source or a cache would hold.
  const pixels = [drawn, attached].map((png) => png.slice(60, 160))
  server.script(chat, answersOf(`The ${canaries.answer} is heard.`))
  server.script(images, ({ json }) => json(200, { created: 1, data: [{ b64_json: base64(drawn) }] }))
  const words = [...Object.values(canaries), ...pixels]

  const first = await launch()
  const { page } = first
  await connectTo(page, server)
  await page.getByRole('button', { name: 'Temporary conversation' }).click()
  const title = page.getByRole('heading', { level: 1, name: 'Temporary conversation' })
  await expect(title).toBeVisible()
  await page.locator('input[type=file]').setInputFiles([
    { name: `${canaries.fileName}.txt`, mimeType: 'text/plain', buffer: Buffer.from(canaries.file) },
    { name: `${canaries.fileName}.png`, mimeType: 'image/png', buffer: Buffer.from(attached) },
  ])
  await expect(page.getByRole('button', { name: /^Remove / })).toHaveCount(2)
  await ask(page, `What of the ${canaries.question}?`)
  await answered(page)
  await ask(page, `/image ${canaries.picture}`)
  await answered(page)
  const picture = lastAnswer(page).getByRole('img', { name: canaries.picture })
  await expect(picture).toHaveJSProperty('naturalWidth', 96)
  await page.getByRole('textbox', { name: 'Message' }).fill(canaries.draft)

  // It survives the page.
  await page.reload()
  await expect(title).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Message' })).toHaveValue(canaries.draft)
  await expect(picture).toHaveJSProperty('naturalWidth', 96)
  await expect(page.getByRole('article', { name: /^Assistant/ }).first()).toContainText(canaries.answer)
  expect(await violationsOf(page)).toEqual([])
  expect(await foundIn(folder, words)).toEqual([])

  await first.quit()
  expect(await foundIn(folder, words)).toEqual([])

  // The same words in one that is kept are found: the search above sees what there is.
  const second = await launch()
  await expect(second.page.getByRole('heading', { level: 1, name: 'Temporary conversation' })).toBeHidden()
  await connectTo(second.page, server)
  await second.page.getByRole('button', { name: 'Temporary conversation' }).click()
  await ask(second.page, `What of the ${canaries.question}?`)
  await answered(second.page)
  await second.page.getByRole('button', { name: 'Keep' }).click()
  const link = second.page
    .getByRole('navigation', { name: 'Conversations' })
    .getByRole('link', { name: `What of the ${canaries.question}?` })
  await expect(link).toBeVisible()
  await second.quit()
  expect((await foundIn(folder, [canaries.answer])).map((path) => path.replace(folder, ''))).toContain(
    '/library.db',
  )
})
