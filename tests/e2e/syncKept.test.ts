import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startRclone } from '../fakes/webDavServers'
import { answered, ask, call, expect } from './fixtures'
import { base64, samplePng } from './helpers/pictures'
import { chat, link, settled, shareIt, test } from './helpers/sync'

/** Words that only the devices of the user may read. */
const canaries = {
  device: 'rotkehlchen-desktop',
  picture: 'A stieglitz on a thistle',
  file: 'girlitz-list.txt',
  fileText: 'The dompfaff sings at noon.',
  question: 'When does the gimpel sing?',
  answer: 'The zeisig knows.',
  title: 'Notes on a goldammer',
  assistant: 'Kleiber of the house',
  prompt: 'Answer as a wendehals would.',
  fact: 'The user keeps a kernbeisser.',
} as const

const hashOf = async (path: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex')

/** Which of these words can be read in a folder, and where. */
const readableIn = async (folder: string, words: readonly string[]): Promise<readonly string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  const found = await Promise.all(
    files.map(async ({ parentPath, name }) => {
      const path = join(parentPath, name)
      const bytes = await readFile(path)
      return words
        .filter((word) => path.slice(folder.length).includes(word) || bytes.includes(word))
        .map((word) => `${word} in ${path.slice(folder.length)}`)
    }),
  )
  if (files.length === 0) throw new Error(`Nothing lies in ${folder}`)
  return found.flat()
}

test('pictures, files, assistants and memory are used on the other one, and are readable nowhere else', async ({
  startOn,
  cloud,
  server,
  profiles,
}) => {
  test.setTimeout(240_000)
  const [a, b] = [await startOn(canaries.device), await startOn('laptop')]
  const dav = await startRclone(cloud)
  try {
    const { address, user, password } = dav
    const words = await shareIt({ a, b }, { type: 'webdav', address, user }, password)
    await call(a.page, 'settings.update', {
      memory: [{ id: 'bird', text: canaries.fact, assistantId: null }],
    })
    await call(a.page, 'assistants.save', {
      name: canaries.assistant,
      symbol: '',
      systemPrompt: canaries.prompt,
    })
    const png = await samplePng(3)
    server.script('/v1/images/generations', ({ json }) => json(200, { data: [{ b64_json: base64(png) }] }))
    server.script(chat, ({ sse }) => sse().chatAnswer(canaries.answer))
    await ask(a.page, `/image ${canaries.picture}`)
    await answered(a.page)
    const path = join(profiles, canaries.file)
    await writeFile(path, canaries.fileText)
    await a.page.locator('input[type=file]').setInputFiles(path)
    await expect(a.page.getByRole('listitem').filter({ hasText: canaries.file })).toBeVisible()
    await ask(a.page, canaries.question)
    await answered(a.page)
    const [conversation] = (await call(a.page, 'conversations.list', { limit: 1 })).conversations
    const conversationId = conversation?.id ?? ''
    await call(a.page, 'conversations.rename', { conversationId, title: canaries.title })
    await settled(a.page)

    // The place loses their bytes before B has them.
    const blobs = `${address}/parley-sync/blobs`
    const authorization = `Basic ${btoa(`${user}:${password}`)}`
    const lost = await fetch(blobs, { method: 'DELETE', headers: { authorization } })
    expect(lost.ok).toBe(true)
    await settled(b.page)
    await link(b.page, canaries.title).click()
    const log = b.page.getByRole('log', { name: 'Conversation' })
    await expect(log.getByText('This picture is not here yet. It shows:')).toBeVisible()
    await expect(log.getByText('Not here yet.', { exact: true })).toBeVisible()
    await b.page.getByRole('button', { name: 'Gallery' }).click()
    await b.page.getByRole('gridcell').filter({ hasText: 'Not here yet' }).press('Enter')
    const dialog = b.page.getByRole('dialog', { name: 'Image' })
    await expect(dialog.getByText('This picture is not here yet.')).toBeVisible()
    await dialog.getByRole('button', { name: 'Close' }).click()
    await link(b.page, canaries.title).click()
    // A is told what B looks for, and sends it again.
    await settled(a.page)
    const picture = log.getByRole('img', { name: canaries.picture })
    // What was not there is looked for again after some seconds, not with every look.
    await expect(async () => {
      await settled(b.page)
      await expect(picture).toBeVisible({ timeout: 500 })
    }).toPass({ timeout: 30_000 })
    await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(96)
    await expect(log.getByText('Not here yet.', { exact: true })).toBeHidden()

    // The file goes along with what is asked on B.
    await ask(b.page, 'And at night?')
    await answered(b.page)
    expect(JSON.stringify(server.requests.at(-1)?.body)).toContain(canaries.fileText)

    // So do the assistant and what it is to know.
    await b.page.getByRole('button', { name: 'New conversation' }).click()
    const assistants = b.page.getByRole('group', { name: 'Assistants' })
    await assistants.getByRole('button', { name: canaries.assistant }).click()
    await ask(b.page, 'A rhyme?')
    await answered(b.page)
    const asked = JSON.stringify(server.requests.at(-1)?.body)
    expect(asked).toContain(canaries.prompt)
    expect(asked).toContain(canaries.fact)

    await settled(b.page)
    await settled(a.page)
    const kept = await readdir(join(a.folder, 'pictures'))
    const hashes = await Promise.all(kept.map((name) => hashOf(join(a.folder, 'pictures', name))))
    expect(hashes.length).toBeGreaterThan(0)
    const secret = [...Object.values(canaries), ...hashes, server.baseUrl, password, words]
    expect(await readableIn(cloud, secret)).toEqual([])
    expect(secret.filter((word) => dav.output().includes(word))).toEqual([])
    for (const { folder } of [a, b]) {
      await expect.poll(() => readdir(folder)).toContain('logs')
      expect(await readableIn(join(folder, 'logs'), secret)).toEqual([])
    }
  } finally {
    await dav.stop()
  }
})
