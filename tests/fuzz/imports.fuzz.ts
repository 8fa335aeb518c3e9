import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError } from '@shared/ipc/errors'
import * as kept from '@shared/ipc/keptRows'
import type { TransferResult } from '@shared/model/transfer'
import fc from 'fast-check'
import { expect } from 'vitest'
import { readContents } from '../../src/library/attachments/readContents'
import { createLibrary, type LocalLibrary } from '../../src/library/library'
import { FileImportReader } from '../../src/library/transfer/import/FileImportReader'
import { ImportJob } from '../../src/library/transfer/import/ImportJob'
import { fakeConversation, writeZip } from '../fakes/chatgptExport'
import {
  aiStudioSample,
  claudeSample,
  deepseekSample,
  geminiPage,
  geminiSample,
  grokSample,
  janMessages,
  librechatSample,
  lmStudioSample,
  openWebuiSample,
  plainSample,
  sharegptSample,
} from '../fakes/exportSamples'
import { outlineOf, png } from '../integration/library/helpers'
import {
  conversationRow,
  craftArchive,
  messageRow,
  type Rows,
  restoreArchive,
} from '../integration/library/transfer/archive/craftArchive'
import { fuzz } from './fuzz'
import { byteEdits, damaged, edited, edits, written } from './hostileJson'

const hash = 'a'.repeat(64)
const text = (words: string) => ({ type: 'text', text: words })

const chatgpt = [
  fakeConversation('c1', [
    { id: 'root', isBlank: true },
    {
      id: 'q',
      text: 'Why kites?',
      metadata: { attachments: [{ id: 'file-1', name: 'a.txt', mime_type: 'text/plain' }] },
    },
    {
      id: 'thought',
      role: 'assistant',
      content: { content_type: 'thoughts', thoughts: [{ summary: 's', content: 'hm' }] },
    },
    {
      id: 'call',
      role: 'assistant',
      recipient: 'python',
      content: { content_type: 'code', language: 'python', text: '1' },
    },
    { id: 'result', role: 'tool', name: 'python', content: { content_type: 'execution_output', text: '1' } },
    {
      id: 'a',
      role: 'assistant',
      content: {
        content_type: 'multimodal_text',
        parts: [
          'Wind',
          {
            content_type: 'image_asset_pointer',
            asset_pointer: 'file-service://file-2',
            width: 2,
            height: 2,
            metadata: { dalle: { prompt: 'a kite' } },
          },
        ],
      },
      metadata: { model_slug: 'gpt-4o' },
    },
    { id: 'b', parent: 'q', role: 'assistant', text: 'String' },
  ]),
]

const ownMessage = (more: object) => ({
  version: 1,
  state: 'complete',
  createdAt: 1_700_000_000_000,
  ...more,
})
const parley = [
  {
    ...fakeConversation('own', [
      { id: 'm1', text: '/image a kite' },
      { id: 'm2', text: 'Here' },
    ]),
    parley: {
      version: 1,
      createdAt: 1_700_000_000_000,
      updatedAt: 1_700_000_000_001,
      leafId: 'm2',
      choices: { temperature: 1, model: 'm', streaming: true },
      pinnedAt: 1_700_000_000_000,
      folder: { id: 'f', name: 'Folder' },
    },
  },
].map((conversation) => {
  const mapping = structuredClone(
    (conversation as unknown as { mapping: Record<string, { message: object }> }).mapping,
  )
  Object.assign(mapping.m1?.message ?? {}, {
    parley: ownMessage({ parts: [{ ...text('/image a kite'), wish: { count: 2, size: '64x64' } }] }),
  })
  Object.assign(mapping.m2?.message ?? {}, {
    parley: ownMessage({
      finishedAt: 1_700_000_000_002,
      engineId: 'e',
      model: 'm',
      usage: { inputTokens: 1, cachedInputTokens: 0, outputTokens: 1, reasoningTokens: 0 },
      costUsd: 0.1,
      parts: [
        { type: 'reasoning', text: 'hm', opaque: '{}', startedAt: 1, endedAt: 2 },
        { type: 'tool-call', callId: '1', name: 'x', input: '{}' },
        { type: 'tool-result', callId: '1', output: 'y', isError: false },
        { type: 'picture', prompt: 'a kite', pictureId: hash, width: 2, height: 2 },
        { type: 'file', fileId: hash, name: 'a.txt', mediaType: 'text/plain', byteLength: 3 },
        text('Here'),
        { type: 'failure', code: 'engine/cut', data: { host: 'x' } },
      ],
      pictures: [{ id: hash, prompt: 'a kite', model: 'm', costUsd: 0.1, createdAt: 1, parentId: null }],
    }),
  })
  return { ...conversation, mapping }
})

