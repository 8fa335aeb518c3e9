import { answered, lastAnswer } from '../e2e/fixtures'
import { askedOf, expect, inMain, test } from './fixtures'

test('a quick question stands in its small window with its answer, and everything to do with it', async ({
  open,
}) => {
  const page = await open({}, 'quick')
  const field = page.getByRole('textbox', { name: 'Ask anything' })
  await expect(field).toBeFocused()
  await field.fill('When does the ferry leave?')
  await field.press('Enter')
  await answered(page)
  await expect(lastAnswer(page)).toContainText('You said: When does the ferry leave?')
  await expect(page.getByRole('article', { name: /^You/ })).toContainText('When does the ferry leave?')
  for (const name of ['Copy', 'Read aloud']) {
    await expect(lastAnswer(page).getByRole('button', { name, exact: true })).toBeVisible()
  }
  for (const name of ['New question', 'Copy and go back', 'Continue in Parley']) {
    await expect(page.getByRole('button', { name, exact: true })).toBeVisible()
  }
  await page.getByRole('button', { name: 'Copy and go back' }).click()
  expect(await askedOf(page, 'quick.copyBack')).toEqual([{ text: 'You said: When does the ferry leave?' }])
  await page.keyboard.press('Control+n')
  await expect(page.getByRole('article')).toHaveCount(0)
  await expect(field).toBeFocused()
})

test('an answer goes into the program that was in front; where it was only copied, that is said', async ({
  open,
}) => {
  const page = await open({ insertionTarget: { program: 'Mousepad', canReplace: true } }, 'quick')
  const field = page.getByRole('textbox', { name: 'Ask anything' })
  await field.fill('Shorter, please')
  await field.press('Enter')
  await answered(page)
  await expect(page.getByText('Mousepad', { exact: true })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Copy and go back' })).toHaveCount(0)
  await page.getByRole('button', { name: 'Insert', exact: true }).click()
  await page.getByRole('button', { name: 'Replace', exact: true }).click()
  const text = 'You said: Shorter, please'
  const inserted = () => askedOf(page, 'quick.insert')
  await expect.poll(inserted).toEqual([
    { text, mode: 'insert' },
    { text, mode: 'replace' },
  ])
  // What is being written keeps its keys.
  await field.fill('And')
  await field.press('Control+Shift+Enter')
  await field.fill('')
  await field.press('Control+Shift+Enter')
  await field.press('Control+Enter')
  await expect
    .poll(async () => (await inserted()).slice(2))
    .toEqual([
      { text, mode: 'replace' },
      { text, mode: 'insert' },
    ])
  await inMain(page, (fake) => {
    fake.inserted = { type: 'copied', reason: 'gone' }
  })
  await field.press('Control+Enter')
  await expect(page.getByText('Mousepad was closed. The answer is on the clipboard.')).toBeVisible()
  await inMain(page, (fake) => {
    fake.inserted = { type: 'copied', reason: 'lines' }
  })
  await field.press('Control+Enter')
  const note = 'Several lines may run at once in a terminal. The answer is on the clipboard.'
  await expect(page.getByText(note)).toBeVisible()
})

test('what is inserted: a marked part, one block of code, or all of it without Markdown’s marks', async ({
  open,
}) => {
  const page = await open({ insertionTarget: { program: 'Mousepad', canReplace: false } }, 'quick')
  await inMain(page, (fake) => {
    fake.script = () => [{ type: 'text', text: 'Use **this**:\n\n```sh\nls -l\n```\n\nThen look.' }]
  })
  const field = page.getByRole('textbox', { name: 'Ask anything' })
  await field.fill('How?')
  await field.press('Enter')
  await answered(page)
  await expect(page.getByRole('button', { name: 'Replace', exact: true })).toHaveCount(0)
  await field.press('Control+Enter')
  await page.getByRole('button', { name: 'Insert code' }).click()
  await lastAnswer(page).getByText('Then look.').selectText()
  await page.getByRole('button', { name: 'Insert', exact: true }).click()
  await expect
    .poll(async () => (await askedOf(page, 'quick.insert')).map((asked) => (asked as { text: string }).text))
    .toEqual(['Use this:\n\nls -l\n\nThen look.', 'ls -l', 'Then look.'])
})

test('one key asks for the replacement of what was selected, and Enter replaces', async ({ open }) => {
  const page = await open(
    {
      insertionTarget: { program: 'Mousepad', canReplace: true },
      settings: {
        lookActions: [
          { id: 'a', name: 'Explain', prompt: 'Explain: {selection}', withSelection: true, result: 'show' },
          {
            id: 'b',
            name: 'Correct',
            prompt: 'Correct: {selection}',
            withSelection: true,
            result: 'replace',
          },
        ],
      },
    },
    'quick',
  )
  await inMain(page, (fake) => {
    fake.script = () => [{ type: 'text', text: '"**All** is well."' }]
    fake.selected = 'All ist well.'
  })
  const field = page.getByRole('textbox', { name: 'Ask anything' })
  await page.getByRole('button', { name: 'Selected text' }).click()
  await expect(field).toHaveValue(/All ist well/)
  await field.press('Control+2')
  await answered(page)
  await expect(page.getByRole('article', { name: /^You/ })).toContainText('Correct: ')
  await expect(page.getByRole('article', { name: /^You/ })).toContainText('Give only the new text.')
  const replace = page.getByRole('button', { name: 'Replace', exact: true })
  await expect(replace).toHaveAttribute('aria-keyshortcuts', 'Enter')
  await expect(replace.locator('kbd')).toHaveAttribute('data-keys', 'Enter')
  await expect(field).toBeFocused()
  await field.press('Enter')
  await expect
    .poll(() => askedOf(page, 'quick.insert'))
    .toEqual([{ text: '**All** is well.', mode: 'replace' }])
  // Another question is an ordinary one: Enter alone puts nothing anywhere.
  await page.keyboard.press('Control+n')
  await field.fill('Why?')
  await field.press('Enter')
  await answered(page)
  await field.press('Enter')
  expect(await askedOf(page, 'quick.insert')).toHaveLength(1)
})
