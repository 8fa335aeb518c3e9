import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { SyncPlace, SyncStatus } from '@shared/model/sync'
import { expect, test } from 'vitest'
import { appPlace, chatPath, type TestApp } from './appPlace'

const place = appPlace()
const shared = (): SyncPlace => {
  const path = join(place.folder, 'cloud')
  mkdirSync(path, { recursive: true })
  return { type: 'folder', path }
}

/** Resolves with the status that is asked for; what was before counts as well. */
const statusOf = (app: TestApp, isIt: (status: Extract<SyncStatus, { type: 'on' }>) => boolean) =>
  new Promise<void>((resolve) => {
    const look = (status: SyncStatus) => {
      if (status.type !== 'on' || !isIt(status)) return false
      resolve()
      return true
    }
    if (look(app.services.sync.status)) return
    const forget = app.services.events.subscribe((event) => {
      if (event.type === 'sync.changed' && look(event.status)) forget()
    })
  })

const titlesOf = async (app: TestApp) => {
  const { conversations } = await app.call('conversations.list', { limit: 50 })
  return conversations.map(({ title }) => title).sort()
}

/** Looks now, and waits for the end of a look that began since: one may be under way that saw less. */
const look = async (app: TestApp) => {
  await endOfLook(app)
  await endOfLook(app)
}

const endOfLook = async (app: TestApp) => {
  const before = app.services.sync.status
  const at = before.type === 'on' ? (before.inStepAt ?? 0) : 0
  await new Promise((done) => setImmediate(done))
  const done = statusOf(app, ({ inStepAt, activity }) => (inStepAt ?? 0) > at && activity === 'resting')
  await app.call('sync.now', {})
  await done
}

const ask = async (app: TestApp, prompt: string, conversationId: string | null = null) => {
  const { conversationId: id, messageId } = await app.call('runs.start', { conversationId, prompt })
  await app.idle(id)
  return { id, messageId }
}

test('two devices share a history by a folder: what is asked here is read there, and the other way', async () => {
  place.server.script(chatPath, ({ sse }) => sse().chatAnswer('An answer'))
  const a = place.start()
  const b = place.startBeside('other')
  const where = { place: shared(), password: '' }
  await ask(a, 'a word of the first')
  await ask(b, 'a word of the second')
  expect(await a.call('sync.look', where)).toEqual({ isEmpty: true })
  const { words } = await a.call('sync.start', where)
  await statusOf(a, ({ isJoining, lastSentAt }) => !isJoining && lastSentAt !== null)

  await expect(b.call('sync.join', { ...where, words: 'not these words at all' })).rejects.toMatchObject({
    code: 'sync/wrong-words',
  })
  expect(b.services.sync.status).toEqual({ type: 'off' })
  await b.call('sync.join', { ...where, words })
  await statusOf(b, ({ isJoining }) => !isJoining)
  // Made before anything came in.
  expect(await b.call('backups.list', {})).toMatchObject([
    { reason: 'before-sync', conversations: 1, isVerified: true },
  ])
  expect(await titlesOf(b)).toEqual(['a word of the first', 'a word of the second'])
  await look(a)
  expect(await titlesOf(a)).toEqual(['a word of the first', 'a word of the second'])

  // What came is shown at once where it is open.
  const [{ id = '' } = {}] = (await a.call('conversations.list', { limit: 1 })).conversations
  const shown = a.watch(id)
  await shown.until(({ type }) => type === 'snapshot')
  await b.call('conversations.rename', { conversationId: id, title: 'Renamed there' })
  const { messageId } = await ask(b, 'and one more question', id)
  await look(b)
  await look(a)
  await shown.until(
    (item) =>
      item.type === 'message.added' && item.message.id === messageId && item.message.state === 'complete',
  )
  await shown.until(
    (item) => item.type === 'conversation.changed' && item.conversation.title === 'Renamed there',
  )

  // Leaving keeps the history and gives nothing more.
  await b.call('sync.leave', {})
  expect(b.services.sync.status).toEqual({ type: 'off' })
  await ask(b, 'kept to itself')
  await look(a)
  expect(await titlesOf(a)).toEqual(['Renamed there', 'a word of the first'].sort())
  expect(await titlesOf(b)).toHaveLength(3)
})

test('when the library’s process ends, the next look finds the one that follows it', async () => {
  place.server.script(chatPath, ({ sse }) => sse().chatAnswer('An answer'))
  const a = place.start()
  const b = place.startBeside('other')
  const where = { place: shared(), password: '' }
  const { words } = await a.call('sync.start', where)
  await look(a)
  await b.call('sync.join', { ...where, words })
  await look(b)
  a.crashLibrary()
  await ask(a, 'after the end')
  await look(a)
  await look(b)
  expect(await titlesOf(b)).toEqual(['after the end'])
  // And the other one's, while it takes.
  await ask(a, 'once more')
  await look(a)
  b.crashLibrary()
  await look(b)
  expect(await titlesOf(b)).toEqual(['after the end', 'once more'])
})