const chatbox = {
  __exported_items: ['conversations'],
  'session:s1': {
    id: 's1',
    name: 'Kites',
    starred: true,
    messages: [
      { id: 'sys', role: 'system', contentParts: [text('Be brief.')] },
      {
        id: 'q1',
        role: 'user',
        timestamp: 1_700_000_000_000,
        contentParts: [text('Why kites?'), { type: 'image', storageKey: 'picture:1' }],
        files: [{ id: 'f', name: 'notes.txt', fileType: 'text/plain', storageKey: 'file:1' }],
      },
      {
        id: 'a1',
        role: 'assistant',
        model: 'gpt-4o',
        timestamp: 1_700_000_001_000,
        contentParts: [
          { type: 'reasoning', text: 'Wind' },
          {
            type: 'tool-call',
            state: 'result',
            toolCallId: 't',
            toolName: 's',
            args: { q: 1 },
            result: 'found',
          },
          text('Because.'),
        ],
      },
      { id: 'q2', role: 'user', timestamp: 1_700_000_002_000, content: 'As a string' },
    ],
    threads: [{ id: 'th', name: 'Earlier', createdAt: 1_600_000_000_000, messages: [] }],
    messageForksHash: { q1: { position: 0, lists: [{ id: 'l0', messages: [] }] } },
  },
  'chat-sessions-list': [{ id: 's1', name: 'Kites' }],
}

const block = (id: string, type: string, more: object) => ({
  id,
  messageId: 'm1',
  type,
  status: 'success',
  ...more,
})
const cherry = {
  time: 1_700_000_000_000,
  version: 5,
  localStorage: {
    'persist:cherry-studio': JSON.stringify({
      assistants: JSON.stringify({
        assistants: [
          {
            id: 'd',
            prompt: 'Be kind.',
            topics: [{ id: 't1', name: 'Kites', createdAt: '2024-01-01T00:00:00.000Z' }],
          },
        ],
      }),
    }),
  },
  indexedDB: {
    message_blocks: [
      block('b1', 'main_text', { content: 'Why kites?' }),
      block('b2', 'thinking', { content: 'Hm', thinking_millsec: 5 }),
      block('b3', 'image', {
        url: `data:image/png;base64,${Buffer.from(png(3, 3)).toString('base64')}`,
        metadata: { prompt: 'A kite' },
      }),
      block('b4', 'code', { content: 'a', language: 'js' }),
      block('b5', 'tool', { toolName: 'x', arguments: { a: 1 }, content: 'y' }),
    ],
    topics: [
      {
        id: 't1',
        messages: [
          { id: 'm1', role: 'user', createdAt: '2024-01-02T00:00:00.000Z', blocks: ['b1'] },
          {
            id: 'm2',
            role: 'assistant',
            askId: 'm1',
            createdAt: '2024-01-02T00:00:01.000Z',
            model: { id: 'gpt-4o' },
            foldSelected: true,
            blocks: ['b2', 'b3', 'b5'],
          },
          { id: 'm3', role: 'user', createdAt: '2024-01-02T00:00:04.000Z', content: 'More?', blocks: ['b4'] },
        ],
      },
    ],
  },
}

