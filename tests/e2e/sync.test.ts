import { startRclone } from '../fakes/webDavServers'
import { answered, ask, call, engineAt, expect, startParley } from './fixtures'
import { byHand } from './helpers/answers'
import { killTree } from './helpers/processes'
import {
  chat,
  leaveSettings,
  link,
  openSetUp,
  passed,
  settled,
  shareIt,
  startHere,
  syncProcessOf,
  test,
} from './helpers/sync'

test('set up by a folder: what is asked on one is read on the other, and what is done to it too', async ({
  two,
}) => {
  test.setTimeout(180_000)
  const { a, b, cloud } = two
  await ask(a.page, 'Which river is the longest?')
  await answered(a.page)
  const words = await startHere(a.page, cloud)
  expect(words.split(' ')).toHaveLength(6)

  const dialog = await openSetUp(b.page)
  await dialog.getByRole('radio', { name: 'Folder' }).check()
  await dialog.getByRole('textbox', { name: 'Folder' }).fill(cloud)
  await dialog.getByRole('button', { name: 'Join with words' }).click()
  const field = dialog.getByRole('textbox', { name: 'Words' })
  await field.fill('abandon ability able about above absent')
  await dialog.getByRole('button', { name: 'Join with words' }).click()
  await expect(dialog.getByText(/words/i).and(dialog.locator('.field-error'))).toBeVisible()
  await field.fill(words)
  await dialog.getByRole('button', { name: 'Join with words' }).click()
  await expect(dialog).toBeHidden()
  await leaveSettings(b.page)
  await link(b.page, 'Which river is the longest?').click()
  await expect(b.page.getByRole('article', { name: /^Assistant/ })).toContainText('An answer')

  // It is open on both: what B says appears on A.
  await ask(b.page, 'And the second?')
  await answered(b.page)
  await settled(b.page)
  await settled(a.page)
  await expect(a.page.getByRole('article', { name: /^You/ }).last()).toContainText('And the second?')

  const { conversations } = await call(a.page, 'conversations.list', { limit: 1 })
  const conversationId = conversations[0]?.id ?? ''
  await call(a.page, 'conversations.rename', { conversationId, title: 'Rivers' })
  await settled(a.page)
  await settled(b.page)
  await expect(link(b.page, 'Rivers')).toBeVisible()
})

