import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Part } from '@shared/model/message'
import type { TransferResult } from '@shared/model/transfer'
import { expect, test } from 'vitest'
import { writeZip } from '../../../../fakes/chatgptExport'
import {
  aiStudioSample,
  claudeSample,
  deepseekSample,
  geminiPage,
  geminiSample,
  grokSample,
  janMessages,
  janThread,
  librechatSample,
  lmStudioSample,
  openWebuiSample,
  plainSample,
  sharegptSample,
} from '../../../../fakes/exportSamples'
import { png } from '../../helpers'
import { allMessages, importPlace, listAll } from './importPlace'

const place = importPlace()
type Library = ReturnType<typeof place.open>

/** A part in a few letters: enough to see that it is the right one, in the right place. */
const brief = (part: Part): string => {
  switch (part.type) {
    case 'text':
      return part.text
    case 'reasoning':
      return `(${part.text})`
    case 'tool-call':
      return `call ${part.name} ${part.input.replace(/\s+/g, '')}`
    case 'tool-result':
      return `result ${part.output}`
    case 'picture':
      return part.pictureId === null ? 'no picture' : 'picture'
    case 'file':
      return `file ${part.name}`
    case 'sources':
      return `sources ${part.sources.map(({ url }) => url).join(' ')}`
    case 'failure':
      return part.code
  }
}

/** Each message: who, after which words, and all of its parts. */
const messagesIn = (library: Library, id: string) => {
  const messages = allMessages(library, id)
  const wordsOf = (wanted: string | null) => {
    const parts = messages.find((message) => message.id === wanted)?.parts ?? []
    return parts.find((part) => part.type === 'text')?.text ?? null
  }
  return messages.map(({ role, parentId, parts }) => [role, wordsOf(parentId), ...parts.map(brief)])
}
const leftOutOf = ({ leftOut }: TransferResult) =>
  leftOut.map(({ kind, reason, names }) => [kind, reason, names]).sort()

/** What a file brings in, where it comes to nothing to bring it in again. */
const bring = async (path: string) => {
  const library = place.open()
  const result = await place.run(library, path)
  expect(result.end).toBe('complete')
  expect(await place.run(library, path)).toMatchObject({ added: { conversations: 0, messages: 0 } })
  const [conversation] = listAll(library)
  if (!conversation) throw new Error('Nothing came in')
  const messages = messagesIn(library, conversation.id)
  const leaf = allMessages(library, conversation.id).find(({ id }) => id === conversation.leafId)
  return { library, result, conversation, messages, leaf: leaf?.parts.map(brief).at(-1) }
}

test('Claude: branches, thoughts, tools, attached texts, and the project as a folder', async () => {
  const path = await writeZip(place.path('claude.zip'), {
    'conversations.json': JSON.stringify(claudeSample),
    'projects.json': JSON.stringify([{ uuid: 'p1', name: 'Toys', docs: [{ filename: 'plan.md' }] }]),
    'users.json': '[{"uuid":"u"}]',
  })
  const { library, result, conversation, messages, leaf } = await bring(path)
  expect(result).toMatchObject({ source: 'claude', added: { conversations: 1, messages: 3, files: 1 } })
  expect(messages).toEqual([
    ['user', null, 'Why kites?', 'file notes.txt', 'file kite.png'],
    ['assistant', 'Why kites?', 'String.'],
    [
      'assistant',
      'Why kites?',
      '(Hm)',
      'call web_search {"query":"wind"}',
      'result Wind\nhttps://example.com/wind',
      'Wind.',
    ],
  ])
  expect(leaf).toBe('Wind.')
  expect(library.listFolders()).toMatchObject([{ id: conversation.folderId, name: 'Toys' }])
  expect(leftOutOf(result)).toEqual([
    ['file', 'unsupported', ['Toys: plan.md']],
    ['picture', 'missing', ['kite.png']],
  ])
})

