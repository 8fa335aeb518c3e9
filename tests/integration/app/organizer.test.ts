import type { Conversation } from '@shared/model/conversation'
import { describe, expect, test } from 'vitest'
import { appPlace, chatPath, type TestApp } from './appPlace'

const place = appPlace()

const answers = () => place.server.script(chatPath, ({ sse }) => sse().chatAnswer('Fine.'))
const begin = async (app: TestApp, prompt: string): Promise<string> => {
  const { conversationId } = await app.call('runs.start', { conversationId: null, prompt })
  await app.idle(conversationId)
  return conversationId
}
const list = async (app: TestApp, type: 'recent' | 'loose' | 'pinned' | 'archive' | 'trash') =>
  (await app.call('conversations.list', { limit: 50, place: { type } })).conversations.map(({ id }) => id)
const change = (
  app: TestApp,
  ids: readonly string[],
  type: 'pin' | 'unpin' | 'archive' | 'trash' | 'restore',
) => app.call('conversations.arrange', { conversationIds: [...ids], change: { type } })
const told = (app: TestApp, id: string): Conversation | undefined =>
  app.events
    .flatMap((event) => (event.type === 'conversations.changed' ? event.conversations : []))
    .findLast((conversation) => conversation.id === id)
const undo = (app: TestApp, undoId: string | null) => app.call('conversations.undo', { undoId: undoId ?? '' })

describe('Putting conversations in order', () => {
  test('many are changed at once, windows hear of it, and one undo takes all of it back', async () => {
    answers()
    const app = place.start()
    const [a, b, c] = [await begin(app, 'A'), await begin(app, 'B'), await begin(app, 'C')]
    const archived = await change(app, [a, b, b, 'unknown'], 'archive')
    expect(archived.count).toBe(2)
    expect(await list(app, 'recent')).toEqual([c])
    expect((await list(app, 'archive')).toSorted()).toEqual([a, b].toSorted())
    expect(told(app, a)?.archivedAt).toBeTypeOf('number')
    // Only what changed is taken back: one was archived before.
    const again = await change(app, [a, b, c], 'archive')
    expect(again.count).toBe(1)
    await undo(app, again.undoId)
    expect(await list(app, 'recent')).toEqual([c])
    await undo(app, archived.undoId)
    expect((await list(app, 'recent')).toSorted()).toEqual([a, b, c].toSorted())
    expect(told(app, a)).not.toHaveProperty('archivedAt')
    await expect(undo(app, archived.undoId)).rejects.toMatchObject({ code: 'order/too-late' })
    expect(await change(app, ['unknown'], 'pin')).toEqual({ undoId: null, count: 0 })
  })

  test('a pin stays through a new question, a new name, other choices and a restart', async () => {
    answers()
    const app = place.start()
    const id = await begin(app, 'Keep me on top')
    const folder = await app.call('folders.create', { name: 'Work' })
    await change(app, [id], 'pin')
    await app.call('conversations.arrange', {
      conversationIds: [id],
      change: { type: 'move', folderId: folder.id },
    })
    await Promise.all([
      app.call('conversations.rename', { conversationId: id, title: 'Kept' }),
      app.call('conversations.setChoices', { conversationId: id, choices: { temperature: 1 } }),
      app.call('runs.start', { conversationId: id, prompt: 'More' }),
      change(app, [id], 'pin'),
    ])
    await app.idle(id)
    const before = await app.services.library.getConversation({ id })
    expect(before).toMatchObject({ title: 'Kept', folderId: folder.id, choices: { temperature: 1 } })
    expect(before?.pinnedAt).toBeTypeOf('number')
    expect(told(app, id)).toMatchObject({ pinnedAt: before?.pinnedAt, folderId: folder.id })
    await app.close()
    const later = place.start()
    expect(await later.services.library.getConversation({ id })).toEqual(before)
    expect(await list(later, 'pinned')).toEqual([id])
  })

  test('a branch lies in the same folder, neither pinned nor archived', async () => {
    answers()
    const app = place.start()
    const id = await begin(app, 'Original')
    const folder = await app.call('folders.create', { name: 'Work' })
    await app.call('conversations.arrange', {
      conversationIds: [id],
      change: { type: 'move', folderId: folder.id },
    })
    await change(app, [id], 'pin')
    await change(app, [id], 'archive')
    const leafId = (await app.services.library.getConversation({ id }))?.leafId ?? ''
    const branch = await app.call('conversations.branch', { messageId: leafId })
    const copy = await app.services.library.getConversation({ id: branch.conversationId })
    expect(copy?.folderId).toBe(folder.id)
    expect(copy).not.toHaveProperty('pinnedAt')
    expect(copy).not.toHaveProperty('archivedAt')
  })
})

