import type { Page } from '@playwright/test'
import type { ToolSummary } from '@shared/model/tool'
import { violationsOf } from '../e2e/helpers/accessibility'
import { askedOf, expect, inMain, test } from './fixtures'

const longText = `${'A long argument that is never cut. '.repeat(400)}The very end.`
const approval = (conversationId: string) => ({
  id: 'approval-1',
  conversationId,
  messageId: 'm1',
  calls: [
    {
      callId: '1',
      name: 'write_file',
      title: 'Write a file (write_file)',
      originName: 'Files',
      input: JSON.stringify({ path: '/a\u202egpj.exe', text: longText }),
      scope: null,
      mayBeAlways: true,
    },
    {
      callId: '2',
      name: 'read_file',
      title: 'read_file',
      originName: 'Files',
      input: '{"damaged',
      scope: 'ferries.example',
      mayBeAlways: true,
    },
  ],
})

/** A conversation whose answer waits for the user's word. */
const waiting = async (page: Page, field = 'Message') => {
  await page.getByRole('textbox', { name: field }).fill('Tidy up')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('article').last()).toContainText('You said')
  const id = await inMain(page, (fake) => [...fake.conversations.keys()][0] ?? '')
  await inMain(
    page,
    (fake, asked) => fake.tell({ type: 'approvals.changed', approvals: [asked] }),
    approval(id),
  )
  return page.getByRole('alertdialog', { name: 'Allow write_file, read_file?' })
}
const answersTo = (page: Page) => askedOf(page, 'tools.answer')

