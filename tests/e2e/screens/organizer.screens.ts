import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { call, engineAt, expect, test } from '../fixtures'
import { haveConversation } from '../helpers/scenes'

// Where conversations are put, and how they are found.

const folder = resolve(import.meta.dirname, '../../../out/screens')
const chat = '/v1/chat/completions'
const titles = [
  'Ideas for a quiet weekend by the sea',
  'Why is the sky dark at night?',
  'Draft: letter to the landlord about the heating',
  'Compare SQLite and PostgreSQL for a desktop app',
  'パンの焼き方を教えてください',
  'Translate the menu into French',
  'A very long question that nobody will read to its end in a narrow list of conversations',
]

test.beforeAll(() => mkdir(folder, { recursive: true }))

for (const scheme of ['light', 'dark'] as const) {
  test(`order (${scheme})`, async ({ launch, server }) => {
    test.setTimeout(180_000)
    const { page } = await launch({ env: engineAt(server) })
    await page.emulateMedia({ colorScheme: scheme })
    const shoot = async (name: string) => {
      await page.mouse.move(0, 0)
      await page.screenshot({ path: join(folder, `${name}-${scheme}.png`), animations: 'disabled' })
    }
    const nav = page.getByRole('navigation', { name: 'Conversations' })
    const show = async (of: Page, name: string) => {
      await nav.getByRole('button', { name: /^Showing: / }).click()
      await of.getByRole('menuitem', { name, exact: true }).click()
    }
    server.script(chat, ({ sse }) => sse().chatAnswer('Gladly. Take **the ferry**, and here is a start.'))
    const ids: string[] = []
    for (const prompt of titles)
      ids.push((await call(page, 'runs.start', { conversationId: null, prompt })).conversationId)
    await haveConversation(page, server)
    const folders = await Promise.all(
      ['Travel', 'Work'].map((name) => call(page, 'folders.create', { name })),
    )
    const change = (at: number[], change: Parameters<typeof call<'conversations.arrange'>>[2]['change']) =>
      call(page, 'conversations.arrange', { conversationIds: at.map((index) => ids[index] ?? ''), change })
    await change([1, 3], { type: 'pin' })
    await change([0], { type: 'move', folderId: folders[0]?.id ?? null })
    await change([5], { type: 'archive' })
    await expect(nav.getByRole('heading', { name: 'Pinned' })).toBeVisible()
    await shoot('60-order')

    await nav.getByRole('button', { name: /^Showing: / }).click()
    await expect(page.getByRole('menu')).toBeVisible()
    await shoot('61-places')
    await page.keyboard.press('Escape')
    await expect(page.getByRole('menu')).toBeHidden()
    await nav.getByRole('link', { name: titles[4] ?? '' }).click({ modifiers: ['Control'] })
    await nav.getByRole('link', { name: titles[2] ?? '' }).click({ modifiers: ['Control'] })
    await expect(page.getByRole('toolbar')).toBeVisible()
    await shoot('62-selected')
    await page.getByRole('toolbar').getByRole('button', { name: 'Move to folder…' }).click()
    const move = page.getByRole('dialog', { name: 'Move to folder' })
    await expect(move.getByRole('option', { name: 'Travel' })).toBeVisible()
    await shoot('63-move')
    await page.keyboard.press('Escape')
    await expect(move).toBeHidden()
    await page.getByRole('toolbar').getByRole('button', { name: 'Move to trash' }).click()
    await expect(nav.getByRole('button', { name: 'Undo' })).toBeVisible()
    await shoot('64-undo')
    await show(page, 'Trash')
    await nav.getByRole('link', { name: titles[2] ?? '' }).click()
    await expect(page.getByRole('main').getByText('In the trash')).toBeVisible()
    await shoot('65-trash')
    await nav.getByRole('button', { name: `More for ${titles[2]}` }).click()
    await expect(page.getByRole('menu')).toBeVisible()
    await shoot('66-trash-menu')
    await page.keyboard.press('Escape')
    await expect(page.getByRole('menu')).toBeHidden()

    const search = nav.getByRole('searchbox', { name: 'Search history' })
    await search.fill('ferry')
    await expect(nav.getByText(/ found$/)).toBeVisible()
    await shoot('67-search')
    await nav.getByRole('button', { name: 'Filters' }).click()
    await expect(nav.getByRole('combobox', { name: 'When' })).toBeVisible()
    await shoot('68-filters')
    await search.press('Enter')
    await expect(page.getByRole('log').getByText('ferry').first()).toBeVisible()
    await shoot('69-landed')
  })
}
