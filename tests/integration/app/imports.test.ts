import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '@shared/ipc/errors'
import type { Conversation } from '@shared/model/conversation'
import { defaultExportOptions } from '@shared/model/exports'
import type { Message, Part } from '@shared/model/message'
import { unpackOutline } from '@shared/model/outline'
import type { TransferEvent, TransferResult } from '@shared/model/transfer'
import { describe, expect, it } from 'vitest'
import { readContents } from '../../../src/library/attachments/readContents'
import { ContentFolder, filesFolder } from '../../../src/library/ContentFolder'
import { createLibrary } from '../../../src/library/library'
import { FileImportReader } from '../../../src/library/transfer/import/FileImportReader'
import { ImportJob } from '../../../src/library/transfer/import/ImportJob'
import { Emitter } from '../../../src/main/lib/Emitter'
import { Imports } from '../../../src/main/transfer/Imports'
import { fakeConversation } from '../../fakes/chatgptExport'
import { png } from '../library/helpers'
import { appPlace, type TestApp } from './appPlace'

const place = appPlace()
const staying = () => new AbortController().signal

const eventsOf = async (stream: AsyncIterable<TransferEvent>): Promise<readonly TransferEvent[]> => {
  const events: TransferEvent[] = []
  for await (const event of stream) events.push(event)
  return events
}
const resultIn = (events: readonly TransferEvent[]): TransferResult => {
  const last = events.at(-1)
  if (last?.type !== 'ended') throw new Error('It did not end')
  return last.result
}
/** Imports what the dialog would give. */
const imported = (app: TestApp, path: string | null) => {
  place.dialogs.source = path
  return eventsOf(app.services.imports.import(1, staying()))
}
const exportOf = (name: string, count: number, nodes = 2): string =>
  place.file(
    name,
    JSON.stringify(
      Array.from({ length: count }, (_, index) =>
        fakeConversation(
          `c${index}`,
          Array.from({ length: nodes }, (_, node) => ({ id: `n${node}` })),
        ),
      ),
    ),
  )

describe('what is dropped on a window', () => {
  it('is told with its number, comes in from there, and is unknown to another window', async () => {
    const app = place.start()
    const { imports } = app.services
    const file = imports.hold(1, exportOf('conversations.json', 3))
    expect(await imports.lookInto(file, 1)).toEqual({
      name: 'conversations.json',
      source: 'chatgpt',
      conversations: 3,
    })
    expect(await imports.lookInto(file, 2)).toBeNull()
    await expect(eventsOf(imports.importDropped(file, 2, staying()))).rejects.toMatchObject({
      code: 'file/not-found',
    })
    const events = await eventsOf(imports.importDropped(file, 1, staying()))
    expect(resultIn(events)).toMatchObject({ end: 'complete', added: { conversations: 3 } })
  })

  it('may be a folder, and is nothing to import where it is no export', async () => {
    const app = place.start()
    const { imports } = app.services
    const folder = place.file('unpacked', '').replace(/unpacked$/, 'folder')
    mkdirSync(folder)
    expect(await imports.lookInto(imports.hold(1, folder), 1)).toBeNull()
    writeFileSync(join(folder, 'conversations.json'), readFileSync(exportOf('some.json', 2)))
    expect(await imports.lookInto(imports.hold(1, folder), 1)).toMatchObject({
      name: 'folder',
      conversations: 2,
    })
    expect(await imports.lookInto(imports.hold(1, place.file('words.json', '{"a":1}')), 1)).toBeNull()
    expect(await imports.lookInto(imports.hold(1, join(folder, 'gone')), 1)).toBeNull()
    expect(await imports.lookInto('never held', 1)).toBeNull()
  })
})

