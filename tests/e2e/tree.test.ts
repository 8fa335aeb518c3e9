import type { Page } from '@playwright/test'
import { answered, ask, call, connectTo, expect, lastAnswer, test } from './fixtures'
import { violationsOf } from './helpers/accessibility'
import { answersOf } from './helpers/answers'
import { converse } from './helpers/scenes'

const chat = '/v1/chat/completions'

const log = (page: Page) => page.getByRole('log', { name: 'Conversation' })
const articles = (page: Page) => log(page).getByRole('article')
const questions = (page: Page) => log(page).getByRole('article', { name: /^You/ })

test('an edited question can be kept without asking; the old one and its answer stay', async ({
  parley,
  server,
}) => {
  server.script(chat, answersOf('An answer.', 'To the edit.'))
  const { page } = parley
  await call(page, 'settings.update', { makeTitles: false })
  await converse(page, 'A question with a tpyo')
  await questions(page).getByRole('button', { name: 'Edit' }).click()
  await questions(page).getByRole('textbox', { name: 'Your question' }).fill('A question without a typo')
  await questions(page).getByRole('button', { name: 'Save only' }).click()
  await expect(articles(page)).toHaveText([/without a typo/])
  expect(server.requests.filter(({ path }) => path === chat)).toHaveLength(1)
  await questions(page).getByRole('button', { name: 'Previous version' }).click()
  await expect(articles(page)).toHaveText([/tpyo/, /An answer/])
  await questions(page).getByRole('button', { name: 'Edit' }).click()
  await questions(page).getByRole('button', { name: 'Ask again' }).click()
  await expect(lastAnswer(page)).toContainText('To the edit.')
})

test('a conversation branches into a new one that ends where it was left', async ({ parley, server }) => {
  server.script(chat, answersOf('First answer.', 'Second answer.'))
  const { page } = parley
  await call(page, 'settings.update', { makeTitles: false })
  await converse(page, 'One')
  await converse(page, 'Two')
  const first = log(page)
    .getByRole('article', { name: /^Assistant/ })
    .first()
  await first.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Branch into a new conversation' }).click()
  await expect(articles(page)).toHaveText([/One/, /First answer/])
  const list = page.getByRole('navigation', { name: 'Conversations' }).getByRole('link')
  await expect(list).toHaveCount(2)
  await list.last().click()
  await expect(articles(page)).toHaveCount(4)
})

test('a deleted message comes back by Undo, where it was', async ({ parley, server }) => {
  server.script(chat, answersOf('First answer.', 'Second answer.'))
  const { page } = parley
  await call(page, 'settings.update', { makeTitles: false })
  await converse(page, 'One')
  await converse(page, 'Two')
  const first = log(page)
    .getByRole('article', { name: /^Assistant/ })
    .first()
  await first.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await expect(articles(page)).toHaveText([/One/, /Two/, /Second answer/])
  expect(await violationsOf(page)).toEqual([])
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click()
  await expect(articles(page)).toHaveText([/One/, /First answer/, /Two/, /Second answer/])
  await expect(page.getByRole('button', { name: 'Undo' })).toHaveCount(0)
})

test('another model answers the same question, beside the first answer', async ({ parley, server }) => {
  server.script('/v1/models', ({ json }) =>
    json(200, { object: 'list', data: ['test-model', 'other-model'].map((id) => ({ id, object: 'model' })) }),
  )
  server.script(chat, answersOf('By the first.', 'By the other.'))
  const { page } = parley
  // Once more: its list of models is another than a moment ago.
  await connectTo(page, server)
  await call(page, 'settings.update', { makeTitles: false })
  await ask(page, 'Who are you?')
  await answered(page)
  await lastAnswer(page).getByRole('button', { name: 'Answer with another model' }).click()
  await page.getByRole('menuitem', { name: /other-model/ }).click()
  await expect(lastAnswer(page)).toContainText('By the other.')
  expect((await server.request(chat, 2)).body).toMatchObject({ model: 'other-model' })
  await expect(lastAnswer(page)).toContainText('2/2')
})
