import type { Page } from '@playwright/test'
import { askedOf, expect, test } from './fixtures'

const composer = (page: Page) => page.getByRole('textbox', { name: 'Message' })

const table = '<table><tr><th>City</th><th>People</th></tr><tr><td>Rome</td><td>2.8 M</td></tr></table>'

/** Puts it on the clipboard as another program would, with a picture beside it, and pastes it by the keys. */
const paste = async (page: Page, texts: Readonly<Record<string, string>>): Promise<void> => {
  await page.bringToFront()
  await page
    .context()
    .grantPermissions(['clipboard-read', 'clipboard-write'])
    .catch(() => {
      // A bare window of Electron grants them by itself, and cannot be asked.
    })
  await composer(page).focus()
  await page.evaluate(async (given) => {
    const canvas = document.createElement('canvas')
    canvas.width = 8
    canvas.height = 8
    const picture = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve))
    const items: Record<string, Blob> = picture ? { 'image/png': picture } : {}
    for (const [type, text] of Object.entries(given)) items[type] = new Blob([text], { type })
    await navigator.clipboard.write([new ClipboardItem(items)])
  }, texts)
  await page.keyboard.press('ControlOrMeta+v')
}

test('a table from a program that puts a picture of it beside it is pasted as a Markdown table alone', async ({
  open,
}) => {
  const page = await open()
  await paste(page, { 'text/html': table, 'text/plain': 'City\tPeople\nRome\t2.8 M' })
  await expect(composer(page)).toHaveValue(/\| City \| People \|\n\|[ :-]+\|[ :-]+\|\n\| Rome \| 2\.8 M \|/)
  expect(await askedOf(page, 'files.attach')).toEqual([])
  expect(await askedOf(page, 'pictures.attach')).toEqual([])
  await page.keyboard.press('ControlOrMeta+z')
  await expect(composer(page)).toHaveValue('')
})

test('text and a picture on the clipboard are both pasted, also where the text is a list of a page', async ({
  open,
}) => {
  const page = await open()
  const attached = page.getByRole('list', { name: 'Attachments' }).getByRole('listitem')
  await paste(page, { 'text/plain': 'What is this?' })
  await expect(composer(page)).toHaveValue('What is this?')
  await expect(attached).toHaveCount(1)
  await composer(page).fill('')
  await paste(page, { 'text/html': '<ul><li>One</li><li>Two</li></ul>' })
  await expect(composer(page)).toHaveValue(/- One\n- Two/)
  await expect(attached).toHaveCount(2)
})
