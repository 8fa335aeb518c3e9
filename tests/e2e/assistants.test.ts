import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ElectronApplication, Page } from '@playwright/test'
import { answered, ask, call, expect, lastAnswer, test } from './fixtures'
import { violationsOf } from './helpers/accessibility'

const chat = '/v1/chat/completions'

const settings = (page: Page) => page.getByRole('dialog', { name: 'Settings', exact: true })
const list = (page: Page) => settings(page).getByRole('list', { name: 'Assistants' }).getByRole('listitem')
const openSettings = (page: Page) => page.getByRole('button', { name: 'Settings', exact: true }).click()

/** Answers the system's file dialogs in place of the user. */
const chooseFile = (app: ElectronApplication, path: string) =>
  app.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath: path })
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] })
  }, path)

test('an assistant is made, answers with its prompt, and goes when it is deleted', async ({
  parley,
  server,
}) => {
  server.script(chat, ({ sse }) => sse().chatAnswer('Arr.'))
  const { page } = parley
  await call(page, 'settings.update', { makeTitles: false })
  await openSettings(page)
  await settings(page).getByRole('button', { name: 'New assistant' }).click()
  const dialog = page.getByRole('dialog', { name: 'New assistant' })
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog.getByRole('alert')).toHaveText('It needs a name.')
  expect(await violationsOf(page)).toEqual([])
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Pirate')
  await dialog.getByRole('textbox', { name: 'System prompt' }).fill('You are a pirate.')
  await dialog.getByRole('spinbutton', { name: 'Temperature' }).fill('1.5')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(list(page).last()).toContainText('Pirate')
  await page.keyboard.press('Escape')

  await page.getByRole('group', { name: 'Assistants' }).getByRole('button', { name: 'Pirate' }).click()
  await ask(page, 'Hello')
  await answered(page)
  await expect(lastAnswer(page)).toContainText('Arr.')
  const { body } = await server.request(chat)
  expect(body).toMatchObject({ messages: [{ content: 'You are a pirate.' }, { content: 'Hello' }] })
  expect(body).toMatchObject({ temperature: 1.5 })

  await openSettings(page)
  await settings(page).getByRole('button', { name: 'Delete Pirate' }).click()
  await expect(list(page).filter({ hasText: 'Pirate' })).toHaveCount(0)
})

test('there are assistants to begin with; they are put in order, and taken elsewhere and back', async ({
  parley,
  folder,
}) => {
  const { app, page } = parley
  await call(page, 'settings.update', { makeTitles: false })
  await openSettings(page)
  await expect(list(page).first()).toContainText('General')
  await settings(page).getByRole('button', { name: 'Move General down' }).click()
  await expect(list(page).first()).toContainText('Travel guide')
  await expect(settings(page).getByRole('button', { name: 'Move General down' })).toBeFocused()
  const before = await list(page).count()

  const path = join(folder, 'mine.json')
  await chooseFile(app, path)
  await settings(page).getByRole('button', { name: 'Export assistants…' }).click()
  await expect(settings(page).getByText(`${before} assistants saved`)).toBeVisible()
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ format: 'parley.assistants', version: 1 })
  await settings(page).getByRole('button', { name: 'Import assistants…' }).click()
  await expect(list(page)).toHaveCount(before * 2)

  await chooseFile(app, join(parley.folder, 'settings.json'))
  await settings(page).getByRole('button', { name: 'Import assistants…' }).click()
  await expect(settings(page).getByRole('alert')).toContainText('The file cannot be read')
})

test('a conversation has settings of its own, from the composer: prompt, model and streaming', async ({
  parley,
  server,
}) => {
  server.script(chat, [
    ({ sse }) => sse().chatAnswer('As ever.'),
    ({ json }) =>
      json(200, {
        choices: [
          { index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'In one piece.' } },
        ],
      }),
  ])
  const { page } = parley
  await call(page, 'settings.update', { makeTitles: false })
  await ask(page, 'One')
  await answered(page)
  await page.getByRole('button', { name: /^test-model 127/ }).click()
  const dialog = page.getByRole('dialog', { name: 'Conversation settings' })
  await dialog.getByRole('combobox', { name: 'Model' }).fill('a-model-of-mine')
  await dialog.getByRole('combobox', { name: 'Model' }).press('Enter')
  await dialog.getByRole('textbox', { name: 'System prompt' }).fill('Be brief.')
  await dialog.getByRole('combobox', { name: 'Stream answers' }).selectOption('Off')
  expect(await violationsOf(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Close' }).click()
  await ask(page, 'Two')
  await expect(lastAnswer(page)).toContainText('In one piece.')
  const { body } = await server.request(chat, 2)
  expect(body).toMatchObject({ model: 'a-model-of-mine', messages: [{ content: 'Be brief.' }, {}, {}, {}] })
  expect((body as { readonly stream?: boolean }).stream ?? false).toBe(false)

  await page.getByRole('button', { name: 'New conversation' }).click()
  await expect(page.getByRole('button', { name: /a-model-of-mine/ })).toHaveCount(0)
})