describe('an import', () => {
  it('tells windows how far it is and how it ended, and puts what came into their lists', async () => {
    const app = place.start()
    const events = await imported(app, exportOf('conversations.json', 100))
    // At once, before the file has been read.
    expect(events[0]).toEqual({ type: 'started', name: 'conversations.json', source: null })
    expect(events[1]).toEqual({ type: 'started', name: 'conversations.json', source: 'chatgpt' })
    const done = events.flatMap((event) => (event.type === 'progress' ? [event.progress.done] : []))
    expect(done.length).toBeGreaterThan(1)
    expect(done).toEqual([...done].sort((a, b) => a - b))
    expect(resultIn(events)).toMatchObject({ end: 'complete', added: { conversations: 100, messages: 200 } })
    const listed = app.events.flatMap((event) =>
      event.type === 'conversations.changed' ? event.conversations.map(({ id }) => id) : [],
    )
    expect(new Set(listed).size).toBe(100)
  })

  it('is not begun when the user chooses no file, nor beside another', async () => {
    const app = place.start()
    expect(await imported(app, null)).toEqual([])
    const first = imported(app, exportOf('conversations.json', 200))
    await expect(imported(app, exportOf('other.json', 1))).rejects.toMatchObject({ code: 'transfer/busy' })
    expect(resultIn(await first).end).toBe('complete')
  })

  it('goes on when the window that began it leaves, and another can watch it to its end', async () => {
    const app = place.start()
    place.dialogs.source = exportOf('conversations.json', 200)
    const leaving = new AbortController()
    for await (const event of app.services.imports.import(1, leaving.signal))
      if (event.type === 'progress') leaving.abort()
    const seen = await eventsOf(app.services.imports.watch(staying()))
    expect(seen[0]?.type).toBe('started')
    expect(resultIn(seen)).toMatchObject({ end: 'complete', added: { conversations: 200 } })
    // How the last one ended is still told afterwards.
    expect((await eventsOf(app.services.imports.watch(staying()))).at(-1)).toEqual(seen.at(-1))
  })

  it('cancelled, ends with what it has', async () => {
    const app = place.start()
    place.dialogs.source = exportOf('conversations.json', 300)
    const events: TransferEvent[] = []
    for await (const event of app.services.imports.import(1, staying())) {
      events.push(event)
      if (event.type === 'progress') await app.call('transfer.cancelImport', {})
    }
    const { end, added } = resultIn(events)
    expect(end).toBe('cancelled')
    expect(added.conversations).toBeGreaterThan(0)
    expect(added.conversations).toBeLessThan(300)
    const { conversations } = await app.services.library.listConversations({ limit: 500, after: null })
    expect(conversations).toHaveLength(added.conversations)
  })

  it('of a pipe without a writer is refused instead of waiting for ever', async () => {
    const app = place.start()
    const pipe = join(place.folder, 'pipe.json')
    execFileSync('mkfifo', [pipe])
    expect(resultIn(await imported(app, pipe))).toMatchObject({
      end: 'failed',
      failure: { code: 'file/unreadable' },
    })
  })

  it('that is cancelled while its file is looked into ends so, also where the library was restarted meanwhile', async () => {
    const asked: string[] = []
    let isBegun = (_opened: { source: 'chatgpt'; name: string }) => {}
    const imports = new Imports({
      library: {
        beginImport: () =>
          new Promise((resolve) => {
            isBegun = resolve
          }),
        inspectImport: async () => ({ source: 'chatgpt', name: '', conversations: 1 }),
        cancelImport: async () => void asked.push('cancel'),
        stepImport: async () => {
          asked.push('step')
          throw new AppError('library/unavailable')
        },
        openConversation: async () => null,
      },
      dialogs: { chooseSource: async () => '/exports/large.zip', chooseReport: async () => null },
      feeds: { publish: () => {} },
      events: new Emitter(),
      isReplacing: () => false,
      tellFolders: async () => {},
      newId: () => 'one',
      now: Date.now,
    })
    const events: TransferEvent[] = []
    for await (const event of imports.import(1, staying())) {
      events.push(event)
      if (events.length > 1) continue
      // What can be seen can be cancelled.
      await imports.cancel()
      isBegun({ source: 'chatgpt', name: 'large.zip' })
    }
    expect(resultIn(events).end).toBe('cancelled')
    // Once more for the process that began it anew, before it is asked for anything.
    expect(asked).toEqual(['cancel', 'cancel', 'step'])
  })

  it('of something else says what is wrong; the report of one that left something out can be saved', async () => {
    const app = place.start()
    const refused = await imported(app, place.file('some.txt', 'just words'))
    expect(refused).toMatchObject([
      { type: 'started', name: 'some.txt', source: null },
      { type: 'ended', result: { end: 'failed', failure: { code: 'file/unsupported' }, name: 'some.txt' } },
    ])
    const odd = [fakeConversation('c', [{ id: 'q' }]), 7, { title: 'Nothing in it', mapping: {} }]
    const events = await imported(app, place.file('conversations.json', JSON.stringify(odd)))
    const last = events.at(-1)
    const transferId = last?.type === 'ended' ? last.transferId : ''
    place.dialogs.target = null
    expect(await app.call('transfer.saveReport', { transferId })).toBeNull()
    place.dialogs.target = join(place.folder, 'Report.txt')
    expect(await app.call('transfer.saveReport', { transferId })).toEqual({ name: 'Report.txt' })
    const report = readFileSync(join(place.folder, 'Report.txt'), 'utf8')
    expect(report).toContain('Import of conversations.json (a ChatGPT export)')
    expect(report).toContain('Done. Imported 1 conversation and 1 message.')
    expect(report).toContain('1 conversation damaged')
    expect(report).toContain('Nothing in it')
    await expect(app.call('transfer.saveReport', { transferId: 'another' })).rejects.toMatchObject({
      code: 'file/not-found',
    })
  })

  it('that brings more into a conversation that is shown tells its window', async () => {
    const app = place.start()
    await imported(app, exportOf('conversations.json', 1, 2))
    const [found] = (await app.services.library.listConversations({ limit: 5, after: null })).conversations
    const watched = app.watch(found?.id ?? '')
    await watched.until(({ type }) => type === 'snapshot')
    await imported(app, exportOf('conversations.json', 1, 4))
    const told = await watched.until(({ type }) => type === 'outline.changed')
    expect(told.type === 'outline.changed' && unpackOutline(told.outline)).toHaveLength(4)
  })
})