const pictureBytes = png(2, 2)
const pictureHash = createHash('sha256').update(pictureBytes).digest('hex')
const rows: Rows = {
  folders: [{ id: 'f', name: 'Folder', position: 0, created_at: 1 }],
  conversations: [
    conversationRow('c', {
      pk: 2 ** 30,
      leaf_id: 'm2',
      folder_id: 'f',
      pinned_at: 5,
      choices: '{"temperature":1}',
      title_source: 'model',
    }),
    messageRow('m1', { pk: 2 ** 30, parts: [{ ...text('/image a kite'), wish: { count: 2 } }] }),
    messageRow('m2', {
      pk: 2 ** 30 + 1,
      parent_id: 'm1',
      role: 'assistant',
      finished_at: 2,
      engine_id: 'e',
      model: 'm',
      cost_usd: 0.1,
      usage: '{"inputTokens":1,"cachedInputTokens":0,"outputTokens":1,"reasoningTokens":0}',
      parts: [
        { type: 'reasoning', text: 'hm', opaque: '{}', startedAt: 1, endedAt: 2 },
        { type: 'tool-call', callId: '1', name: 'x', input: '{}' },
        { type: 'tool-result', callId: '1', output: 'y', isError: false },
        { type: 'picture', prompt: 'a kite', pictureId: pictureHash, width: 2, height: 2 },
        { type: 'file', fileId: hash, name: 'a.txt', mediaType: 'text/plain', byteLength: 3 },
        { type: 'failure', code: 'engine/cut', data: { host: 'x' } },
      ],
      clips: ['c'.repeat(64)],
    }),
  ],
  pictures: [
    {
      pk: 2 ** 30,
      id: pictureHash,
      format: 'png',
      byte_length: pictureBytes.byteLength,
      width: 2,
      height: 2,
      prompt: 'a kite',
      model: 'm',
      cost_usd: 0.1,
      created_at: 1,
      message_id: 'm2',
      conversation_id: 'c',
      parent_id: null,
      origin: 'made',
      engine_id: 'e',
      details: '{"size":"64x64"}',
    },
  ],
  files: [
    {
      id: hash,
      kind: 'text',
      name: 'a.txt',
      media_type: 'text/plain',
      byte_length: 3,
      characters: 3,
      created_at: 1,
      text: 'abc',
    },
  ],
  speech_clips: [
    {
      id: 'c'.repeat(64),
      text: 'x',
      voice: 'onyx',
      format: 'ogg',
      byte_length: 1,
      duration_ms: 1,
      created_at: 1,
      used_at: 1,
    },
  ],
  costs: [
    {
      source: 'm2',
      kind: 'answer',
      at: 2,
      conversation_id: 'c',
      model: 'm',
      cost_usd: 0.1,
      input_tokens: 1,
      cached_input_tokens: 0,
      output_tokens: 1,
      reasoning_tokens: 0,
      pictures: 1,
    },
  ],
  notes: [
    { name: 'draft', value: '{"text":"mine","attachments":[]}' },
    { name: 'queue:c', value: '[{"id":"q","prompt":"next","attachments":[]}]' },
  ],
}

/** What the library gives of each kind, all of it as the contract has it. */
const expectReadable = (library: LocalLibrary): void => {
  const places = ['recent', 'pinned', 'loose', 'archive', 'trash'] as const
  for (const type of places) {
    const { conversations } = library.listConversations({ limit: 200, place: { type }, after: null })
    expect(conversations.map((each) => kept.conversation.parse(each))).toEqual(conversations)
    for (const { id } of conversations) {
      const opened = library.openConversation({ id, limit: 30 })
      const messages = library.loadMessages({ ids: outlineOf(opened).map((entry) => entry.id) })
      expect(messages.map((each) => kept.message.parse(each))).toEqual(messages)
      library.measureConversation({ id })
    }
  }
  const folders = library.listFolders()
  expect(folders.map((each) => kept.folder.parse(each))).toEqual(folders)
  const range = { from: -8.64e15, until: 8.64e15, offset: 0, limit: 200 }
  const pictures = library.loadGalleryRows({ filter: {}, ...range })
  expect(pictures.map((each) => kept.picture.parse(each))).toEqual(pictures)
  library.outlineGallery({ filter: {} })
  library.search({ query: 'kites', limit: 20 })
  library.sumPeriod({ from: 0, until: 8.64e15 })
}