test('what was deleted elsewhere is gone from what is open, and an answer that is written here keeps its own', async () => {
  place.server.script(chatPath, ({ sse }) => sse().chatAnswer('An answer'))
  const a = place.start()
  const b = place.startBeside('other')
  const where = { place: shared(), password: '' }
  const { id: gone } = await ask(a, 'to be deleted')
  const { id: kept } = await ask(a, 'to be answered')
  const { words } = await a.call('sync.start', where)
  await look(a)
  await b.call('sync.join', { ...where, words })
  await look(b)

  const shown = b.watch(gone)
  await shown.until(({ type }) => type === 'snapshot')
  let end = () => {}
  place.server.script(chatPath, ({ sse }) => {
    const stream = sse()
    stream.chatText('Still being written')
    end = () => {
      stream.chatFinish('stop')
      stream.done()
      stream.end()
    }
  })
  const answering = b.watch(kept)
  await b.call('runs.start', { conversationId: kept, prompt: 'go on' })
  await answering.until(({ type }) => type === 'part.opened')
  for (const conversationId of [gone, kept]) {
    await a.call('conversations.arrange', { conversationIds: [conversationId], change: { type: 'trash' } })
    await a.call('conversations.delete', { conversationId })
  }
  await look(a)
  await look(b)
  await shown.until(({ type }) => type === 'conversation.deleted')
  expect(b.events).toContainEqual({ type: 'conversations.removed', ids: [gone] })
  end()
  await b.idle(kept)
  const { conversations } = await b.call('conversations.list', { limit: 9 })
  expect(conversations.map(({ id }) => id)).toEqual([kept])
  // Its deleter could not have seen what was written: it is back there, too.
  await look(b)
  await look(a)
  expect(await titlesOf(a)).toEqual(['to be answered'])
})

test('a backup that is restored brings back on all devices what was deleted since', async () => {
  place.server.script(chatPath, ({ sse }) => sse().chatAnswer('An answer'))
  const a = place.start()
  const b = place.startBeside('other')
  const where = { place: shared(), password: '' }
  const { id } = await ask(a, 'deleted by mistake')
  const { words } = await a.call('sync.start', where)
  await statusOf(a, ({ isJoining, lastSentAt }) => !isJoining && lastSentAt !== null)
  await b.call('sync.join', { ...where, words })
  await statusOf(b, ({ isJoining }) => !isJoining)
  expect(await titlesOf(b)).toHaveLength(1)
  const never = new AbortController().signal
  let backupId = ''
  for await (const step of a.services.backups.create(never))
    if (step.type === 'done') backupId = step.backup.id
  await ask(a, 'asked since')
  await look(b)
  await b.call('conversations.arrange', { conversationIds: [id], change: { type: 'trash' } })
  await b.call('conversations.delete', { conversationId: id })
  await look(b)
  await look(a)
  await look(b)
  expect(await titlesOf(a)).toEqual(['asked since'])
  for await (const step of a.services.backups.restore(backupId, never)) void step
  await look(a)
  await look(b)
  await look(a)
  expect(await titlesOf(a)).toEqual(['asked since', 'deleted by mistake'])
  expect(await titlesOf(b)).toEqual(['asked since', 'deleted by mistake'])
})

test('three devices, each with words of its own and one of them away for a while, come to the same', async () => {
  place.server.script(chatPath, ({ sse }) => sse().chatAnswer('An answer'))
  const all = [place.start(), place.startBeside('second'), place.startBeside('third')]
  const [a, b, c] = all as [TestApp, TestApp, TestApp]
  const where = { place: shared(), password: '' }
  for (const [index, app] of all.entries()) await ask(app, `of device ${index}`)
  const { words } = await a.call('sync.start', where)
  for (const app of [b, c]) {
    await app.call('sync.join', { ...where, words })
    await look(app)
  }
  await c.call('sync.stop', {})
  const { id } = await ask(a, 'while one was away')
  await look(a)
  await look(b)
  await b.call('conversations.rename', { conversationId: id, title: 'named by the second' })
  await look(b)
  await ask(c, 'alone meanwhile')
  for (const app of [c, a, b, c]) await look(app)
  const titles = ['alone meanwhile', 'named by the second', 'of device 0', 'of device 1', 'of device 2']
  for (const app of all) expect(await titlesOf(app)).toEqual(titles)
  const { status } = a.services.sync
  expect(status.type === 'on' && status.devices.filter(({ problem }) => problem === null)).toHaveLength(3)
})

test('a history that was being left as the app ended is whole in the place that it begins in next', async () => {
  place.server.script(chatPath, ({ sse }) => sse().chatAnswer('An answer'))
  const before = place.startBeside('first')
  await ask(before, 'told in the place that was left')
  await before.call('sync.start', { place: shared(), password: '' })
  await statusOf(before, ({ isJoining, lastSentAt }) => !isJoining && lastSentAt !== null)
  await before.close()
  // The first of what leaving takes away.
  rmSync(join(place.folder, 'first', 'sync.json'))

  const path = join(place.folder, 'another cloud')
  mkdirSync(path)
  const where = { place: { type: 'folder', path } as const, password: '' }
  const a = place.startBeside('first')
  expect(a.services.sync.status).toEqual({ type: 'off' })
  const b = place.startBeside('other')
  const { words } = await a.call('sync.start', where)
  await look(a)
  await b.call('sync.join', { ...where, words })
  await look(b)
  expect(await titlesOf(b)).toEqual(['told in the place that was left'])
})