const exported = (app: TestApp) =>
  eventsOf(
    app.services.historyExports.exportConversations(
      { conversationIds: ['kites'], options: { ...defaultExportOptions, format: 'json', branches: 'all' } },
      1,
      staying(),
    ),
  )

describe('what was exported as JSON', () => {
  it('comes back the same into another library: tree, parts, pictures, files, choices, times, costs', async () => {
    const app = place.start()
    const { library } = app.services
    const picture = await library.addPicture({
      bytes: png(8, 9),
      prompt: 'A kite',
      model: 'painter',
      costUsd: 0.04,
      messageId: 'a1',
      conversationId: 'kites',
      parentId: null,
    })
    const file = await library.attachFile({ name: 'notes.txt', bytes: Buffer.from('Some notes.') })
    const conversation: Conversation = {
      id: 'kites',
      title: 'Kites & "strings"',
      createdAt: 1_700_000_000_001,
      updatedAt: 1_700_000_000_999,
      leafId: 'a1',
      choices: { systemPrompt: 'Be brief.', temperature: 0.3 },
      titleSource: 'person',
      pinnedAt: 1_700_000_000_500,
    }
    const message = (
      id: string,
      parentId: string | null,
      role: Message['role'],
      parts: Part[],
      more = {},
    ): Message => ({
      id,
      conversationId: 'kites',
      parentId,
      role,
      state: 'complete',
      parts,
      createdAt: 1_700_000_000_010 + id.length,
      finishedAt: 1_700_000_000_020,
      ...more,
    })
    const usage = { inputTokens: 5, cachedInputTokens: 1, outputTokens: 7, reasoningTokens: 2 }
    const messages = [
      message('q', null, 'user', [
        { type: 'text', text: 'Why?\u0000 \ud83e\ude81' },
        { type: 'file', fileId: file.id, name: 'notes.txt', mediaType: 'text/plain', byteLength: 11 },
      ]),
      message(
        'a1',
        'q',
        'assistant',
        [
          { type: 'reasoning', text: 'Hm', startedAt: 5, endedAt: 9, opaque: '{"x":1}' },
          { type: 'tool-call', callId: 't', name: 'generate_image', input: '{"prompt":' },
          { type: 'tool-result', callId: 't', output: 'no', isError: true },
          { type: 'text', text: 'Because' },
          { type: 'picture', prompt: 'A kite', pictureId: picture.id, width: 8, height: 9 },
          { type: 'text', text: 'of wind.' },
        ],
        { engineId: 'openai', model: 'gpt', usage, costUsd: 0.5 },
      ),
      message('a2', 'q', 'assistant', [{ type: 'failure', code: 'engine/overloaded' }], {
        state: 'failed',
        costUsd: null,
      }),
    ]
    await library.addMessages({ conversation, messages })
    place.dialogs.target = join(place.folder, 'kites.zip')
    const { name } = resultIn(await exported(app))
    const before = await library.loadMessages({ ids: messages.map(({ id }) => id) })
    const row = await library.getConversation({ id: 'kites' })

    const folder = join(place.folder, 'other')
    mkdirSync(folder)
    const other = createLibrary({ folder })
    try {
      other.open()
      const reader = new FileImportReader({ path: join(place.folder, name), libraryFolder: folder, now: 1 })
      const job = new ImportJob(other, reader, {
        read: async (bytes) => {
          const id = createHash('sha256').update(bytes).digest('hex')
          new ContentFolder(filesFolder(folder)).write(id, bytes)
          return { ...(await readContents(bytes)), id, byteLength: bytes.byteLength }
        },
      })
      await job.open()
      let result: TransferResult | null = null
      while (!result) result = (await job.step()).result
      expect(result).toMatchObject({
        end: 'complete',
        source: 'parley',
        added: { conversations: 1, messages: 3, pictures: 1, files: 1 },
        leftOut: [],
      })
      expect(other.getConversation({ id: 'kites' })).toEqual(row)
      const ids = messages.map(({ id }) => id)
      expect(other.loadMessages({ ids })).toEqual(before)
      expect(other.getPicture({ id: picture.id })).toMatchObject({
        prompt: 'A kite',
        model: 'painter',
        costUsd: 0.04,
        createdAt: picture.createdAt,
        width: 8,
      })
      expect(other.getFileText({ id: file.id })).toBe('Some notes.')
      expect(other.sumPeriod({ from: 0, until: 9e15 }).costUsd).toBe(0)
    } finally {
      other.close()
    }

    // Bare, without its pictures, in the library that still has them.
    place.dialogs.target = join(place.folder, 'kites.json')
    await exported(app)
    await library.deleteConversation({ id: 'kites' })
    expect(resultIn(await imported(app, join(place.folder, 'kites.json')))).toMatchObject({
      source: 'parley',
      added: { conversations: 1, messages: 3 },
      leftOut: [],
    })
    expect(await library.loadMessages({ ids: messages.map(({ id }) => id) })).toEqual(before)
  })
})
