import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Conversation } from '@shared/model/conversation'
import { textOf } from '@shared/model/message'
import { defaultPictureExport } from '@shared/model/pictureExport'
import { expect, it } from 'vitest'
import { png } from '../library/helpers'
import { appPlace, chatPath, type TestApp } from './appPlace'

const place = appPlace()

const answerAll = (words = 'An answer') => place.server.script(chatPath, ({ sse }) => sse().chatAnswer(words))

const begin = async (app: TestApp): Promise<string> =>
  (await app.call('temporary.begin', { window: 'main', conversationId: randomUUID() })).conversationId

const ask = async (
  app: TestApp,
  conversationId: string,
  prompt: string,
  attachments: readonly never[] = [],
) => {
  const started = await app.call('runs.start', { conversationId, prompt, attachments: [...attachments] })
  await app.idle(conversationId)
  return started.messageId
}

const attach = (app: TestApp, conversationId: string, name: string, content: string | Uint8Array) =>
  app.call('files.attach', {
    name,
    bytes: new Uint8Array(typeof content === 'string' ? Buffer.from(content) : content),
    conversationId,
  })

/** Every byte under the app's folder, as text. */
const onDisk = (folder = join(place.folder, 'profile')): string =>
  readdirSync(folder)
    .map((name) => {
      const path = join(folder, name)
      return statSync(path).isDirectory() ? onDisk(path) : readFileSync(path, 'latin1')
    })
    .join('\n')

const filesIn = (name: string): readonly string[] => {
  try {
    return readdirSync(join(place.folder, 'profile', name))
  } catch {
    return []
  }
}

const toldOf = (app: TestApp): readonly Conversation[] =>
  app.events.flatMap((event) => (event.type === 'conversations.changed' ? event.conversations : []))

it('leaves nothing of a temporary conversation on the disk but what was spent', async () => {
  answerAll('The canary answers zwitscherling')
  const app = place.start({ makeTitles: true })
  const id = await begin(app)
  const attachments = [
    await attach(app, id, 'canary-notes.txt', 'gelbvogel in a file'),
    await attach(app, id, 'canary.png', png(5, 3)),
  ]
  await app.call('drafts.save', {
    conversationId: id,
    draft: { text: 'half a kanarienwort', attachments: [] },
  })
  await ask(app, id, 'Does the singvogel sing?', attachments as never)

  const { body } = await place.server.request(chatPath, 1)
  expect(JSON.stringify(body)).toContain('gelbvogel in a file')
  expect(JSON.stringify(body)).toContain(Buffer.from(png(5, 3)).toString('base64'))
  const opened = await app.services.library.openConversation({ id, limit: 10 })
  expect(opened?.messages.map(textOf)).toEqual([
    'Does the singvogel sing?',
    'The canary answers zwitscherling',
  ])

  expect(toldOf(app)).toEqual([])
  expect((await app.call('conversations.list', { limit: 10 })).conversations).toEqual([])
  expect((await app.call('conversations.search', { query: 'zwitscherling', limit: 5 })).hits).toEqual([])
  expect((await app.call('conversations.find', { conversationId: id, query: 'zwitscherling' })).length).toBe(
    1,
  )
  const month = new Date().toISOString().slice(0, 7)
  expect((await app.call('costs.ofMonth', { month })).answers).toBe(1)
  expect(place.server.requests.filter(({ path }) => path === chatPath)).toHaveLength(1)

  await app.close()
  const disk = onDisk()
  for (const word of ['gelbvogel', 'singvogel', 'zwitscherling', 'kanarienwort', 'canary'])
    expect(disk).not.toContain(word)
  expect([filesIn('pictures'), filesIn('files')]).toEqual([[], []])
})

