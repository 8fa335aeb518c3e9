import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { connectTo, expect, test, useBuiltin } from '../fixtures'

// `npm run screens examples`: the conversation that has not begun, by who answers.

const folder = resolve(import.meta.dirname, '../../../out/screens')

test.beforeAll(() => mkdir(folder, { recursive: true }))

const both = async (page: Page, name: string) => {
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme })
    await page.mouse.move(0, 0)
    await page.screenshot({ path: join(folder, `${name}-${scheme}.png`), animations: 'disabled' })
  }
}

test('the empty conversation', async ({ launch, server }) => {
  const { app, page } = await launch()
  await useBuiltin(page)
  const cards = page.getByRole('list', { name: 'Ways to begin' })
  await expect(cards).toContainText('What can you do?')
  await both(page, '98-empty-builtin')
  await connectTo(page, server)
  await expect(cards).toContainText('Draft a message')
  await both(page, '98-empty-server')
  await page.getByRole('group', { name: 'Assistants' }).getByRole('button', { name: 'Code reviewer' }).click()
  await expect(cards).toContainText('Review a function')
  await both(page, '98-empty-assistant')
  await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()
      .find((each) => each.getTitle() === 'Parley')
      ?.setContentSize(640, 700),
  )
  await expect.poll(() => page.evaluate('innerWidth')).toBe(640)
  await both(page, '98-empty-narrow')
})
