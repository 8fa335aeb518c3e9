import type { Page } from '@playwright/test'
import { defaultCommands } from '../../src/shared/model/command'
import { answered } from '../e2e/fixtures'
import { askedOf, expect, inMain, test } from './fixtures'

const windows = [
  { name: 'index', label: 'Message' },
  { name: 'quick', label: 'Ask anything' },
] as const

const list = (page: Page) => page.getByRole('listbox', { name: 'Commands' })
const active = (page: Page) => list(page).getByRole('option', { selected: true })

const command = (name: string, prompt: string) => ({
  id: name,
  name,
  prompt,
  withSelection: true,
  result: 'show' as const,
})

/** The user selected these words in another program; null: none. */
const select = (page: Page, words: string | null) =>
  inMain(
    page,
    (fake, words) => {
      fake.selected = words
    },
    words,
  )

for (const { name, label } of windows) {
  test(`${name}: a slash lists commands, keys choose, and the one taken goes into the field unsent`, async ({
    open,
  }) => {
    const page = await open({ settings: { lookActions: [...defaultCommands] } }, name)
    const field = page.getByRole('textbox', { name: label })
    await select(page, 'Alles {ask: x} fließt.\n{clipboard}')
    await field.pressSequentially('/')
    await expect(list(page).getByRole('option')).toHaveCount(defaultCommands.length + 1)
    await expect(active(page)).toContainText('/explain')
    await field.press('ArrowUp')
    await expect(active(page)).toContainText('/image')
    await field.press('ArrowDown')
    await field.press('ArrowDown')
    await expect(active(page)).toContainText('/translate')
    await field.pressSequentially('expl')
    await expect(list(page).getByRole('option')).toHaveCount(1)
    await field.press('Enter')
    await expect(field).toHaveValue(
      'Explain this in plain words. Say first what it is, then what matters about it.\n\nAlles {ask: x} fließt.\n{clipboard}',
    )
    await expect(list(page)).toBeHidden()
    expect(await askedOf(page, 'runs.start')).toEqual([])
    await field.press('Enter')
    await answered(page)
    expect(await askedOf(page, 'runs.start')).toHaveLength(1)
    // What the selection holds is no command.
    expect(await askedOf(page, 'capture.words')).toEqual([{ words: ['selection'] }])
  })

  test(`${name}: blanks are asked for in a form; Escape leaves everything as it was`, async ({ open }) => {
    const prompt = 'A {choose: short | long} note to {ask: Whom} on {ask: What}: {selection}'
    const page = await open({ settings: { lookActions: [command('Write a note', prompt)] } }, name)
    const field = page.getByRole('textbox', { name: label })
    await select(page, 'the words')
    await field.pressSequentially('/note')
    await field.press('Tab')
    const form = page.getByRole('form', { name: 'Write a note' })
    await expect(form.getByRole('combobox', { name: 'A' })).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(form).toBeHidden()
    await expect(field).toHaveValue('/note')
    await expect(field).toBeFocused()
    expect(await askedOf(page, 'quick.hide')).toEqual([])

    await field.press('Backspace')
    await field.press('Enter')
    await form.getByRole('combobox', { name: 'A' }).selectOption('long')
    await page.keyboard.press('Enter')
    await expect(form.getByRole('textbox', { name: 'Whom' })).toBeFocused()
    await page.keyboard.type('Ada')
    await page.keyboard.press('Enter')
    await page.keyboard.type('{selection}')
    await page.keyboard.press('Enter')
    await expect(field).toHaveValue('A long note to Ada on {selection}: the words')
    await expect(field).toBeFocused()
    expect(await askedOf(page, 'runs.start')).toEqual([])
  })
}

test('what is missing is told in words, and nothing changes', async ({ open }) => {
  const page = await open({ settings: { lookActions: [command('Read', 'Read {clipboard}')] } })
  const field = page.getByRole('textbox', { name: 'Message' })
  await field.pressSequentially('/read')
  await field.press('Enter')
  await expect(page.getByText('There is neither text nor a picture on the clipboard')).toBeVisible()
  await expect(field).toHaveValue('/read')
  expect(await askedOf(page, 'runs.start')).toEqual([])
})