it('is gone soon after it was left, and comes back until then', async () => {
  answerAll()
  const app = place.start()
  const id = await begin(app)
  await ask(app, id, 'A question')
  expect(await app.call('temporary.leave', { conversationId: id, window: 'main' })).toEqual({
    canComeBack: true,
  })
  expect(app.services.temporary.current.main).toBeNull()
  await app.call('temporary.comeBack', { conversationId: id })
  expect(app.services.temporary.current.main).toBe(id)
  expect((await app.services.library.openConversation({ id, limit: 9 }))?.messages).toHaveLength(2)
})

it('goes at once where it holds nothing', async () => {
  const app = place.start()
  const id = await begin(app)
  expect(await app.call('temporary.leave', { conversationId: id, window: 'main' })).toEqual({
    canComeBack: false,
  })
  await expect(app.call('temporary.comeBack', { conversationId: id })).rejects.toMatchObject({
    code: 'conversation/not-found',
  })
  expect(await app.services.library.getConversation({ id })).toBeNull()
})

it('is kept whole: versions, attachments, draft and costs, by the name of its question', async () => {
  answerAll()
  const app = place.start()
  const id = await begin(app)
  const attachments = [
    await attach(app, id, 'notes.txt', 'words of a file'),
    await attach(app, id, 'kite.png', png(5, 3)),
  ]
  const first = await ask(app, id, 'What is in these?', attachments as never)
  await app.call('runs.regenerate', { messageId: first })
  await app.idle(id)
  await app.call('drafts.save', { conversationId: id, draft: { text: 'and then', attachments: [] } })
  const before = await app.services.library.openConversation({ id, limit: 10 })
  const costs = await app.call('costs.ofConversation', { conversationId: id })

  await app.call('temporary.keep', { conversationId: id })
  expect(app.services.temporary.current.main).toBeNull()
  expect(toldOf(app).at(-1)).toMatchObject({ id, title: 'What is in these?' })
  const month = new Date().toISOString().slice(0, 7)
  expect((await app.call('costs.ofMonth', { month })).answers).toBe(2)
  await app.close()

  const again = place.start()
  const { library } = again.services
  const kept = await library.openConversation({ id, limit: 10 })
  expect(kept?.conversation.isTemporary).toBeUndefined()
  expect(kept?.outline).toEqual(before?.outline)
  expect(kept?.messages).toEqual(before?.messages)
  expect(await library.getFileText({ id: attachments[0]?.id ?? '' })).toBe('words of a file')
  expect(await library.missingFiles({ ids: [attachments[0]?.id ?? ''] })).toEqual([])
  expect(filesIn('pictures')).toEqual([`${attachments[1]?.id}.png`])
  expect(await again.call('drafts.load', { conversationId: id })).toMatchObject({ text: 'and then' })
  expect(await again.call('costs.ofConversation', { conversationId: id })).toEqual(costs)
  expect((await again.call('conversations.search', { query: 'words file', limit: 5 })).hits).toHaveLength(1)
})

it('goes on with its answer when it is kept meanwhile', async () => {
  let more = () => {}
  const waiting = new Promise<void>((resolve) => {
    more = resolve
  })
  place.server.script(chatPath, async ({ sse }) => {
    const stream = sse()
    stream.chatText('One ')
    await waiting
    stream.chatText('two')
    stream.chatFinish('stop')
    stream.done()
    stream.end()
  })
  const app = place.start()
  const id = await begin(app)
  const watched = app.watch(id)
  await watched.until(({ type }) => type === 'snapshot')
  const { messageId } = await app.call('runs.start', { conversationId: id, prompt: 'Count' })
  await watched.until(({ type }) => type === 'part.opened')
  await app.call('temporary.keep', { conversationId: id })
  more()
  await app.idle(id)
  const [answer] = await app.services.library.loadMessages({ ids: [messageId] })
  expect([answer?.state, textOf(answer ?? { parts: [] })]).toEqual(['complete', 'One two'])
  expect((await app.call('conversations.list', { limit: 10 })).conversations.map((each) => each.id)).toEqual([
    id,
  ])
})