test('a call is asked about with all that goes out, and nothing but a button allows it', async ({ open }) => {
  const page = await open()
  const card = await waiting(page)
  await expect(card).toBeVisible()
  expect(await violationsOf(page)).toEqual([])
  await expect(card).toContainText('Files')
  // What turns the direction of a text shows itself.
  await expect(card).toContainText('/a\\u{202E}gpj.exe')
  await expect(card.getByText('The very end.')).toBeAttached()
  await expect(card.getByText('{"damaged')).toBeAttached()
  const scroller = card.locator('pre').first()
  expect(await scroller.evaluate((box) => box.scrollHeight > box.clientHeight)).toBe(true)
  // The keys that a user presses without looking.
  for (const key of ['Enter', 'Space', 'y']) await page.keyboard.press(key)
  await expect(card).toBeVisible()
  expect(await answersTo(page)).toEqual([])
  // By keyboard alone: the calls, the field, then the buttons, which take a press only after a moment.
  await expect(card.getByRole('button', { name: 'Allow once' })).toBeEnabled()
  for (let press = 0; press < 5; press++) await page.keyboard.press('Tab')
  await expect(card.getByRole('button', { name: 'Allow once' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(card).toHaveCount(0)
  expect(await answersTo(page)).toEqual([{ approvalId: 'approval-1', answer: 'once' }])
})

test('the quick window asks by the same card, by keyboard alone', async ({ open }) => {
  const page = await open({}, 'quick')
  const card = await waiting(page, 'Ask anything')
  await expect(card).toBeVisible()
  expect(await violationsOf(page)).toEqual([])
  await expect(card).toContainText('not named by you: ferries.example')
  for (const key of ['Enter', 'Space', 'y']) await page.keyboard.press(key)
  expect(await answersTo(page)).toEqual([])
  const allow = card.getByRole('button', { name: 'Allow in this conversation' })
  await expect(allow).toBeEnabled()
  // Nothing of it is out of the small window.
  for (const button of await card.getByRole('button').all()) await expect(button).toBeInViewport({ ratio: 1 })
  await allow.focus()
  await page.keyboard.press('Enter')
  await expect(card).toHaveCount(0)
  expect(await answersTo(page)).toEqual([{ approvalId: 'approval-1', answer: 'conversation' }])
})

test('a call that is not allowed takes a word to the model along', async ({ open }) => {
  const page = await open()
  const card = await waiting(page)
  await card.getByRole('textbox', { name: 'Why not, for the model' }).fill('Only in /b')
  await card.getByRole('button', { name: "Don't allow" }).click()
  await expect(card).toHaveCount(0)
  expect(await answersTo(page)).toEqual([{ approvalId: 'approval-1', answer: 'denied', words: 'Only in /b' }])
})

test('text that is being written keeps the caret when a call is asked about', async ({ open }) => {
  const page = await open()
  await page.getByRole('textbox', { name: 'Message' }).fill('Tidy up')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('article').last()).toContainText('You said')
  const message = page.getByRole('textbox', { name: 'Message' })
  await message.fill('and then')
  const id = await inMain(page, (fake) => [...fake.conversations.keys()][0] ?? '')
  await inMain(
    page,
    (fake, asked) => fake.tell({ type: 'approvals.changed', approvals: [asked] }),
    approval(id),
  )
  await expect(page.getByRole('alertdialog')).toBeVisible()
  await expect(message).toBeFocused()
})

const tool = (name: string, change: Partial<ToolSummary> = {}): ToolSummary => ({
  key: `server:files/${name}`,
  title: name,
  origin: 'server:files',
  originName: 'Files',
  description: `Does ${name}`,
  inputSchema: { type: 'object' },
  hints: {},
  tokens: 120,
  policy: 'ask',
  hasOwnPolicy: false,
  isChanged: false,
  isAlwaysThere: false,
  ...change,
})

test('permissions are set for all tools of an origin and for each', async ({ open }) => {
  const page = await open({
    tools: [
      tool('read', { hints: { readOnly: true } }),
      tool('write', { isChanged: true, policy: 'ask', hasOwnPolicy: true }),
      tool('speak', { origin: 'parley', originName: 'Parley', key: 'parley/speak', policy: 'always' }),
    ],
  })
  await page.getByRole('button', { name: 'Settings' }).click()
  const row = page.getByRole('group', { name: 'Permissions' })
  await expect(row).toContainText('360 tokens')
  await row.getByRole('combobox', { name: 'All tools of Files' }).selectOption('Always allow')
  await row.getByRole('button', { name: 'Files 2 tools' }).click()
  await expect(row).toContainText('says it only reads')
  await expect(row).toContainText('has changed since it was allowed: it asks again')
  await row.getByRole('combobox', { name: 'write', exact: true }).selectOption('Never')
  expect(await violationsOf(page)).toEqual([])
  const asked = await inMain(page, (fake) =>
    fake.asked.filter(({ name }) => name.startsWith('tools.set')).map(({ name, input }) => ({ name, input })),
  )
  expect(asked).toEqual([
    { name: 'tools.setOriginPolicy', input: { origin: 'server:files', policy: 'always' } },
    { name: 'tools.setPolicy', input: { keys: ['server:files/write'], policy: 'never' } },
  ])
})

test('a proposed fact is kept by a press alone, is undone in place, and stands in Settings', async ({
  open,
}) => {
  const page = await open()
  await page.getByRole('textbox', { name: 'Message' }).fill('I like tea')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('article').last()).toContainText('You said')
  await inMain(page, (fake) => {
    const message = [...fake.messages.values()].find(({ role }) => role === 'assistant')
    if (!message) throw new Error('There is an answer')
    const call = { type: 'tool-call', callId: '1', name: 'remember', input: '{"fact":"Likes tea"}' } as const
    const result = { type: 'tool-result', callId: '1', output: 'Proposed.', isError: false } as const
    const changed = { ...message, parts: [...message.parts, call, result] }
    fake.messages.set(message.id, changed)
    fake.publish(message.conversationId, [
      { type: 'part.opened', messageId: message.id, index: 1, part: call },
      { type: 'part.opened', messageId: message.id, index: 2, part: result },
    ])
  })
  const answer = page.getByRole('article').last()
  await answer.getByRole('button', { name: 'Remember' }).click()
  await expect(answer.getByText('remembered')).toBeVisible()
  await page.getByRole('button', { name: 'Settings' }).click()
  const row = page.getByRole('dialog', { name: 'Settings' }).getByRole('group', { name: 'Memory' })
  const fact = row.getByRole('textbox', { name: 'Fact', exact: true })
  await expect(fact).toHaveValue('Likes tea')
  await row.getByRole('textbox', { name: 'New fact' }).fill('Lives in Basel')
  await row.getByRole('button', { name: 'Remember' }).click()
  await expect(fact).toHaveCount(2)
  await fact.first().fill('Likes green tea')
  await fact.first().blur()
  expect(await violationsOf(page)).toEqual([])
  await row.getByRole('button', { name: 'Forget' }).nth(1).click()
  await page.keyboard.press('Escape')
  await answer.getByRole('button', { name: 'Forget' }).click()
  await expect(answer.getByRole('button', { name: 'Remember' })).toBeVisible()
  const kept = (await askedOf(page, 'settings.update')) as { memory: { text: string }[] }[]
  expect(kept.map(({ memory }) => memory.map(({ text }) => text))).toEqual([
    ['Likes tea'],
    ['Likes tea', 'Lives in Basel'],
    ['Likes green tea', 'Lives in Basel'],
    ['Likes green tea'],
    [],
  ])
})

test('a conversation leaves out tools by where they come from, and the memory', async ({ open }) => {
  const page = await open({ tools: [tool('read')] })
  await page.getByRole('textbox', { name: 'Message' }).fill('Hello')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('article').last()).toContainText('You said')
  await page
    .getByRole('button', { name: /^parley-guide/ })
    .last()
    .click()
  const dialog = page.getByRole('dialog', { name: 'Conversation settings' })
  await dialog.getByRole('checkbox', { name: 'Files' }).uncheck()
  await dialog.getByRole('switch', { name: 'Use memory' }).click()
  await expect
    .poll(() => inMain(page, (fake) => [...fake.conversations.values()].at(-1)?.choices))
    .toEqual({ leftOutTools: ['server:files'], usesMemory: false })
})
