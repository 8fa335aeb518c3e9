import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { writeZip } from '../../../../fakes/chatgptExport'
import { png } from '../../helpers'
import { allMessages, importPlace, listAll } from './importPlace'

const place = importPlace()

const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const text = (words: string) => ({ type: 'text', text: words })
/** Who says what to whom: enough to compare a tree by. */
const shapeOf = (library: ReturnType<typeof place.open>, id: string) => {
  const messages = allMessages(library, id)
  const nameOf = (message: (typeof messages)[number] | undefined) => {
    const part = message?.parts.find((each) => each.type === 'text')
    return part?.type === 'text' ? part.text : null
  }
  return messages.map((message) => [
    message.role,
    nameOf(message),
    nameOf(messages.find((each) => each.id === message.parentId)),
  ])
}

const session = {
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
        { type: 'reasoning', text: 'Wind, surely' },
        {
          type: 'tool-call',
          state: 'result',
          toolCallId: 't',
          toolName: 'search',
          args: { q: 'wind' },
          result: 'found',
        },
        text('Because of wind.'),
      ],
    },
    { id: 'q2', role: 'user', timestamp: 1_700_000_002_000, content: 'An old message, as a string' },
  ],
  threads: [
    {
      id: 'th',
      name: 'Earlier',
      createdAt: 1_600_000_000_000,
      messages: [{ id: 'x', role: 'user', timestamp: 1_600_000_000_000, contentParts: [text('Before')] }],
    },
  ],
  messageForksHash: {
    q1: {
      position: 0,
      lists: [
        { id: 'l0', messages: [] },
        {
          id: 'l1',
          messages: [
            {
              id: 'a1b',
              role: 'assistant',
              timestamp: 1_700_000_001_500,
              contentParts: [text('Because of string.')],
            },
          ],
        },
      ],
    },
    gone: { lists: 7 },
  },
}

describe('A Chatbox backup', () => {
  test('as one JSON: sessions, threads, forks, reasoning, tools and instructions; pictures are not in it, and told', async () => {
    const library = place.open()
    const path = place.file(
      'chatbox.json',
      JSON.stringify({
        __exported_items: ['conversations'],
        settings: { providers: { openai: { apiKey: 'secret-key' } } },
        'session:s1': session,
        'session:bad': { messages: 5 },
        'chat-sessions-list': [{ id: 's1', name: 'Kites' }],
      }),
    )
    const result = await place.run(library, path)
    expect(result).toMatchObject({
      end: 'complete',
      source: 'chatbox',
      added: { conversations: 2, messages: 5 },
    })
    expect(result.leftOut.map(({ kind, reason }) => [kind, reason])).toEqual([
      ['picture', 'missing'],
      ['file', 'missing'],
      ['conversation', 'damaged'],
    ])
    const [kites, earlier] = listAll(library)
    expect(kites).toMatchObject({
      title: 'Kites',
      choices: { systemPrompt: 'Be brief.' },
      createdAt: 1_700_000_000_000,
    })
    expect(earlier).toMatchObject({ title: 'Earlier', updatedAt: 1_600_000_000_000 })
    expect(shapeOf(library, kites?.id ?? '')).toEqual([
      ['user', 'Why kites?', null],
      ['assistant', 'Because of wind.', 'Why kites?'],
      ['assistant', 'Because of string.', 'Why kites?'],
      ['user', 'An old message, as a string', 'Because of wind.'],
    ])
    expect(allMessages(library, kites?.id ?? '')[1]).toMatchObject({
      model: 'gpt-4o',
      parts: [
        { type: 'reasoning', text: 'Wind, surely' },
        { type: 'tool-call', callId: 't', name: 'search', input: '{"q":"wind"}' },
        { type: 'tool-result', callId: 't', output: 'found', isError: false },
        { type: 'text' },
      ],
    })
    expect(await place.run(library, path)).toMatchObject({ added: { conversations: 0, messages: 0 } })
    expect(library.search({ query: 'secret', limit: 5 }).hits).toEqual([])
  })

  test('as an archive: with its pictures and files', async () => {
    const library = place.open()
    const bytes = png(8, 8)
    const path = await writeZip(place.path('chatbox.zip'), {
      'manifest.json': JSON.stringify({
        format: 'chatbox-backup',
        formatVersion: 1,
        resources: [
          { path: 'resources/resource-000001.png', originalStorageKeys: ['picture:1'] },
          { path: 'sessions/s1/resources/resource-000002.txt', originalStorageKeys: ['file:1'] },
          { path: 'nowhere', originalStorageKeys: [7] },
        ],
      }),
      'settings.json': '{}',
      'sessions/s1/session.json': JSON.stringify(session),
      'resources/resource-000001.png': bytes,
      'sessions/s1/resources/resource-000002.txt': 'Some notes.',
    })
    const result = await place.run(library, path)
    expect(result).toMatchObject({
      source: 'chatbox',
      added: { conversations: 2, messages: 5, pictures: 1, files: 1 },
      leftOut: [],
    })
    expect(allMessages(library, listAll(library)[0]?.id ?? '')[0]?.parts).toMatchObject([
      { type: 'text' },
      { type: 'picture', pictureId: sha(bytes) },
      { type: 'file', name: 'notes.txt' },
    ])
  })
})