/** A library of its own for one import, which ends with a report or by a name. */
const importing = async (
  work: (folder: string, library: LocalLibrary) => Promise<TransferResult>,
): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-fuzz-'))
  const library = createLibrary({ folder })
  try {
    library.open()
    try {
      const result = await work(folder, library)
      if (result.failure) expect(result.failure.code).toMatch(/^file\//)
      for (const { count } of result.leftOut) expect(count).toBeGreaterThan(0)
    } catch (error) {
      // What is no export at all is told when it is opened.
      if (!(error instanceof AppError)) throw error
      expect(error.code).toMatch(/^file\//)
    }
    expectReadable(library)
  } finally {
    library.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

const imported = (path: string, folder: string, library: LocalLibrary): ImportJob => {
  const files = {
    read: async (bytes: Uint8Array) => {
      const contents = await readContents(bytes)
      const id = createHash('sha256').update(bytes).digest('hex')
      return { ...contents, id, byteLength: bytes.byteLength }
    },
  }
  return new ImportJob(
    library,
    new FileImportReader({ path, libraryFolder: folder, now: 1_800_000_000_000 }),
    files,
  )
}

const sources = {
  chatgpt,
  parley,
  chatbox,
  cherry,
  claude: claudeSample,
  deepseek: deepseekSample,
  gemini: geminiSample,
  aiStudio: aiStudioSample,
  grok: grokSample,
  openWebui: openWebuiSample,
  librechat: librechatSample,
  lmStudio: lmStudioSample,
  jan: janMessages[1],
  plain: plainSample,
  shareGpt: sharegptSample,
} as const

fuzz('whatever an export holds, its import ends with a report and leaves a library that can be read', {
  input: fc.record({
    source: fc.constantFrom(...(Object.keys(sources) as (keyof typeof sources)[])),
    changes: edits,
    bytes: byteEdits,
    isZip: fc.boolean(),
    isLines: fc.boolean(),
  }),
  check: ({ source, changes, bytes, isZip, isLines }) =>
    importing(async (folder, library) => {
      const json = written(edited(sources[source], changes))
      const whole = `${written(sources[source])}\n`
      const content = damaged(Buffer.from(isLines ? `${whole}${json}\n${whole}` : json), bytes)
      const path = join(folder, isZip ? 'export.zip' : 'export.json')
      if (isZip) await writeZip(path, { [source === 'cherry' ? 'data.json' : 'conversations.json']: content })
      else writeFileSync(path, content)
      const job = imported(path, folder, library)
      await job.open()
      for (;;) {
        const { result } = await job.step()
        if (result) return result
      }
    }),
  rounds: { slice: 8, long: 800 },
  limitMs: 20_000,
})

fuzz(
  'whatever the page of a log holds, its import ends with a report and leaves a library that can be read',
  {
    input: byteEdits,
    check: (bytes) =>
      importing(async (folder, library) => {
        const path = join(folder, 'MyActivity.html')
        writeFileSync(path, damaged(Buffer.from(geminiPage), bytes))
        const job = imported(path, folder, library)
        await job.open()
        for (;;) {
          const { result } = await job.step()
          if (result) return result
        }
      }),
    rounds: { slice: 4, long: 200 },
    limitMs: 20_000,
  },
)

fuzz('whatever an archive holds, bringing it back ends with a report and leaves a library that can be read', {
  input: fc.record({ changes: edits, bytes: byteEdits }),
  check: ({ changes, bytes }) =>
    importing(async (folder, library) => {
      const changed = edited(rows, changes)
      const isRows = typeof changed === 'object' && changed !== null && !Array.isArray(changed)
      const lines = Object.fromEntries(
        Object.entries(isRows ? changed : {}).map(([table, records]) => [
          table,
          (Array.isArray(records) ? records : [records]).map((record) => written(record)),
        ]),
      )
      const path = await craftArchive(folder, lines, {
        [`pictures/${pictureHash}.png`]: damaged(pictureBytes, bytes),
      })
      return restoreArchive(folder, library, path)
    }),
  rounds: { slice: 8, long: 800 },
  limitMs: 20_000,
})
