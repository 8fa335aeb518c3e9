import type { Page } from '@playwright/test'
import { answered, ask } from '../e2e/fixtures'
import { askedOf, expect, test } from './fixtures'

const composer = (page: Page) => page.getByRole('textbox', { name: 'Message' })
const questions = (page: Page) => page.getByRole('article', { name: /^You/ })

test('Enter sends, Shift+Enter breaks the line, and an empty field sends nothing', async ({ open }) => {
  const page = await open()
  await expect(page.getByRole('button', { name: 'Send' })).toBeDisabled()
  await composer(page).press('Enter')
  await composer(page).pressSequentially('first')
  await composer(page).press('Shift+Enter')
  await composer(page).pressSequentially('second')
  await composer(page).press('Enter')
  await answered(page)
  await expect(composer(page)).toHaveValue('')
  expect(await askedOf(page, 'runs.start')).toMatchObject([{ prompt: 'first\nsecond' }])
})

test('Up in an empty field brings back what was asked, Down comes back', async ({ open }) => {
  const page = await open()
  for (const words of ['Older', 'Newer']) {
    await ask(page, words)
    await expect(questions(page).filter({ hasText: words })).toBeVisible()
    await answered(page)
  }
  await composer(page).press('ArrowUp')
  await expect(composer(page)).toHaveValue('Newer')
  await composer(page).press('ArrowUp')
  await expect(composer(page)).toHaveValue('Older')
  await composer(page).press('ArrowDown')
  await composer(page).press('ArrowDown')
  await expect(composer(page)).toHaveValue('')
  await composer(page).fill('my own')
  await composer(page).press('ArrowUp')
  await expect(composer(page)).toHaveValue('my own')
})

test('an export that is dropped is imported after asking, or attached all the same', async ({ open }) => {
  const page = await open()
  await page.evaluate(() => {
    Object.assign(globalThis, { parleyDrops: { hold: async () => 'held' } })
  })
  const drop = async (name: string, type: string) => {
    const transfer = await page.evaluateHandle(
      (file) => {
        const made = new DataTransfer()
        made.items.add(new File(['x'], file.name, { type: file.type }))
        return made
      },
      { name, type },
    )
    await page.getByRole('heading', { level: 1 }).dispatchEvent('drop', { dataTransfer: transfer })
  }
  await drop('export.zip', 'application/zip')
  const offer = page.getByRole('alertdialog', { name: 'Import 2 conversations?' })
  await expect(offer).toContainText('“export.zip” is an export from Claude.')
  await offer.getByRole('button', { name: 'Attach instead' }).click()
  await expect(offer).toBeHidden()
  expect(await askedOf(page, 'files.attach')).toMatchObject([{ name: 'export.zip' }])
  await drop('words.txt', 'text/plain')
  await expect.poll(async () => (await askedOf(page, 'files.attach')).length).toBe(2)
  await expect(offer).toBeHidden()
  await drop('export.zip', 'application/zip')
  await offer.getByRole('button', { name: 'Import' }).click()
  await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible()
  await expect.poll(() => askedOf(page, 'transfer.importDropped')).toEqual([{ fileId: 'held' }])
})
