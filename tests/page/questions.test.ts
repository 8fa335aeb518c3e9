import type { Page } from '@playwright/test'
import type { WaitingQuestion } from '@shared/model/serverQuestion'
import { fieldsOf } from '@shared/toolServers/questionFields'
import { violationsOf } from '../e2e/helpers/accessibility'
import { askedOf, expect, inMain, test } from './fixtures'

const fields =
  fieldsOf(
    {
      properties: {
        name: { type: 'string', description: 'Your name\u202e', minLength: 2 },
        mail: { type: 'string', format: 'email' },
        when: { type: 'string', format: 'date' },
        seats: { type: 'integer', minimum: 1, maximum: 9, default: 2 },
        window: { type: 'boolean', title: 'By the window' },
        meal: { type: 'string', enum: ['v', 'm'], enumNames: ['Vegetables', 'Meat'] },
        extras: { type: 'array', items: { type: 'string', enum: ['bag', 'bike'] }, maxItems: 1 },
      },
      required: ['name', 'meal'],
    },
    '',
  ) ?? []

/** A conversation in whose answer a server asks this. */
const asking = async (page: Page, ask: WaitingQuestion['ask'], message = 'Who travels?\u200b') => {
  await page.getByRole('textbox', { name: 'Message' }).fill('Book it')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('article').last()).toContainText('You said')
  const conversationId = await inMain(page, (fake) => [...fake.conversations.keys()][0] ?? '')
  const question: WaitingQuestion = {
    id: 'question-1',
    conversationId,
    messageId: 'm1',
    serverName: 'Trains',
    message,
    ask,
  }
  await inMain(page, (fake, one) => fake.tell({ type: 'questions.changed', questions: [one] }), question)
  return page.getByRole('alertdialog', { name: 'Trains asks' })
}
const answersTo = (page: Page) => askedOf(page, 'toolServers.answer')

test('a form is filled in by keyboard, what is wrong is said at its field, and nothing else sends it', async ({
  open,
}) => {
  const page = await open()
  const card = await asking(page, { type: 'form', fields })
  await expect(card).toBeFocused()
  // What the user would not see is written out in the server's words, and left out of labels.
  await expect(card.getByText('Who travels?\\u{200B}')).toBeVisible()
  await expect(card.getByText('Your name', { exact: true })).toBeVisible()
  expect(await violationsOf(page)).toEqual([])
  await expect(card.getByRole('button', { name: 'Send', exact: true })).toBeEnabled()
  for (const key of ['Enter', 'Space', 'y']) await page.keyboard.press(key)
  expect(await answersTo(page)).toEqual([])
  await card.getByRole('textbox', { name: 'Name' }).fill('A')
  await card.getByRole('textbox', { name: 'Mail' }).fill('ada')
  await card.getByRole('textbox', { name: 'Seats' }).fill('12')
  await card.getByRole('button', { name: 'Send', exact: true }).click()
  await expect(card.getByText('At least 2 characters.')).toBeVisible()
  await expect(card.getByText('This is no email address.')).toBeVisible()
  await expect(card.getByText('At most 9.')).toBeVisible()
  await expect(card.getByText('This is needed.')).toBeVisible()
  await expect(card.getByRole('textbox', { name: 'Name' })).toBeFocused()
  expect(await violationsOf(page)).toEqual([])
  expect(await answersTo(page)).toEqual([])
  await card.getByRole('textbox', { name: 'Name' }).fill('Ada')
  await card.getByRole('textbox', { name: 'Mail' }).fill('')
  await card.getByLabel('When').fill('2026-12-24')
  await card.getByRole('textbox', { name: 'Seats' }).fill('3')
  await card.getByRole('checkbox', { name: 'By the window' }).check()
  await card.getByRole('combobox', { name: 'Meal' }).selectOption({ label: 'Vegetables' })
  await card.getByRole('group', { name: 'Extras' }).getByRole('checkbox', { name: 'bike' }).check()
  await card.getByRole('textbox', { name: 'Name' }).press('Enter')
  await expect(card).toHaveCount(0)
  const values = { name: 'Ada', when: '2026-12-24', seats: 3, window: true, meal: 'v', extras: ['bike'] }
  expect(await answersTo(page)).toEqual([{ questionId: 'question-1', answer: { type: 'send', values } }])
})

