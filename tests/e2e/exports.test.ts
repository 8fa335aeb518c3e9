import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ElectronApplication, Page } from '@playwright/test'
import { call, engineAt, expect, test, useBuiltin } from './fixtures'
import { violationsOf } from './helpers/accessibility'
import { readPages } from './helpers/pdf'
import { converse, haveConversation } from './helpers/scenes'

/** What the user would choose in the system's dialogs. */
const willChoose = (app: ElectronApplication, path: string) =>
  app.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath: path })
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] })
  }, path)

const exportFromHead = async (page: Page, format: string) => {
  await page.getByRole('main').getByRole('button', { name: 'Export…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Export' })
  await dialog.getByRole('radio', { name: format, exact: true }).check({ force: true })
  return dialog
}

test('a conversation becomes Markdown, a web page and a PDF, and nothing is replaced unasked', async ({
  parley,
  server,
  folder,
}) => {
  const out = join(folder, 'out')
  await mkdir(out)
  const { app, page } = parley
  await haveConversation(page, server)

  // A name without an ending, where the whole name belongs to another file.
  await writeFile(join(out, 'River.pdf'), 'somebody else’s')
  await willChoose(app, join(out, 'River'))
  const dialog = await exportFromHead(page, 'PDF')
  expect(await violationsOf(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Export…' }).click()
  await expect(dialog.getByRole('status')).toHaveText(
    'Done. Exported 1 conversation, 6 messages and 1 picture to River (2).pdf.',
  )
  expect(await readFile(join(out, 'River.pdf'), 'utf8')).toBe('somebody else’s')
  const pages = await readPages(new Uint8Array(await readFile(join(out, 'River (2).pdf'))))
  const words = pages.map(({ text }) => text).join(' ')
  for (const text of ['How do I cross the river?', 'Three ways to cross the river', 'chooseWay', 'Ferry'])
    expect(words).toContain(text)
  expect(words).not.toContain('Three ways come to mind')
  for (const [index, { text }] of pages.entries())
    expect(text.replace(/ /g, '')).toContain(`${index + 1}/${pages.length}`)
  expect(pages.reduce((sum, { pictures }) => sum + pictures, 0)).toBe(1)

  await willChoose(app, join(out, 'River.html'))
  await dialog.getByRole('radio', { name: 'Web page' }).check({ force: true })
  await dialog.getByRole('switch', { name: 'Thoughts' }).click()
  await dialog.getByRole('button', { name: 'Export…' }).click()
  await expect(dialog.getByRole('status')).toContainText('River.html')
  const html = await readFile(join(out, 'River.html'), 'utf8')
  expect(html).toContain('Three ways come to mind')
  expect(html).toContain('<span class="hljs-keyword">export</span>')
  expect(html).not.toMatch(/<script|src="(?!data:)/)

  await willChoose(app, join(out, 'River.md'))
  await dialog.getByRole('radio', { name: 'Markdown' }).check({ force: true })
  await dialog.getByRole('button', { name: 'Export…' }).click()
  await expect(dialog.getByRole('status')).toContainText('River.md')
  const [picture] = await readdir(join(out, 'River pictures'))
  expect(await readFile(join(out, 'River.md'), 'utf8')).toContain(
    `](River%20pictures/${encodeURIComponent(picture ?? '')})`,
  )
  expect((await readdir(out)).sort()).toEqual(
    ['River (2).pdf', 'River pictures', 'River.html', 'River.md', 'River.pdf'].sort(),
  )
  await dialog.getByRole('button', { name: 'Done' }).click()

  // One answer alone: every script, and what is drawn.
  server.script('/v1/chat/completions', ({ sse }) => sse().chatAnswer(manyScripts))
  await converse(page, 'And in every script?')
  await willChoose(app, join(out, 'Answer.png'))
  const answer = page.getByRole('article').last()
  await saveAsPicture(page)
  await expect(answer.getByText('Saved as Answer.png.')).toBeVisible({ timeout: 30_000 })
  const colours = await coloursOf(app, await readFile(join(out, 'Answer.png')))
  expect(colours.width).toBe(1600)
  expect(colours.height).toBeGreaterThan(3_000)
  expect(colours.count).toBeGreaterThan(20)

  // The same on paper, by the ending of its name.
  await willChoose(app, join(out, 'Answer.pdf'))
  await saveAsPicture(page)
  await expect(answer.getByText('Saved as Answer.pdf.')).toBeVisible({ timeout: 30_000 })
  const paper = await readPages(new Uint8Array(await readFile(join(out, 'Answer.pdf'))))
  const onPaper = paper.map(({ text }) => text).join(' ')
  for (const words of ['渡し船', '乘渡船过河最快', '나룻배', 'המעבורת', 'Price', 'at the end.'])
    expect(onPaper).toContain(words)
  // Every row and line of what goes over several pages, none on two of them.
  const numbersOf = (pattern: RegExp) => [...onPaper.matchAll(pattern)].map(([, number]) => Number(number))
  expect(numbersOf(/Ferry (\d+)/g)).toEqual(Array.from({ length: 40 }, (_, at) => at))
  expect(numbersOf(/const crossing(\d+)/g)).toEqual(Array.from({ length: 90 }, (_, at) => at))
  expect(paper.length).toBeGreaterThan(4)
  // The diagram is drawn: its source stands nowhere.
  expect(onPaper).not.toContain('graph TD')
})

const saveAsPicture = async (page: Page) => {
  const answer = page.getByRole('article').last()
  await answer.hover()
  await answer.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Save as picture…' }).click()
}

/** A picture's size, and how many colours a sample of it has: a blank one has a single one. */
const coloursOf = (app: ElectronApplication, png: Buffer) =>
  app.evaluate(({ nativeImage }, base64) => {
    const picture = nativeImage.createFromBuffer(Buffer.from(base64, 'base64'))
    const bitmap = picture.toBitmap()
    const colours = new Set<number>()
    for (let at = 0; at + 4 <= bitmap.byteLength; at += 4 * 97) colours.add(bitmap.readUInt32LE(at))
    return { ...picture.getSize(), count: colours.size }
  }, png.toString('base64'))

const codeLines = (count: number) =>
  Array.from(
    { length: count },
    (_, at) => `const crossing${at} = ferry(${at}) // ${'again '.repeat(at % 30)}`,
  ).join('\n')

const manyScripts = `# 河を渡る

渡し船が一番早く川を渡ります。橋は遠いので、急ぐときには使いません。

乘渡船过河最快，桥太远了。나룻배가 가장 빠릅니다.

## العبور

العبّارة هي أسرع طريقة لعبور النهر (25 km) بواسطة \`ferry --go\` اليوم.

- המעבורת מהירה: \`a + b = c\`
- الجسر بعيد

| שם | الاسم | Name | Price | Way | Time | Wind | Note |
| - | - | - | - | - | - | - | - |
${Array.from({ length: 40 }, (_, at) => `| מעבורת ${at} | عبّارة | Ferry ${at} | ${at} € | across the widest part | ${at} min | north-north-west | averyveryverylongwordthatneverends${at} |`).join('\n')}

The current pushes with $F = \\frac{1}{2}\\rho v^2 C A$, so

$$
\\int_0^T v(t)\\,dt = a_1 + a_2 + a_3 + a_4 + a_5 + a_6 + a_7 + a_8 + a_9 + a_{10} + a_{11} + a_{12} + a_{13} + a_{14} + a_{15} + a_{16} + a_{17} + a_{18} + a_{19} = 25\\,\\mathrm{km}
$$

\`\`\`mermaid
graph TD
  A[Bank] -->|渡し船| B[המעבורת]
  B --> C{Other bank}
\`\`\`

\`\`\`ts
${codeLines(90)}
\`\`\`

> A quotation, العبّارة, at the end.
`

test('everything goes into one archive, which another profile brings back; the key is in neither', async ({
  launch,
  server,
  folder,
}) => {
  const key = 'sk-canary-00000000000000000000'
  const { app, page, quit } = await launch({ env: engineAt(server, key) })
  await haveConversation(page, server)
  const before = await call(page, 'conversations.list', { limit: 10, after: null })
  const archive = join(folder, 'Everything.zip')
  await willChoose(app, archive)
  await page.getByRole('button', { name: 'Settings' }).click()
  const settings = page.getByRole('dialog', { name: 'Settings' })
  await settings.getByRole('button', { name: 'Export everything…' }).click()
  await expect(settings.getByText('Done. Exported 1 conversation, 6 messages and 1 picture')).toBeVisible()
  const bytes = await readFile(archive)
  expect(bytes.includes('canary')).toBe(false)
  await quit()

  const other = await launch({ args: [`--user-data-dir=${join(folder, 'other')}`] })
  await other.page
    .getByRole('dialog', { name: 'Welcome to Parley' })
    .getByRole('button', { name: 'Try without a key' })
    .click()
  await willChoose(other.app, archive)
  await other.page.getByRole('button', { name: 'Settings' }).click()
  const there = other.page.getByRole('dialog', { name: 'Settings' })
  await there.getByRole('button', { name: 'Import…', exact: true }).click()
  await expect(there.getByText('Done. Imported 1 conversation, 6 messages and 1 picture.')).toBeVisible()
  const after = await call(other.page, 'conversations.list', { limit: 10, after: null })
  expect(after.conversations).toEqual(before.conversations)
  await there.getByRole('button', { name: 'Close' }).click()
  await other.page.getByRole('link', { name: before.conversations[0]?.title ?? '' }).click()
  await expect(other.page.getByRole('img', { name: /A ferry on a wide river/ })).toBeVisible()
})

test('several chosen conversations become files in a new folder', async ({ parley, folder }) => {
  const { app, page } = parley
  await useBuiltin(page)
  for (const question of ['What is a kite?', 'what is a kite?']) {
    await page.getByRole('button', { name: 'New conversation' }).click()
    await converse(page, question)
  }
  const out = join(folder, 'out')
  await mkdir(out)
  await willChoose(app, out)
  const { conversations } = await call(page, 'conversations.list', { limit: 10, after: null })
  for (const { title } of conversations)
    await page.getByRole('link', { name: title, exact: true }).click({ modifiers: ['ControlOrMeta'] })
  await page
    .getByRole('toolbar', { name: 'Selected conversations' })
    .getByRole('button', { name: 'Export…' })
    .click()
  const dialog = page.getByRole('dialog', { name: 'Export 2 conversations' })
  await dialog.getByRole('button', { name: 'Export…' }).click()
  await expect(dialog.getByRole('status')).toContainText('Exported 2 conversations')
  const [made] = await readdir(out)
  expect((await readdir(join(out, made ?? ''))).length).toBe(2)
  expect(await readdir(out)).toHaveLength(1)
})
