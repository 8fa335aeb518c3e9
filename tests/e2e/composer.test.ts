import { readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { RecordedRequest, SseWriter } from '../fakes/faultServer'
import { answered, ask, engineAt, expect, lastAnswer, test } from './fixtures'
import { violationsOf } from './helpers/accessibility'
import { answersOf, byHand } from './helpers/answers'
import { samplePng } from './helpers/pictures'

const chat = '/v1/chat/completions'

const composer = (page: Page) => page.getByRole('textbox', { name: 'Message' })
const attached = (page: Page) => page.getByRole('list', { name: 'Attachments' }).getByRole('listitem')
const waiting = (page: Page) => page.getByRole('list', { name: 'Waiting questions' }).getByRole('listitem')
const questions = (page: Page) =>
  page.getByRole('log', { name: 'Conversation' }).getByRole('article', { name: /^You/ })

const end = (stream: SseWriter) => {
  stream.chatFinish('stop')
  stream.done()
  stream.end()
}

/** The last thing the model was told, as JSON text: words and attachments in one. */
const lastTold = (request: RecordedRequest): string => {
  const { messages } = request.body as { readonly messages: readonly unknown[] }
  return JSON.stringify(messages.at(-1))
}

test('what was written but not sent is there again after a restart, with its files; those that are gone are reported', async ({
  launch,
  server,
  folder,
}) => {
  server.script(chat, answersOf('Read.', 'That was long.'))
  const first = await launch({ env: engineAt(server) })
  const choose = (path: string) => first.page.locator('input[type=file]').setInputFiles(path)
  const [sent, unsent] = [join(folder, 'sent.md'), join(folder, 'unsent.md')]
  await writeFile(sent, 'words that went along')
  await writeFile(unsent, 'words of a draft')
  await choose(sent)
  await expect(attached(first.page)).toContainText([/sent\.md.*characters/])
  await ask(first.page, 'What does it say?')
  await answered(first.page)
  await choose(unsent)
  await expect(attached(first.page)).toContainText([/unsent\.md.*characters/])
  await composer(first.page).fill('half a thought')
  await first.page.getByRole('button', { name: 'New conversation' }).click()
  await expect(composer(first.page)).toHaveValue('')
  await expect(attached(first.page)).toHaveCount(0)
  // A very long paste goes along as a file.
  const text = `${'A line of a long text that the user pasted.\n'.repeat(4000)}the last words`
  await first.app.evaluate(({ clipboard }, text) => clipboard.writeText(text), text)
  await composer(first.page).press('Control+V')
  await expect(attached(first.page)).toContainText(/Pasted text\.txt.*characters/)
  await expect(composer(first.page)).toHaveValue('')
  await composer(first.page).pressSequentially('Shorten this')
  await composer(first.page).blur()
  await first.quit()
  for (const name of await readdir(join(folder, 'files'))) {
    const path = join(folder, 'files', name)
    if ((await stat(path)).size < 100) await rm(path)
  }

  const { page } = await launch({ env: engineAt(server) })
  await expect(attached(page)).toContainText('Pasted text.txt')
  await expect(composer(page)).toHaveValue('Shorten this')
  await page.getByRole('link', { name: 'What does it say?' }).click()
  await expect(composer(page)).toHaveValue('half a thought')
  await expect(questions(page).getByRole('note')).toHaveText(/sent\.md\s*This file is missing\./)
  await expect(attached(page)).toContainText([/unsent\.md.*missing\. Attach it again/])
  expect(await violationsOf(page)).toEqual([])
  await page.getByRole('button', { name: 'Remove unsent.md' }).click()
  await composer(page).fill('')
  await page.getByRole('button', { name: 'New conversation' }).click()
  await expect(composer(page)).toHaveValue('Shorten this')
  await page.getByRole('link', { name: 'What does it say?' }).click()
  await expect(composer(page)).toHaveValue('')
  await page.getByRole('button', { name: 'New conversation' }).click()
  await composer(page).press('Enter')
  await expect(lastAnswer(page)).toContainText('That was long.')
  const told = lastTold(await server.request(chat, 2))
  expect(told).toContain('Shorten this')
  expect(told).toContain('the last words')
})

test('what is sent during an answer waits in sight, can be edited and removed, and is asked in turn', async ({
  parley,
  server,
}) => {
  const answer = byHand()
  server.script(chat, [answer.handler, ...answersOf('To the second.')])
  const { page } = parley
  await ask(page, 'First')
  const stream = await answer.stream
  stream.chatText('To the first.')
  await expect(lastAnswer(page)).toContainText('To the first.')
  for (const words of ['Second', 'Third', 'Fourth']) {
    await composer(page).fill(words)
    await composer(page).press('Enter')
  }
  await expect(waiting(page)).toHaveText([/Second/, /Third/, /Fourth/])
  expect(await violationsOf(page)).toEqual([])
  await waiting(page).nth(2).getByRole('button', { name: 'Remove' }).click()
  await expect(composer(page)).toBeFocused()
  await waiting(page).nth(1).getByRole('button', { name: 'Edit' }).click()
  await expect(waiting(page)).toHaveText([/Second/])
  await expect(composer(page)).toHaveValue('Third')
  await expect(composer(page)).toBeFocused()
  end(stream)
  await expect(lastAnswer(page)).toContainText('To the second.')
  await answered(page)
  await expect(waiting(page)).toHaveCount(0)
  await expect(questions(page)).toHaveText([/First/, /Second/])
  await expect(composer(page)).toHaveValue('Third')
})

test('files go along by button: a picture and a text, with size and a way to remove; others are refused in words', async ({
  parley,
  server,
  folder,
}) => {
  server.script(chat, answersOf('I see both.'))
  const { page } = parley
  const picture = join(folder, 'harbour.png')
  const notes = join(folder, 'notes.md')
  const binary = join(folder, 'program.bin')
  await writeFile(picture, await samplePng(3, 64, 48))
  await writeFile(notes, '# Tides\nHigh at noon.\n')
  await writeFile(
    binary,
    new Uint8Array(4000).map((_, index) => (index * 7919) % 256),
  )
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Attach files' }).click(),
  ])
  await chooser.setFiles([picture, notes, notes, binary])
  await expect(page.getByRole('alert')).toContainText('“program.bin”: This kind of file cannot be attached')
  await expect(attached(page)).toHaveText([/harbour\.png/, /notes\.md.*22 bytes/])
  await page.getByRole('button', { name: 'Remove notes.md' }).click()
  await expect(attached(page)).toHaveCount(1)
  await page.locator('input[type=file]').setInputFiles(notes)
  await expect(attached(page)).toHaveCount(2)
  await composer(page).fill('What is this?')
  await composer(page).press('Enter')
  await answered(page)
  const told = lastTold(await server.request(chat))
  expect(told).toContain('data:image/png;base64,')
  expect(told).toContain('High at noon.')
  await expect(attached(page)).toHaveCount(0)
  await expect(questions(page)).toContainText('notes.md')
  await questions(page).getByRole('img', { name: 'harbour.png' }).click()
  await expect(page.getByRole('dialog', { name: 'Image' })).toBeVisible()
})