test('DeepSeek: two answers to a question, and a file that is not in the export', async () => {
  const { result, messages } = await bring(place.file('deepseek.json', JSON.stringify(deepseekSample)))
  expect(result.source).toBe('deepseek')
  expect(messages).toEqual([
    ['user', null, 'Why kites?', 'file a.txt'],
    [
      'assistant',
      'Why kites?',
      '(Hm)',
      'call search {"query":"wind"}',
      'result [\n  {\n    "url": "https://example.com"\n  }\n]',
      'Wind.',
    ],
    ['assistant', 'Why kites?', 'String.'],
  ])
  expect(leftOutOf(result)).toEqual([['file', 'missing', ['a.txt']]])
})

test('DeepSeek, before it had fragments: the depth says who spoke', async () => {
  const said = (content: string, reasoning: string | null) => ({
    content,
    reasoning_content: reasoning,
    inserted_at: '2025-01-01T00:00:00Z',
  })
  const old = {
    id: 'old',
    title: 'Old',
    inserted_at: '2025-01-01T00:00:00Z',
    mapping: {
      3: { id: '3', parent: '2', children: [], message: said('More?', null) },
      2: { id: '2', parent: '1', children: ['3'], message: said('Wind.', 'Hm') },
      1: { id: '1', parent: 'root', children: ['2'], message: said('Why kites?', null) },
      root: { id: 'root', parent: null, children: ['1'], message: null },
    },
  }
  const { messages } = await bring(place.file('deepseek.json', JSON.stringify([old])))
  expect(messages).toEqual([
    ['user', null, 'Why kites?'],
    ['assistant', 'Why kites?', '(Hm)', 'Wind.'],
    ['user', 'Wind.', 'More?'],
  ])
})

test('Gemini, as JSON: exchanges become conversations, HTML becomes Markdown', async () => {
  const path = await writeZip(place.path('takeout.zip'), {
    'Takeout/My Activity/Gemini Apps/MyActivity.json': JSON.stringify(geminiSample),
    'Takeout/My Activity/Gemini Apps/rain.png': png(4, 4),
    'Takeout/Search/MyActivity.json': JSON.stringify([
      {
        header: 'Search',
        title: 'Searched for kites',
        time: '2026-01-01T10:00:00.000Z',
        products: ['Search'],
      },
    ]),
  })
  const { library, result, messages } = await bring(path)
  expect(result).toMatchObject({ source: 'gemini', added: { conversations: 2, messages: 6, pictures: 1 } })
  expect(messages.map((message) => message.slice(2))).toEqual([['And boats?'], ['Water.']])
  expect(messagesIn(library, listAll(library)[1]?.id ?? '')).toEqual([
    ['user', null, 'Why kites?'],
    ['assistant', 'Why kites?', 'Because of **wind** & `string`.\n\n```js\na < b\n  c\n```'],
    ['user', 'Because of **wind** & `string`.\n\n```js\na < b\n  c\n```', 'More?', 'picture'],
    ['assistant', 'More?', '- Rain'],
  ])
})

test('Gemini, as a page: the chats that it names are put together again', async () => {
  const path = await writeZip(place.path('takeout.zip'), {
    'Takeout/Moja dejavnost/Aplikacije Gemini/Moja_dejavnost.html': geminiPage,
    'Takeout/Moja dejavnost/Aplikacije Gemini/kite.png': png(4, 4),
  })
  const { library, messages } = await bring(path)
  expect(messages).toEqual([
    ['user', null, 'First', 'picture'],
    ['assistant', 'First', 'A'],
    ['user', 'A', 'Third'],
    ['assistant', 'Third', 'C'],
  ])
  expect(allMessages(library, listAll(library)[0]?.id ?? '')[0]?.createdAt).toBe(Date.UTC(2026, 0, 1, 9))
  expect(messagesIn(library, listAll(library)[1]?.id ?? '').map((message) => message[2])).toEqual([
    'Other',
    'X',
  ])
})