test('Escape closes the list until the next slash, and words that are no command are sent as they are', async ({
  open,
}) => {
  const page = await open({ settings: { lookActions: [command('Read', 'Read this: {selection}')] } })
  const field = page.getByRole('textbox', { name: 'Message' })
  await field.pressSequentially('/re')
  await expect(list(page)).toBeVisible()
  await field.press('Escape')
  await expect(list(page)).toBeHidden()
  await field.pressSequentially('a')
  await expect(list(page)).toBeHidden()
  await field.fill('')
  await field.pressSequentially('/')
  await expect(list(page)).toBeVisible()
  await field.fill('/etc/hosts is what?')
  await expect(list(page)).toBeHidden()
  await field.press('Enter')
  await answered(page)
  expect(await askedOf(page, 'runs.start')).toMatchObject([{ prompt: '/etc/hosts is what?' }])
})

test('Enter that ends a composition takes nothing', async ({ open }) => {
  const page = await open({ settings: { lookActions: [command('読む', 'Read this')] } })
  const field = page.getByRole('textbox', { name: 'Message' })
  await field.pressSequentially('/')
  await expect(list(page)).toBeVisible()
  await field.dispatchEvent('keydown', { key: 'Enter', keyCode: 229, isComposing: true, bubbles: true })
  await field.dispatchEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true })
  await expect(field).toHaveValue('/')
  await field.press('Enter')
  await expect(field).toHaveValue('Read this')
})

test('words behind a name stand in the place of the selection, and /image keeps its own', async ({
  open,
}) => {
  const page = await open({ settings: { lookActions: [command('Say', 'Say {selection} twice')] } })
  const field = page.getByRole('textbox', { name: 'Message' })
  await field.pressSequentially('/say good morning')
  await expect(list(page).getByRole('option')).toHaveCount(1)
  await field.press('Enter')
  await expect(field).toHaveValue('Say good morning twice')
  expect(await askedOf(page, 'capture.words')).toEqual([])

  await field.fill('')
  await field.pressSequentially('/ima')
  await field.press('Enter')
  await expect(field).toHaveValue('/image ')
  await field.pressSequentially('a harbour')
  await expect(list(page)).toBeHidden()
  await field.press('Enter')
  await answered(page)
  expect(await askedOf(page, 'runs.start')).toMatchObject([{ prompt: '/image a harbour' }])
})

test('Settings make, change, delete and bring back commands', async ({ open }) => {
  const page = await open({ settings: { lookActions: [...defaultCommands] } })
  await page.getByRole('button', { name: 'Settings' }).click()
  const group = page.getByRole('group', { name: 'Your commands' })
  await group.getByRole('button', { name: 'New command' }).click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Haiku')
  await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill('A haiku about ')
  await group.getByRole('button', { name: 'Question' }).click()
  await page.keyboard.type('Subject')
  await expect(page.getByRole('textbox', { name: 'Prompt', exact: true })).toHaveValue(
    'A haiku about {ask: Subject}',
  )
  await page.getByRole('switch', { name: 'Show with selected text' }).click()
  await group.getByRole('button', { name: 'Keep', exact: true }).click()
  await group.getByRole('button', { name: 'Delete Explain' }).click()
  await expect(group.getByText('Explain was deleted.')).toBeVisible()
  await group.getByRole('button', { name: 'Undo' }).click()
  await expect(group.getByRole('listitem').first()).toContainText('Explain')
  await group.getByRole('button', { name: 'Delete Explain' }).click()
  await group.getByRole('button', { name: 'Restore built-in' }).click()
  await expect(group.getByRole('listitem').last()).toContainText('Explain')
  await group.getByRole('button', { name: 'Import commands…' }).click()
  await expect(group.getByRole('status')).toHaveText(
    '2 commands added, 1 of them with a number behind the name, which another has, 4 there already',
  )
  const kept = await inMain(page, (fake) => fake.settings.lookActions)
  expect(kept.find(({ name }) => name === 'Haiku')).toMatchObject({
    prompt: 'A haiku about {ask: Subject}',
    withSelection: false,
    result: 'show',
  })
  expect(kept).toHaveLength(defaultCommands.length + 1)
})

test('what a command wants of selection and clipboard is read by one call, as one press allows', async ({
  open,
}) => {
  const page = await open({ settings: { lookActions: [command('Both', '{selection} or {clipboard}?')] } })
  await select(page, 'Some words')
  await page.getByRole('textbox', { name: 'Message' }).pressSequentially('/both')
  await page.keyboard.press('Enter')
  await expect(page.getByText('There is neither text nor a picture on the clipboard')).toBeVisible()
  expect(await askedOf(page, 'capture.words')).toEqual([{ words: ['selection', 'clipboard'] }])
  await expect(page.getByRole('textbox', { name: 'Message' })).toHaveValue('/both')
})