const block = (id: string, type: string, more: object) => ({
  id,
  messageId: 'm',
  type,
  status: 'success',
  ...more,
})
const cherry = (inline: Uint8Array) => ({
  time: 1_700_000_000_000,
  version: 5,
  localStorage: {
    'persist:cherry-studio': JSON.stringify({
      assistants: JSON.stringify({
        assistants: [
          {
            id: 'default',
            prompt: 'Be kind.',
            topics: [{ id: 't1', name: 'Kites', createdAt: '2024-01-01T00:00:00.000Z', pinned: true }],
          },
        ],
      }),
    }),
  },
  indexedDB: {
    // In Dexie's order blocks may come before or after the messages that they belong to.
    message_blocks: [
      block('b1', 'main_text', { content: 'Why kites?' }),
      block('b2', 'thinking', { content: 'Hm', thinking_millsec: 5 }),
      block('b3', 'main_text', { content: 'Because of wind.' }),
      block('b4', 'main_text', { content: 'Because of string.' }),
      block('b5', 'image', { file: { id: 'pic', ext: '.png', origin_name: 'kite.png' } }),
      block('b6', 'image', {
        url: `data:image/png;base64,${Buffer.from(inline).toString('base64')}`,
        metadata: { prompt: 'A kite' },
      }),
      block('b7', 'video', { url: 'x' }),
      block('b8', 'code', { content: 'a\n```\nb', language: 'js' }),
    ],
    topics: [
      {
        id: 't1',
        messages: [
          { id: 'm1', role: 'user', createdAt: '2024-01-02T00:00:00.000Z', blocks: ['b1', 'b5', 'nowhere'] },
          {
            id: 'm2',
            role: 'assistant',
            askId: 'm1',
            createdAt: '2024-01-02T00:00:01.000Z',
            model: { id: 'gpt-4o' },
            foldSelected: true,
            blocks: ['b2', 'b3'],
          },
          {
            id: 'm3',
            role: 'assistant',
            askId: 'm1',
            createdAt: '2024-01-02T00:00:02.000Z',
            status: 'paused',
            blocks: ['b4', 'b6', 'b7'],
          },
          { id: 'm4', role: 'user', type: 'clear', createdAt: '2024-01-02T00:00:03.000Z', blocks: [] },
          { id: 'm5', role: 'user', createdAt: '2024-01-02T00:00:04.000Z', content: 'More?', blocks: ['b8'] },
        ],
      },
      { id: 't2', messages: [] },
      7,
    ],
  },
})

describe('A Cherry Studio backup', () => {
  test('with its data.json: topics with their names, answers of several models, pictures, what is missing told', async () => {
    const library = place.open()
    const [kept, inline] = [png(8, 8), png(9, 9)]
    const path = await writeZip(place.path('cherry-studio.zip'), {
      'data.json': JSON.stringify(cherry(inline)),
      'Data/Files/pic.png': kept,
    })
    const result = await place.run(library, path)
    expect(result).toMatchObject({
      end: 'complete',
      source: 'cherry-studio',
      added: { conversations: 1, messages: 4, pictures: 2 },
    })
    expect(result.leftOut.map(({ kind, reason, count }) => [kind, reason, count])).toEqual([
      ['content', 'damaged', 1],
      ['content', 'missing', 1],
      ['content', 'unsupported', 1],
      ['conversation', 'empty', 1],
    ])
    const [kites] = listAll(library)
    expect(kites).toMatchObject({
      title: 'Kites',
      choices: { systemPrompt: 'Be kind.' },
      createdAt: Date.UTC(2024, 0, 1),
    })
    expect(shapeOf(library, kites?.id ?? '')).toEqual([
      ['user', 'Why kites?', null],
      ['assistant', 'Because of wind.', 'Why kites?'],
      ['assistant', 'Because of string.', 'Why kites?'],
      ['user', 'More?', 'Because of wind.'],
    ])
    const [first, second, third, last] = allMessages(library, kites?.id ?? '')
    expect(first?.parts[1]).toMatchObject({ type: 'picture', pictureId: sha(kept), prompt: 'kite.png' })
    expect(second).toMatchObject({ model: 'gpt-4o', parts: [{ type: 'reasoning', text: 'Hm' }, {}] })
    expect(third).toMatchObject({
      state: 'stopped',
      parts: [{}, { type: 'picture', pictureId: sha(inline), prompt: 'A kite' }],
    })
    expect(last?.parts[1]).toEqual({ type: 'text', text: '````js\na\n```\nb\n````' })
    expect(await place.run(library, path)).toMatchObject({
      added: { conversations: 0, messages: 0, pictures: 0 },
    })
  })

  test('that holds database files says that it cannot be read', async () => {
    const library = place.open()
    const path = await writeZip(place.path('cherry-studio.zip'), {
      'metadata.json': '{"version":6}',
      'IndexedDB/file__0.indexeddb.leveldb/CURRENT': 'x',
    })
    await expect(place.run(library, path)).rejects.toMatchObject({
      code: 'file/unsupported',
      data: { reason: 'cherry-direct' },
    })
  })
})