test('Gemini, as a page: an exchange whose moment nothing here can read is named as left out', async () => {
  const foreign = geminiPage.replace('Jan 3, 2026, 9:00:00\u202fAM UTC', '2026年1月3日 午前9時')
  const path = await writeZip(place.path('takeout.zip'), {
    'Takeout/My Activity/Gemini Apps/MyActivity.html': foreign,
    'Takeout/My Activity/Gemini Apps/kite.png': png(4, 4),
  })
  const { result, messages } = await bring(path)
  expect(messages).toHaveLength(2)
  expect(JSON.stringify(result)).toContain('Third')
})

test('AI Studio: a file of Drive without an ending, its thoughts, code and pictures', async () => {
  const { result, conversation, messages, library } = await bring(
    place.file('Kites and strings', JSON.stringify(aiStudioSample)),
  )
  expect(result.source).toBe('ai-studio')
  expect(conversation).toMatchObject({ title: 'Kites and strings', choices: { systemPrompt: 'Be brief.' } })
  expect(messages.map((message) => message.slice(2))).toEqual([
    ['Why kites?', 'file Drive file drive1', 'picture'],
    ['(Hm)', 'call code_execution {"language":"PYTHON","code":"print(1)"}', 'result 1', 'Wind.'],
  ])
  expect(allMessages(library, conversation.id).at(-1)?.model).toBe('models/gemini-3-pro')
  expect(leftOutOf(result)).toEqual([
    ['content', 'hidden', ['a prompt that was not sent']],
    ['picture', 'missing', ['Drive file drive1']],
  ])
})

test('Grok: branches, thoughts, sources, uploads from the folders of their ids', async () => {
  const root = 'ttl/30d/export_data/u1'
  const path = await writeZip(place.path('grok.zip'), {
    [`${root}/prod-grok-backend.json`]: JSON.stringify(grokSample),
    [`${root}/prod-mc-billing.json`]: '{"balance":1}',
    [`${root}/prod-mc-asset-server/asset-1/content`]: png(4, 4),
  })
  const { result, conversation, messages, library } = await bring(path)
  expect(result).toMatchObject({ source: 'grok', added: { messages: 3, pictures: 1 } })
  expect(conversation).toMatchObject({ title: 'Kites', pinnedAt: expect.any(Number) })
  expect(messages).toEqual([
    ['user', null, 'Why kites?', 'picture'],
    [
      'assistant',
      'Why kites?',
      '(Hm)',
      'call web_search {}',
      'result Wind\nhttps://example.com/wind',
      'Wind.',
    ],
    ['assistant', 'Why kites?', 'no picture'],
  ])
  expect(allMessages(library, conversation.id)[1]).toMatchObject({
    model: 'grok-4',
    // In the file of the same moment as its question.
    createdAt: 1_700_000_000_001,
  })
  expect(leftOutOf(result)).toEqual([['picture', 'missing', ['a kite']]])
})

test('Open WebUI: branches of two models, folds and steps, pictures and the words of files', async () => {
  const { result, conversation, messages, leaf } = await bring(
    place.file('chats.json', JSON.stringify(openWebuiSample)),
  )
  expect(result).toMatchObject({ source: 'open-webui', leftOut: [], added: { pictures: 1, files: 1 } })
  expect(conversation).toMatchObject({ choices: { systemPrompt: 'Be kind.' }, pinnedAt: expect.any(Number) })
  expect(messages).toEqual([
    ['user', null, 'Why kites?', 'picture', 'file a.txt'],
    ['assistant', 'Why kites?', '(Hm)', 'call search {"q":1}', 'result "found"', 'Wind.'],
    ['assistant', 'Why kites?', '(Aha)', 'call look {"a":1}', 'result seen', 'String.'],
  ])
  expect(leaf).toBe('Wind.')
})