it('keeps neither what was said to it nor what was heard of it', async () => {
  answerAll()
  const app = place.start()
  const id = await begin(app)
  const messageId = await ask(app, id, 'A question')
  const leaving = new AbortController()
  const where = { conversationId: id, engineId: null }
  const held = app.services.dictation.hold({ ...where, purpose: 'try' }, 1, leaving.signal)
  await held[Symbol.asyncIterator]().next()
  const { recordingId } = await app.call('dictation.begin', { conversationId: id })
  await app.call('dictation.add', { recordingId, pcm: new Uint8Array(32_000) })
  leaving.abort()
  expect((await app.services.recordings.load(recordingId)).byteLength).toBe(32_000)
  expect(filesIn('recordings')).toEqual([])

  const { library } = app.services
  const facts = { text: 'words', voice: 'v', messageId, format: 'ogg', durationMs: 10 } as const
  const clip = { id: 'a'.repeat(64), ...facts }
  await library.keepSpeechClip({ clip, bytes: new Uint8Array(9), limitBytes: 1_000_000 })
  expect((await library.sumSpeechClips()).count).toBe(0)
  expect(filesIn('speech')).toEqual([])
})

it('may be told what is remembered, and is not offered to remember anything', async () => {
  answerAll()
  const app = place.start({
    memoryProposals: true,
    memory: [{ id: 'f', text: 'Likes tea', assistantId: null }],
  })
  const names = async (count: number) => {
    const { body } = await place.server.request(chatPath, count)
    const { tools = [] } = body as { tools?: { function: { name: string } }[] }
    return tools.map((tool) => tool.function.name)
  }
  const { conversationId } = await app.call('runs.start', { conversationId: null, prompt: 'Kept' })
  await app.idle(conversationId)
  expect(await names(1)).toContain('remember')
  await ask(app, await begin(app), 'Not kept')
  expect(await names(2)).not.toContain('remember')
  expect(JSON.stringify((await place.server.request(chatPath, 2)).body)).toContain('Likes tea')
})

it('is not branched into a conversation that would be kept, nor put anywhere', async () => {
  answerAll()
  const app = place.start()
  const id = await begin(app)
  const messageId = await ask(app, id, 'A question')
  await expect(app.call('conversations.branch', { messageId })).rejects.toMatchObject({
    code: 'conversation/not-found',
  })
  const arranged = await app.call('conversations.arrange', {
    conversationIds: [id],
    change: { type: 'pin' },
  })
  expect(arranged.count).toBe(0)
  expect((await app.call('conversations.list', { limit: 10 })).conversations).toEqual([])
})

it('outlives the process that it is in: the next one is told everything again', async () => {
  answerAll()
  const app = place.start()
  const id = await begin(app)
  const attachments = [
    await attach(app, id, 'notes.txt', 'words of a file'),
    await attach(app, id, 'kite.png', png(5, 3)),
  ]
  const first = await ask(app, id, 'What is in these?', attachments as never)
  await app.call('runs.regenerate', { messageId: first })
  await app.idle(id)
  await app.call('messages.remove', { messageId: first })
  await app.call('drafts.save', { conversationId: id, draft: { text: 'and then', attachments: [] } })
  const { library } = app.services
  const before = await library.openConversation({ id, limit: 10 })
  app.crashLibrary()
  expect(await library.openConversation({ id, limit: 10 })).toEqual(before)
  expect(await library.getFileText({ id: attachments[0]?.id ?? '' })).toBe('words of a file')
  expect(await library.getTemporaryBytes({ id: attachments[1]?.id ?? '' })).toHaveLength(png(5, 3).length)
  expect(await app.call('drafts.load', { conversationId: id })).toMatchObject({ text: 'and then' })

  await app.call('temporary.keep', { conversationId: id })
  app.crashLibrary()
  const month = new Date().toISOString().slice(0, 7)
  expect((await app.call('costs.ofMonth', { month })).answers).toBe(2)
  expect((await library.openConversation({ id, limit: 10 }))?.messages).toHaveLength(2)
})

