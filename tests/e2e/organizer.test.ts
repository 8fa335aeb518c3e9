import type { Page } from '@playwright/test'
import { answered, ask, call, expect, test } from './fixtures'
import { violationsOf } from './helpers/accessibility'

const chat = '/v1/chat/completions'
const nav = (page: Page) => page.getByRole('navigation', { name: 'Conversations' })
const links = (page: Page) => nav(page).locator('.conversation-list').getByRole('link')
const row = (page: Page, name: string) => nav(page).getByRole('link', { name, exact: true })
const show = async (page: Page, name: string) => {
  await nav(page)
    .getByRole('button', { name: /^Showing: / })
    .click()
  await page.getByRole('menuitem', { name, exact: true }).click()
}
const begin = async (page: Page, titles: readonly string[]) => {
  for (const prompt of titles) await call(page, 'runs.start', { conversationId: null, prompt })
  await expect(links(page)).toHaveCount(titles.length)
}

test('conversations are pinned, filed, archived and thrown away, and all of it is taken back', async ({
  parley,
  server,
}) => {
  server.script(chat, ({ sse }) => sse().chatAnswer('Fine.'))
  const { page } = parley
  await begin(page, ['One', 'Two', 'Three', 'Four'])
  await expect(links(page)).toHaveText(['Four', 'Three', 'Two', 'One'])
  const menu = async (name: string, verb: string) => {
    await nav(page)
      .getByRole('button', { name: `More for ${name}`, exact: true })
      .click()
    await page.getByRole('menuitem', { name: verb, exact: true }).click()
  }
  const undo = page.getByRole('button', { name: 'Undo' })

  await menu('Two', 'Pin')
  await expect(nav(page).getByRole('heading')).toHaveText(['Pinned', 'Today'])
  await expect(links(page)).toHaveText(['Two', 'Four', 'Three', 'One'])

  // A folder is made by the bar's menu, and filled by dragging.
  await show(page, 'New folder')
  await page.getByRole('textbox', { name: 'Name of the new folder' }).fill('Travel')
  await page.keyboard.press('Enter')
  const folder = nav(page).getByRole('link', { name: 'Folder Travel' })
  // Rows that still make way for the folder would slip from under the pointer.
  await expect(links(page)).toHaveText(['Travel', 'Two', 'Four', 'Three', 'One'])
  await row(page, 'Four').hover()
  await row(page, 'Four').dragTo(folder)
  await expect(nav(page).getByText('Conversation moved to “Travel”')).toBeVisible()
  await expect(row(page, 'Four')).toHaveCount(0)
  await folder.click()
  await expect(links(page)).toHaveText(['Four'])
  expect(await violationsOf(page)).toEqual([])
  // Out of it by dragging as well.
  await row(page, 'Four').dragTo(nav(page).getByRole('button', { name: 'Showing: Travel' }))
  await expect(nav(page).getByText('Conversation taken out of the folder')).toBeVisible()
  await expect(links(page)).toHaveCount(0)
  await undo.click()
  await expect(links(page)).toHaveText(['Four'])
  await nav(page).getByRole('button', { name: 'Back to all conversations' }).click()

  // The same without a pointer, to a folder that is not there yet.
  await row(page, 'Three').focus()
  await page.keyboard.press('Shift+F10')
  await page.getByRole('menuitem', { name: 'Move to folder…' }).press('Enter')
  await expect(page.getByRole('dialog', { name: 'Move to folder' }).getByRole('combobox')).toBeFocused()
  await page.keyboard.type('Home')
  await page.keyboard.press('Enter')
  await expect(nav(page).getByRole('link', { name: 'Folder Home' })).toBeVisible()
  await expect(links(page)).toHaveText(['Travel', 'Home', 'Two', 'One'])
  await page.keyboard.press('Control+Alt+z')
  await expect(links(page)).toHaveText(['Travel', 'Home', 'Two', 'Three', 'One'])

  // Deleting a folder loses nothing.
  await nav(page).getByRole('button', { name: 'More for folder Travel' }).click()
  await page.getByRole('menuitem', { name: 'Delete folder' }).click()
  await expect(links(page)).toHaveText(['Home', 'Two', 'Four', 'Three', 'One'])
  await page.keyboard.press('Control+Alt+z')
  await expect(links(page)).toHaveText(['Travel', 'Home', 'Two', 'Three', 'One'])

  await menu('Three', 'Archive')
  await menu('One', 'Delete')
  await expect(links(page)).toHaveText(['Travel', 'Home', 'Two'])
  await show(page, 'Archive')
  await expect(links(page)).toHaveText(['Three'])
  await row(page, 'Three').click()
  await expect(page.getByRole('main').getByText('Archived')).toBeVisible()
  await page.getByRole('main').getByRole('button', { name: 'Put back' }).click()
  await expect(page.getByRole('main').getByText('Archived')).toHaveCount(0)
  await expect(nav(page).getByText('Nothing is archived.')).toBeVisible()

  await show(page, 'Trash')
  await expect(links(page)).toHaveText(['One'])
  expect(await violationsOf(page)).toEqual([])
  await nav(page).getByRole('button', { name: 'Empty trash…' }).click()
  const dialog = page.getByRole('alertdialog')
  expect(await violationsOf(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await expect(nav(page).getByText(/^Conversation deleted for ever: .* given back$/)).toBeVisible()
  await expect(nav(page).getByText('The trash is empty.')).toBeVisible()
  await show(page, 'All conversations')
  await expect(links(page)).toHaveText(['Travel', 'Home', 'Two', 'Three'])
})

test('several are chosen with Ctrl, Shift and the keyboard, and changed together', async ({
  parley,
  server,
}) => {
  server.script(chat, ({ sse }) => sse().chatAnswer('Fine.'))
  const { page } = parley
  await begin(page, ['A', 'B', 'C', 'D', 'E', 'F'])
  await expect(links(page)).toHaveText(['F', 'E', 'D', 'C', 'B', 'A'])
  const bar = page.getByRole('toolbar', { name: 'Selected conversations' })
  const press = (key: string) => page.keyboard.press(key)

  await row(page, 'F').click({ modifiers: ['Control'] })
  await row(page, 'D').click({ modifiers: ['Control'] })
  await expect(bar).toContainText('2 selected')
  await expect(row(page, 'D')).toHaveAccessibleDescription('Selected')
  await row(page, 'B').click({ modifiers: ['Shift'] })
  await expect(bar).toContainText('3 selected')
  expect(await violationsOf(page)).toEqual([])
  await bar.getByRole('button', { name: 'Archive' }).click()
  await expect(bar).toHaveCount(0)
  await expect(links(page)).toHaveText(['F', 'E', 'A'])
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(links(page)).toHaveCount(6)

  // By keyboard alone: the arrows go along the list, Shift chooses, Space adds, Delete throws away.
  await row(page, 'E').focus()
  await press('ArrowDown')
  await expect(row(page, 'D')).toBeFocused()
  await press('Shift+ArrowDown')
  await expect(bar).toContainText('2 selected')
  await press('End')
  await expect(row(page, 'A')).toBeFocused()
  await press('Space')
  await expect(bar).toContainText('3 selected')
  await press('Delete')
  await expect(links(page)).toHaveText(['F', 'E', 'B'])
  await expect(nav(page).getByText('3 conversations moved to the trash')).toBeVisible()
  await expect(row(page, 'B')).toBeFocused()
  await press('Control+Alt+z')
  await expect(links(page)).toHaveCount(6)

  await row(page, 'F').focus()
  await press('Control+a')
  await expect(bar).toContainText('6 selected')
  await press('Escape')
  await expect(bar).toHaveCount(0)
  await press('F2')
  await expect(page.getByRole('textbox', { name: 'Title' })).toBeFocused()
  await page.keyboard.type('Renamed')
  await press('Enter')
  await expect(row(page, 'Renamed')).toBeFocused()
})

test('the palette reaches what the list can do, for the shown conversation', async ({ parley, server }) => {
  server.script(chat, ({ sse }) => sse().chatAnswer('Fine.'))
  const { page } = parley
  await ask(page, 'Herons')
  await answered(page)
  const choose = async (words: string) => {
    await page.keyboard.press('Control+k')
    const palette = page.getByRole('dialog', { name: 'Command palette' })
    await expect(palette.getByRole('combobox')).toBeFocused()
    await page.keyboard.type(words)
    await expect(palette.getByRole('option').first()).toContainText(words)
    await page.keyboard.press('Enter')
    await expect(palette).toBeHidden()
  }
  await choose('Pin or unpin')
  await expect(nav(page).getByRole('heading')).toHaveText(['Pinned'])
  await choose('Rename')
  await expect(page.getByRole('main').getByRole('textbox', { name: 'Title' })).toBeFocused()
  await page.keyboard.type('Herons at dusk')
  await page.keyboard.press('Enter')
  await expect(row(page, 'Herons at dusk')).toBeVisible()
  await choose('Delete (move to trash)')
  await expect(links(page)).toHaveCount(0)
  await expect(page.getByRole('log')).toHaveCount(0)
  await choose('Undo archiving, moving or deleting')
  await expect(row(page, 'Herons at dusk')).toBeVisible()
  // It was on screen, and is again.
  await expect(page.getByRole('log').getByText('Fine.')).toBeVisible()
  await choose('Archive or put back')
  await expect(links(page)).toHaveCount(0)
  await choose('Show the archive')
  await expect(links(page)).toHaveText(['Herons at dusk'])
})