test('LibreChat: a list of messages with its branches, thoughts, tools and instructions', async () => {
  const { result, conversation, messages, library } = await bring(
    place.file('librechat.json', JSON.stringify(librechatSample)),
  )
  expect(result.source).toBe('librechat')
  expect(conversation.choices).toEqual({ systemPrompt: 'Be kind.' })
  expect(messages).toEqual([
    ['user', null, 'Why kites?', 'file kite.png'],
    ['assistant', 'Why kites?', '(Hm)', 'call search {"q":1}', 'result found', 'Wind.'],
    ['assistant', 'Why kites?', 'String.'],
  ])
  expect(allMessages(library, conversation.id).map(({ state }) => state)).toEqual([
    'complete',
    'complete',
    'stopped',
  ])
})

test('LM Studio, as a folder: the other version is a branch, its folder a folder', async () => {
  const folder = place.path('conversations')
  const path = join(folder, 'Toys', '1700.conversation.json')
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, JSON.stringify(lmStudioSample))
  writeFileSync(join(folder, '1701.conversation.json'), '{"name":"Broken","messages":[{"versions":[')
  const { result, conversation, messages, library } = await bring(folder)
  expect(result.source).toBe('lm-studio')
  expect(conversation).toMatchObject({ title: 'Kites', choices: { systemPrompt: 'Be kind.' } })
  expect(library.listFolders()).toMatchObject([{ id: conversation.folderId, name: 'Toys' }])
  expect(messages).toEqual([
    ['user', null, 'Why kites?'],
    ['assistant', 'Why kites?', 'String.'],
    ['assistant', 'Why kites?', '(Hm)', 'call search {"q":1}', 'result found', 'Wind.'],
    ['user', 'Wind.', 'More?', 'file 17000 - kite.png'],
  ])
  expect(allMessages(library, conversation.id)[2]?.model).toBe('llama-3')
  expect(leftOutOf(result)).toContainEqual(['conversation', 'damaged', ['1701.conversation.json']])
})

test('Jan: the lines of a thread with what lies beside them', async () => {
  const path = await writeZip(place.path('jan.zip'), {
    'threads/j1/thread.json': JSON.stringify(janThread),
    'threads/j1/messages.jsonl': janMessages.map((message) => JSON.stringify(message)).join('\n'),
  })
  const { result, conversation, messages, library } = await bring(path)
  expect(result).toMatchObject({
    source: 'jan',
    leftOut: [],
    added: { conversations: 1, messages: 2, pictures: 1 },
  })
  expect(conversation).toMatchObject({ title: 'Kites', choices: { systemPrompt: 'Be kind.' } })
  expect(messages).toEqual([
    ['user', null, 'Why kites?', 'picture'],
    ['assistant', 'Why kites?', '(Hm)', 'call search {"q":1}', 'result found', '(Aha)', 'Wind.'],
  ])
  expect(allMessages(library, conversation.id)[1]?.model).toBe('jan-nano')
})

test('one conversation a line: messages with roles, ShareGPT, and a line that is broken', async () => {
  const lines = [JSON.stringify(plainSample), '{"messages": broken}', JSON.stringify(sharegptSample)]
  const { library, result } = await bring(place.file('lines.jsonl', `${lines.join('\n')}\n`))
  expect(result.source).toBe('messages')
  const all = listAll(library).map(({ id, choices }) => ({ choices, messages: messagesIn(library, id) }))
  expect(all).toContainEqual({
    choices: { systemPrompt: 'Be kind.' },
    messages: [
      ['user', null, 'Why kites?', 'picture'],
      ['assistant', 'Why kites?', '(Hm)', 'call search {"q":1}', 'result found', 'Wind.'],
    ],
  })
  expect(all).toContainEqual({
    choices: {},
    messages: [
      ['user', null, 'Why kites?'],
      ['assistant', 'Why kites?', 'Wind.'],
    ],
  })
  expect(leftOutOf(result)).toEqual([['conversation', 'damaged', ['lines.jsonl']]])
})