it('its pictures can be taken out without keeping it, as they are and in another format', async () => {
  const app = place.start()
  const id = await begin(app)
  const { id: pictureId } = await attach(app, id, 'kite.png', png(5, 3))
  const target = join(place.folder, 'out.png')
  place.dialogs.target = target
  const take = async (format: 'original' | 'webp') => {
    const options = { ...defaultPictureExport, format, details: 'kept' as const }
    const input = { pictureIds: [pictureId], options }
    const { signal } = new AbortController()
    for await (const event of app.services.pictureExport.export(input, 1, signal))
      if (event.type === 'ended') return event.result
    return null
  }
  expect(await take('original')).toMatchObject({ added: { pictures: 1 } })
  expect(readFileSync(target).equals(png(5, 3))).toBe(true)
  place.dialogs.target = join(place.folder, 'out.webp')
  expect(await take('webp')).toMatchObject({ added: { pictures: 1 } })
})

it.each([
  ['beginTemporary', false],
  ['beginTemporary', true],
  ['setNote', false],
  ['setNote', true],
  ['addMessages', false],
  ['addMessages', true],
  ['appendChunks', false],
  ['appendChunks', true],
  ['finishMessage', false],
  ['finishMessage', true],
] as const)('stays off the disk where its process ends at %s, done: %s', async (method, isDone) => {
  answerAll('zwitscherling '.repeat(50).trim())
  const app = place.start()
  await app.services.library.open()
  app.crashLibraryAt(method, isDone)
  const id = await begin(app)
  await app.call('drafts.save', { conversationId: id, draft: { text: 'kanarienwort', attachments: [] } })
  const messageId = await ask(app, id, 'Singvogel?')
  await app.call('drafts.save', {
    conversationId: id,
    draft: { text: 'and then gelbvogel', attachments: [] },
  })

  const opened = await app.services.library.openConversation({ id, limit: 10 })
  expect(opened?.messages.map((each) => [each.state, textOf(each)])).toEqual([
    ['complete', 'Singvogel?'],
    ['complete', 'zwitscherling '.repeat(50).trim()],
  ])
  expect(opened?.messages.at(-1)?.id).toBe(messageId)
  expect(await app.call('drafts.load', { conversationId: id })).toMatchObject({ text: 'and then gelbvogel' })
  expect((await app.call('conversations.list', { limit: 10 })).conversations).toEqual([])
  expect((await app.call('conversations.search', { query: 'singvogel', limit: 5 })).hits).toEqual([])
  const month = new Date().toISOString().slice(0, 7)
  expect((await app.call('costs.ofMonth', { month })).answers).toBe(1)
  await app.close()
  expect(onDisk()).not.toMatch(/singvogel|zwitscherling|kanarienwort|gelbvogel/i)
})

it('takes what comes late for it along when it has gone', async () => {
  const app = place.start()
  const id = await begin(app)
  const { library } = app.services
  const conversation = await library.getConversation({ id })
  if (!conversation) throw new Error('It has not begun')
  await app.call('temporary.leave', { conversationId: id, window: 'main' })
  await app.call('drafts.save', { conversationId: id, draft: { text: 'kanarienwort', attachments: [] } })
  const isGone = { code: 'conversation/not-found' }
  await expect(attach(app, id, 'notes.txt', 'gelbvogel')).rejects.toMatchObject(isGone)
  await expect(attach(app, id, 'kite.png', png(5, 3))).rejects.toMatchObject(isGone)
  await expect(library.saveConversation({ conversation })).rejects.toMatchObject(isGone)
  await expect(library.addMessages({ conversation, messages: [] })).rejects.toMatchObject(isGone)
  await app.close()
  expect(onDisk()).not.toMatch(/kanarienwort|gelbvogel|Temporary conversation/)
  expect([filesIn('pictures'), filesIn('files')]).toEqual([[], []])
})