test('after a stop what waits stays in sight, and is asked by its button', async ({ parley, server }) => {
  const answer = byHand()
  server.script(chat, [answer.handler, ...answersOf('To the second.')])
  const { page } = parley
  await ask(page, 'First')
  const stream = await answer.stream
  stream.chatText('To the first.')
  await expect(lastAnswer(page)).toContainText('To the first.')
  await composer(page).fill('Second')
  await composer(page).press('Enter')
  await expect(waiting(page)).toHaveText([/Second/])
  await page.getByRole('button', { name: 'Stop' }).click()
  await answered(page)
  await expect(waiting(page)).toHaveText([/Second/])
  await waiting(page).getByRole('button', { name: 'Ask now' }).click()
  await expect(lastAnswer(page)).toContainText('To the second.')
  await expect(waiting(page)).toHaveCount(0)
})

test('files are dropped anywhere on the conversation, and a picture is pasted', async ({
  launch,
  server,
}) => {
  const { app, page } = await launch({ env: engineAt(server) })
  await expect(composer(page)).toBeVisible()
  const transfer = await page.evaluateHandle(() => {
    const transfer = new DataTransfer()
    transfer.items.add(new File(['dropped words'], 'dropped.txt', { type: 'text/plain' }))
    return transfer
  })
  await page.getByRole('heading', { level: 1 }).dispatchEvent('drop', { dataTransfer: transfer })
  await expect(attached(page)).toContainText(/dropped\.txt.*13 characters/)
  const png = Buffer.from(await samplePng(5, 20, 10)).toString('base64')
  await app.evaluate(
    ({ clipboard, nativeImage }, png) =>
      (clipboard as unknown as { writeImage(image: unknown): void }).writeImage(
        nativeImage.createFromDataURL(`data:image/png;base64,${png}`),
      ),
    png,
  )
  await composer(page).press('Control+V')
  await expect(attached(page)).toHaveCount(2)
  expect(await violationsOf(page)).toEqual([])
  await expect(page.getByRole('button', { name: 'Look at image.png' })).toBeVisible()
})