test('on a WebDAV server: pin, folder, trash, removal and undo go both ways, while one streams', async ({
  two,
  server,
}) => {
  test.setTimeout(180_000)
  const { a, b, cloud } = two
  const dav = await startRclone(cloud)
  try {
    const { address, user, password } = dav
    await shareIt(two, { type: 'webdav', address, user }, password)
    await expect(
      call(a.page, 'sync.changePlace', { place: { type: 'webdav', address, user }, password: 'wrong' }),
    ).rejects.toThrow('sync/place')

    expect(await syncProcessOf(a)).not.toBeNull()
    const hand = byHand()
    server.script(chat, hand.handler)
    const streaming = await call(b.page, 'runs.start', { conversationId: null, prompt: 'A long answer' })
    const stream = await hand.stream
    stream.chatText('It begins')
    server.script(chat, ({ sse }) => sse().chatAnswer('Another answer'))
    const { conversationId } = await call(a.page, 'runs.start', { conversationId: null, prompt: 'Short' })
    const open = await call(a.page, 'folders.create', { name: 'Work' })
    await call(a.page, 'conversations.arrange', {
      conversationIds: [conversationId],
      change: { type: 'move', folderId: open.id },
    })
    await settled(a.page)
    await settled(b.page)
    await expect(b.page.getByRole('button', { name: 'More for folder Work' })).toBeAttached()
    // The question is there; what is still written is not.
    await settled(a.page)
    await link(a.page, 'A long answer').click()
    await expect(a.page.getByRole('article', { name: /^You/ })).toHaveCount(1)
    await expect(a.page.getByRole('article', { name: /^Assistant/ })).toHaveCount(0)
    // Named on A while B writes: the answer goes on.
    await call(a.page, 'conversations.rename', {
      conversationId: streaming.conversationId,
      title: 'Named meanwhile',
    })
    await settled(a.page)
    await settled(b.page)
    await link(b.page, 'Named meanwhile').click()
    stream.chatText(' and ends.')
    stream.chatFinish('stop')
    stream.done()
    stream.end()
    await expect(b.page.getByRole('article', { name: /^Assistant/ })).toContainText('It begins and ends.')
    await settled(b.page)
    await settled(a.page)
    await expect(a.page.getByRole('article', { name: /^Assistant/ })).toContainText('It begins and ends.')

    const ids = [streaming.conversationId]
    await call(a.page, 'conversations.arrange', { conversationIds: ids, change: { type: 'pin' } })
    await passed(a.page, b.page)
    const pinned = await call(b.page, 'conversations.list', { limit: 9, place: { type: 'pinned' } })
    expect(pinned.conversations.map(({ id }) => id)).toEqual(ids)

    // Taken out on B and put back there, while it is shown on A.
    const { undoId } = await call(b.page, 'messages.remove', { messageId: streaming.messageId })
    await passed(b.page, a.page)
    await expect(a.page.getByRole('article', { name: /^Assistant/ })).toHaveCount(0)
    await call(b.page, 'messages.restore', { undoId })
    await passed(b.page, a.page)
    await expect(a.page.getByRole('article', { name: /^Assistant/ })).toContainText('It begins and ends.')

    // Into the trash on B, and out of it on A; then for ever, where it is open.
    await call(b.page, 'conversations.arrange', { conversationIds: ids, change: { type: 'trash' } })
    await passed(b.page, a.page)
    await expect(link(a.page, 'Named meanwhile')).toBeHidden()
    await call(a.page, 'conversations.arrange', { conversationIds: ids, change: { type: 'restore' } })
    await passed(a.page, b.page)
    await expect(link(b.page, 'Named meanwhile')).toBeVisible()
    await call(b.page, 'conversations.arrange', { conversationIds: ids, change: { type: 'trash' } })
    await call(b.page, 'conversations.delete', { conversationId: streaming.conversationId })
    await passed(b.page, a.page)
    await expect(a.page.getByText('It begins and ends.')).toBeHidden()
    await expect(link(a.page, 'Named meanwhile')).toBeHidden()
  } finally {
    await dav.stop()
  }
})

test('a kill of the sync process, and of the app, loses nothing: the next look goes on', async ({
  two,
  server,
}) => {
  test.setTimeout(180_000)
  const { a, b, cloud } = two
  await shareIt(two, { type: 'folder', path: cloud })
  await ask(a.page, 'Before the kill')
  await answered(a.page)
  const victim = await syncProcessOf(a)
  expect(victim).not.toBeNull()
  process.kill(victim ?? 0, 'SIGKILL')
  await settled(a.page)
  expect(await syncProcessOf(a)).not.toBe(victim)
  await settled(b.page)
  await expect(link(b.page, 'Before the kill')).toBeVisible()

  await ask(b.page, 'Just before the end')
  await answered(b.page)
  const ended = new Promise<void>((resolve) => b.app.once('close', () => resolve()))
  killTree(b.app.process().pid ?? 0)
  await ended
  const again = await startParley(b.folder, { env: engineAt(server) })
  try {
    await settled(again.page)
    await settled(a.page)
    await expect(link(a.page, 'Just before the end')).toBeVisible()

    // Leaving keeps all that is here, and ends the process.
    await call(again.page, 'sync.leave', {})
    await expect(link(again.page, 'Before the kill')).toBeVisible()
    expect(await call(again.page, 'sync.status', {})).toEqual({ type: 'off' })
    expect(await syncProcessOf(again)).toBeNull()
  } finally {
    await again.quit()
  }
})