test('a form that asks for a password warns, and can be left unanswered', async ({ open }) => {
  const page = await open()
  const secret = fieldsOf({ properties: { password: { type: 'string' } } }, '') ?? []
  const card = await asking(page, { type: 'form', fields: secret })
  await expect(card.getByRole('note')).toContainText('looks like a password')
  expect(await violationsOf(page)).toEqual([])
  await card.getByRole('button', { name: "Don't send" }).click()
  await expect(card).toHaveCount(0)
  expect(await answersTo(page)).toEqual([{ questionId: 'question-1', answer: { type: 'decline' } }])
})

test('an address is shown whole and opened by a press alone', async ({ open }) => {
  const page = await open()
  const url = 'https://accounts.example.evil.test/accounts.example.org/sign-in?next=https://bank.test/'
  const card = await asking(page, { type: 'address', url, isOpened: false })
  await expect(card.locator('code')).toHaveText(url)
  await expect(card.locator('code strong')).toHaveText('accounts.example.evil.test')
  expect(await violationsOf(page)).toEqual([])
  await expect(card.getByRole('button', { name: 'Open in browser' })).toBeEnabled()
  for (const key of ['Enter', 'Space']) await page.keyboard.press(key)
  expect(await answersTo(page)).toEqual([])
  await card.getByRole('button', { name: 'Open in browser' }).click()
  expect(await answersTo(page)).toEqual([{ questionId: 'question-1', answer: { type: 'open' } }])
})

test('a call that waits for a page goes on when the user says so', async ({ open }) => {
  const page = await open()
  const card = await asking(page, { type: 'address', url: 'https://example.org/', isOpened: true })
  await expect(card.getByRole('status')).toContainText('open in your browser')
  expect(await violationsOf(page)).toEqual([])
  await card.getByRole('button', { name: 'Go on', exact: true }).click()
  expect(await answersTo(page)).toEqual([{ questionId: 'question-1', answer: { type: 'go-on' } }])
})

test('what was asked, what was sent and what a result points at stand with the call', async ({ open }) => {
  const page = await open()
  await page.getByRole('textbox', { name: 'Message' }).fill('Book it')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('article').last()).toContainText('You said')
  await inMain(page, (fake) => {
    const message = [...fake.messages.values()].find(({ role }) => role === 'assistant')
    if (!message) throw new Error('There is an answer')
    const call = { type: 'tool-call', callId: '1', name: 'trains__book', input: '{}' } as const
    const result = {
      type: 'tool-result',
      callId: '1',
      output: 'Booked.',
      isError: false,
      questions: [
        {
          serverName: 'Trains',
          message: 'Who travels?',
          answer: 'sent',
          values: [
            { label: 'Name', value: 'Ada' },
            { label: 'Password', value: null },
          ],
        },
        { serverName: 'Trains', message: 'Pay', answer: 'declined', url: 'https://pay.test/1' },
      ],
      links: [
        { name: 'Ticket', uri: 'https://trains.test/ticket' },
        { name: 'Seat map', uri: 'trains://seats\u202e' },
      ],
    } as const
    const changed = { ...message, parts: [...message.parts, call, result] }
    fake.messages.set(message.id, changed)
    fake.publish(message.conversationId, [
      { type: 'part.opened', messageId: message.id, index: 1, part: call },
      { type: 'part.opened', messageId: message.id, index: 2, part: result },
    ])
  })
  const answer = page.getByRole('article').last()
  await expect(answer.getByText('answered by you')).toBeVisible()
  await answer.getByText('trains__book').click()
  for (const words of ['Who travels?', 'Ada', 'not kept', 'You did not answer', 'https://pay.test/1'])
    await expect(answer.getByText(words, { exact: true })).toBeVisible()
  const links = answer.getByRole('list', { name: 'Links' })
  await expect(links).toContainText('trains://seats\\u{202E}')
  await expect(links.getByRole('link')).toHaveText(['Ticket'])
  expect(await violationsOf(page)).toEqual([])
  await links.getByRole('link', { name: 'Ticket' }).click()
  expect(await askedOf(page, 'app.openLink')).toEqual([{ url: 'https://trains.test/ticket' }])
})
