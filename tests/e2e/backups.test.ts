import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { Database } from '../../src/library/Database'
import { makeNewer } from '../fakes/newerLibrary'
import { answered, ask, call, expect, test, tryWithoutKey } from './fixtures'
import { violationsOf } from './helpers/accessibility'

const openBackups = async (page: Page) => {
  await page.getByRole('button', { name: 'Settings' }).click()
  const settings = page.getByRole('dialog', { name: 'Settings' })
  await settings.getByRole('button', { name: 'Restore…' }).scrollIntoViewIfNeeded()
  return settings
}
const backUpNow = async (page: Page) => {
  const settings = await openBackups(page)
  await settings.getByRole('button', { name: 'Back up now' }).click()
  await expect(settings.getByRole('status').filter({ hasText: 'Backed up' })).toBeVisible()
  return settings
}

test('what was deleted after a backup comes back with its picture, and what was there then can be had again', async ({
  launch,
}) => {
  const { page } = await launch()
  await tryWithoutKey(page)
  await ask(page, '/image a kite over the sea')
  await answered(page)
  const settings = await backUpNow(page)
  await expect(settings.getByRole('status').filter({ hasText: 'Backed up' })).toHaveText(
    /^Backed up 1 conversation, 2 messages and 1 picture, .*compared\.$/,
  )
  await page.keyboard.press('Escape')
  await expect(settings).toBeHidden()

  const { conversations } = await call(page, 'conversations.list', { limit: 5 })
  const [conversationId = ''] = conversations.map(({ id }) => id)
  await call(page, 'conversations.arrange', { conversationIds: [conversationId], change: { type: 'trash' } })
  await call(page, 'conversations.delete', { conversationId })
  await ask(page, 'Said after the backup')
  await answered(page)

  // All by keyboard.
  await openBackups(page)
  await page.getByRole('button', { name: 'Restore…' }).press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Restore a backup' })
  const row = dialog.getByRole('listitem')
  await expect(row).toContainText('1 conversation, 2 messages and 1 picture')
  await expect(row).toContainText('Made by you')
  expect(await violationsOf(page)).toEqual([])
  await row.getByRole('button', { name: /^Restore/ }).press('Enter')
  await expect(dialog.getByRole('button', { name: 'Back' })).toBeFocused()
  expect(await violationsOf(page)).toEqual([])
  const reloaded = page.waitForEvent('domcontentloaded')
  await dialog.getByRole('button', { name: 'Restore', exact: true }).press('Enter')
  await reloaded
  await expect(page.getByRole('status').filter({ hasText: 'Restored' })).toContainText(
    /Restored 1 conversation, 2 messages and 1 picture as of .*kept as a backup\./,
  )
  const list = page.getByRole('navigation', { name: 'Conversations' })
  await expect(list.getByRole('link')).toHaveText(['a kite over the sea'])
  await list.getByRole('link').click()
  const picture = page.getByRole('img', { name: 'a kite over the sea' })
  await expect(picture).toBeVisible()
  await expect
    .poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth))
    .toBeGreaterThan(0)

  // The app goes on without being started again, and the way back is open.
  await ask(page, 'And on')
  await answered(page)
  const backups = await call(page, 'backups.list', {})
  expect(backups.map(({ reason, messages }) => [reason, messages])).toEqual([
    ['before-restore', 2],
    ['asked', 2],
  ])
})

test('all chats wiped or damaged: the start says so and leads to the backups, or fills the gaps from them', async ({
  launch,
  folder,
}) => {
  test.setTimeout(240_000)
  const first = await launch()
  await tryWithoutKey(first.page)
  for (const question of ['First question', 'Second question']) {
    await ask(first.page, question)
    await answered(first.page)
  }
  await backUpNow(first.page)
  await first.quit()
  const library = join(folder, 'library.db')
  rmSync(library)

  const second = await launch()
  const { page } = second
  await expect(page.getByText('There is no history file')).toBeVisible()
  await page.getByRole('button', { name: 'See backups' }).click()
  await page.getByRole('button', { name: 'Restore…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Restore a backup' })
  await dialog.getByRole('button', { name: /^Restore/ }).click()
  await dialog.getByRole('button', { name: 'Restore', exact: true }).click()
  await expect(
    page.getByRole('navigation', { name: 'Conversations' }).getByRole('link', { name: 'First question' }),
  ).toBeVisible()
  await expect(page.getByText('There is no history file')).toBeHidden()
  await second.quit()
  const bytes = readFileSync(library)
  // Everything but its first page.
  writeFileSync(library, bytes.fill(0xaa, 4096))
  writeFileSync(join(folder, 'library.suspect'), '')

  const third = await launch()
  const notice = third.page.getByText('The history file was damaged.')
  // Where it was set aside, and what was saved. A busy machine takes its time over a repair.
  await expect(notice).toContainText(/set aside as .*library\.damaged-.*\.db, not deleted/, {
    timeout: 90_000,
  })
  await expect(notice).toContainText(/4 messages were saved into a new one, 4 of them from the backup of/)
  const path = /set aside as (.*\.db), not deleted/.exec((await notice.textContent()) ?? '')?.[1] ?? ''
  expect(existsSync(path)).toBe(true)
  expect(readFileSync(path).equals(bytes)).toBe(true)
  await expect(third.page.getByRole('navigation', { name: 'Conversations' }).getByRole('link')).toHaveCount(1)
})

test('ATK-03: a history that cannot be opened says so, offers its backups, and one of them brings it back; a damaged message is marked', async ({
  launch,
  folder,
}) => {
  const first = await launch()
  await tryWithoutKey(first.page)
  await ask(first.page, 'Kept in the backup')
  await answered(first.page)
  await backUpNow(first.page)
  await first.quit()
  const library = join(folder, 'library.db')
  makeNewer(library)

  const { page, quit } = await launch()
  await expect(page.getByText('written by a newer version of Parley')).toBeVisible()
  await page.getByRole('button', { name: 'See backups' }).click()
  const settings = page.getByRole('dialog', { name: 'Settings' })
  await expect(settings).toContainText(/Last backup: .* 1 kept/)
  await settings.getByRole('button', { name: 'Restore…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Restore a backup' })
  await dialog.getByRole('button', { name: /^Restore/ }).click()
  await dialog.getByRole('button', { name: 'Restore', exact: true }).click()
  const link = page
    .getByRole('navigation', { name: 'Conversations' })
    .getByRole('link', { name: 'Kept in the backup' })
  await expect(link).toBeVisible()
  await expect(page.getByText('written by a newer version of Parley')).toBeHidden()
  await link.click()
  await ask(page, 'And on')
  await answered(page)
  await quit()

  // The first question is in the backup, the second is not.
  const database = Database.open(library)
  database.execute(
    `UPDATE bodies SET parts = '[null]' WHERE message IN (SELECT pk FROM messages WHERE role = 'user')`,
  )
  database.checkpoint()
  database.close()
  const third = await launch()
  await third.page
    .getByRole('navigation', { name: 'Conversations' })
    .getByRole('link', { name: 'Kept in the backup' })
    .click()
  const log = third.page.getByRole('log')
  await expect(log).toContainText('Kept in the backup')
  await expect(log.getByText('This message is damaged')).toHaveCount(1)
  await expect(
    third.page.getByText(/2 messages could not be read. 1 of it was brought back from/),
  ).toBeVisible()
  expect(await violationsOf(third.page)).toEqual([])
})
