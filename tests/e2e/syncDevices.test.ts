import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { answered, ask, call, engineAt, expect, type Parley, startParley } from './fixtures'
import { leaveSettings, link, openSync, passed, settled, test } from './helpers/sync'

const titlesOn = async (page: Page): Promise<readonly string[]> =>
  (await call(page, 'conversations.list', { limit: 200 })).conversations.map(({ title }) => title).sort()

const statusOn = async (page: Page) => {
  const status = await call(page, 'sync.status', {})
  if (status.type === 'off') throw new Error('Sync is on')
  return status
}

test('three computers: joining in parts, a mass deletion that is not wanted, a restored backup, one that is removed', async ({
  startOn,
  cloud,
  server,
}) => {
  test.setTimeout(300_000)
  const place = { type: 'folder', path: cloud } as const
  const a = await startOn('desktop')
  const questions = Array.from({ length: 25 }, (_, index) => `Question ${index + 1}`)
  for (const prompt of questions) await call(a.page, 'runs.start', { conversationId: null, prompt })
  await expect.poll(() => titlesOn(a.page)).toHaveLength(questions.length)
  const { words } = await call(a.page, 'sync.start', { place, password: '' })
  await settled(a.page)

  // Joining is stopped while the backup is made, and goes on.
  const b = await startOn('laptop')
  await ask(b.page, 'Here before joining')
  await answered(b.page)
  await call(b.page, 'sync.join', { place, password: '', words })
  await call(b.page, 'sync.stop', {})
  expect(await statusOn(b.page)).toMatchObject({ isJoining: true, isStopped: true })
  const ofB = await openSync(b.page)
  await expect(ofB.getByText('Joining was stopped')).toBeVisible()
  await ofB.getByRole('button', { name: 'Sync now' }).click()
  await expect(ofB.getByText('Everything is in step')).toBeVisible({ timeout: 30_000 })
  await leaveSettings(b.page)
  await expect(link(b.page, 'Question 25')).toBeVisible()
  const all = [...questions, 'Here before joining'].sort()
  expect(await titlesOn(b.page)).toEqual(all)
  expect((await call(b.page, 'backups.list', {})).map(({ messages }) => messages)).toEqual([2])

  // Joining is cut by a quit, and goes on by itself with the next start.
  const before = await startOn('attic')
  await call(before.page, 'sync.join', { place, password: '', words })
  await before.quit()
  const file = JSON.parse(await readFile(join(before.folder, 'sync.json'), 'utf8'))
  expect(file).toMatchObject({ isJoining: true, isStopped: false })
  const c: Parley = await startParley(before.folder, { env: engineAt(server) })
  try {
    await expect(link(c.page, 'Question 25')).toBeVisible({ timeout: 30_000 })
    await expect.poll(() => titlesOn(c.page), { timeout: 30_000 }).toEqual(all)
    await passed(b.page, a.page)
    expect(await titlesOn(a.page)).toEqual(all)

    // Most of the history goes on A: B asks, and its word counts for all.
    const listed = (await call(a.page, 'conversations.list', { limit: 200 })).conversations
    const gone = listed.filter(({ title }) => questions.includes(title)).map(({ id }) => id)
    await call(a.page, 'conversations.arrange', { conversationIds: gone, change: { type: 'trash' } })
    await passed(a.page, b.page)
    expect((await statusOn(b.page)).massDeletion).toMatchObject({ deviceName: 'desktop', count: 25, of: 26 })
    expect(await titlesOn(b.page)).toEqual(all)
    expect(await titlesOn(a.page)).toEqual(['Here before joining'])
    await openSync(b.page)
    await b.page.getByRole('button', { name: 'Keep them on all devices' }).click()
    await expect(b.page.getByText('Everything is in step')).toBeVisible({ timeout: 30_000 })
    await leaveSettings(b.page)
    await passed(b.page, a.page)
    expect(await titlesOn(a.page)).toEqual(all)
    await settled(c.page)
    expect((await statusOn(c.page)).massDeletion).toBeNull()
    expect(await titlesOn(c.page)).toEqual(all)

    // A backup that is restored brings back on all what was deleted since, and takes nothing that came since.
    const settings = await openSync(a.page)
    await settings.getByRole('searchbox', { name: 'Search settings' }).fill('backup')
    await settings.getByRole('button', { name: 'Back up now' }).click()
    await expect(settings.getByRole('status').filter({ hasText: 'Backed up' })).toBeVisible()
    await leaveSettings(a.page)
    const [first = ''] = gone
    await call(a.page, 'conversations.arrange', { conversationIds: [first], change: { type: 'trash' } })
    await call(a.page, 'conversations.delete', { conversationId: first })
    await b.page.getByRole('button', { name: 'New conversation' }).click()
    await ask(b.page, 'Said on the laptop since')
    await answered(b.page)
    await passed(b.page, a.page)
    await passed(a.page, b.page)
    expect(await titlesOn(b.page)).toHaveLength(all.length)
    const everything = [...all, 'Said on the laptop since'].sort()
    await openSync(a.page)
    await settings.getByRole('searchbox', { name: 'Search settings' }).fill('backup')
    await settings.getByRole('button', { name: 'Restore…' }).click()
    const restoring = a.page.getByRole('dialog', { name: 'Restore a backup' })
    await restoring.getByRole('listitem').filter({ hasText: 'Made by you' }).getByRole('button').click()
    const reloaded = a.page.waitForEvent('domcontentloaded')
    await restoring.getByRole('button', { name: 'Restore', exact: true }).click()
    await reloaded
    await expect(a.page.getByRole('status').filter({ hasText: 'Restored' })).toBeVisible()
    await passed(a.page, b.page)
    await passed(c.page, a.page)
    for (const { page } of [a, b, c]) expect(await titlesOn(page)).toEqual(everything)

    // C is removed on A. What follows is not for it, until it is given the new words.
    const ofA = await openSync(a.page)
    await ofA.getByRole('button', { name: 'Remove attic' }).click()
    const removing = a.page.getByRole('dialog', { name: 'Remove attic' })
    await removing.getByRole('button', { name: 'Remove', exact: true }).click()
    const list = removing.getByRole('list', { name: 'Words' }).getByRole('listitem')
    await expect(list).toHaveCount(6)
    const newWords = (await list.allTextContents()).join(' ')
    expect(newWords).not.toBe(words)
    await removing.getByRole('checkbox', { name: 'I have kept these words' }).check()
    await removing.getByRole('button', { name: 'Done' }).click()
    await leaveSettings(a.page)
    await a.page.getByRole('button', { name: 'New conversation' }).click()
    await ask(a.page, 'Not for the attic')
    await answered(a.page)
    await passed(a.page, b.page)
    await expect(link(b.page, 'Not for the attic')).toBeVisible()
    await call(c.page, 'sync.now', {})
    const ofC = await openSync(c.page)
    await expect(ofC.getByText('There are new words')).toBeVisible({ timeout: 30_000 })
    expect(await titlesOn(c.page)).toEqual(everything)
    await ofC.getByRole('button', { name: 'Enter the new words…' }).click()
    const entering = c.page.getByRole('dialog', { name: 'Enter the new words' })
    await entering.getByRole('textbox', { name: 'Words' }).fill(newWords)
    await entering.getByRole('button', { name: 'Use these words' }).click()
    await expect(ofC.getByText('Everything is in step')).toBeVisible({ timeout: 30_000 })
    await leaveSettings(c.page)
    await expect(link(c.page, 'Not for the attic')).toBeVisible()
  } finally {
    await c.quit()
  }
})