describe('The trash', () => {
  test('stops the answer in progress, keeps what waits, and gives everything back', async () => {
    place.server.script(chatPath, ({ sse }) => sse().chatText('It goes on'))
    const app = place.start()
    const { conversationId, messageId } = await app.call('runs.start', {
      conversationId: null,
      prompt: 'A long story',
    })
    const watched = app.watch(conversationId)
    await watched.until((item) => item.type === 'part.grew' || item.type === 'part.opened')
    await app.call('runs.enqueue', { conversationId, prompt: 'And then?' })
    const { undoId } = await change(app, [conversationId], 'trash')
    await app.idle(conversationId)
    const [answer] = await app.call('messages.load', { ids: [messageId] })
    expect(answer?.state).toBe('stopped')
    expect(await list(app, 'recent')).toEqual([])
    expect(await list(app, 'trash')).toEqual([conversationId])
    await undo(app, undoId)
    expect(await list(app, 'recent')).toEqual([conversationId])
    expect(await app.services.queue.list(conversationId)).toMatchObject([{ prompt: 'And then?' }])
  })

  test('a conversation in which something new is asked comes out of it, and the windows hear so', async () => {
    answers()
    const app = place.start()
    const id = await begin(app, 'Thrown away')
    await change(app, [id], 'trash')
    await app.call('runs.start', { conversationId: id, prompt: 'I still need this' })
    await app.idle(id)
    expect(told(app, id)).not.toHaveProperty('trashedAt')
    expect(await list(app, 'recent')).toEqual([id])
  })

  test('only what lies in it is deleted for ever, and what was freed is reported', async () => {
    answers()
    const app = place.start()
    const [a, b, c] = [await begin(app, 'A'.repeat(5_000)), await begin(app, 'B'), await begin(app, 'C')]
    await expect(app.call('conversations.delete', { conversationId: a })).rejects.toMatchObject({
      code: 'conversation/not-in-trash',
    })
    expect(await app.services.library.getConversation({ id: a })).not.toBeNull()
    const { undoId } = await change(app, [a, b], 'trash')
    const { freedBytes } = await app.call('conversations.delete', { conversationId: a })
    expect(freedBytes).toBeGreaterThan(5_000)
    const emptied = await app.call('conversations.emptyTrash', {})
    expect(emptied.count).toBe(1)
    expect(emptied.freedBytes).toBeGreaterThan(0)
    expect(await list(app, 'trash')).toEqual([])
    expect(await list(app, 'recent')).toEqual([c])
    // What is gone for ever cannot be taken back; the undo does no harm.
    await undo(app, undoId)
    expect(await list(app, 'recent')).toEqual([c])
  })

  test('is emptied at a start of what has been in it for thirty days, and of nothing else', async () => {
    answers()
    const app = place.start()
    const [old, young, kept] = [await begin(app, 'Old'), await begin(app, 'Young'), await begin(app, 'Kept')]
    const daysAgo = (days: number) => Date.now() - days * 86_400_000
    await app.services.library.arrangeConversations({
      places: [
        { id: old, trashedAt: daysAgo(30) - 60_000 },
        { id: young, trashedAt: daysAgo(29) },
      ],
    })
    await app.close()
    const later = place.start()
    await later.services.library.open()
    // Emptying begins with the opening and takes its turn before this.
    expect(await later.call('conversations.emptyTrash', {})).toMatchObject({ count: 1 })
    expect(later.events.filter(({ type }) => type === 'conversations.removed')).toEqual([
      { type: 'conversations.removed', ids: [old] },
      { type: 'conversations.removed', ids: [young] },
    ])
    expect(await list(later, 'recent')).toEqual([kept])
  })
})

describe('Folders', () => {
  test('are made, renamed and deleted; deleting is taken back with all that was in it', async () => {
    answers()
    const app = place.start()
    const [a, b] = [await begin(app, 'A'), await begin(app, 'B')]
    const work = await app.call('folders.create', { name: '  Work ' })
    const home = await app.call('folders.create', { name: 'Home' })
    await app.call('folders.rename', { folderId: home.id, name: 'House' })
    expect((await app.call('folders.list', {})).map(({ name }) => name)).toEqual(['Work', 'House'])
    await app.call('conversations.arrange', {
      conversationIds: [a, b],
      change: { type: 'move', folderId: work.id },
    })
    await change(app, [b], 'archive')
    expect(await list(app, 'loose')).toEqual([])
    const { undoId } = await app.call('folders.delete', { folderId: work.id })
    expect(await list(app, 'loose')).toEqual([a])
    expect(told(app, a)).not.toHaveProperty('folderId')
    await undo(app, undoId)
    expect(await app.call('folders.list', {})).toEqual([work, { ...home, name: 'House' }])
    expect(told(app, a)?.folderId).toBe(work.id)
    expect((await app.services.library.getConversation({ id: b }))?.folderId).toBe(work.id)
    expect(app.events.findLast(({ type }) => type === 'folders.changed')).toMatchObject({
      folders: [{ name: 'Work' }, { name: 'House' }],
    })
  })

  test('that are not there are said to be gone, and bad names are refused', async () => {
    const app = place.start()
    const gone = { code: 'folder/not-found' }
    await expect(app.call('folders.rename', { folderId: 'x', name: 'New' })).rejects.toMatchObject(gone)
    await expect(app.call('folders.delete', { folderId: 'x' })).rejects.toMatchObject(gone)
    await expect(
      app.call('conversations.arrange', { conversationIds: ['a'], change: { type: 'move', folderId: 'x' } }),
    ).rejects.toMatchObject(gone)
    for (const name of ['', '   ', 'x'.repeat(101)])
      await expect(app.call('folders.create', { name })).rejects.toMatchObject({ code: 'ipc/bad-input' })
  })
})
