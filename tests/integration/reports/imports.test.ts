import { join } from 'node:path'
import type { LeftOut } from '@shared/model/transfer'
import { expect, test } from 'vitest'
import { fakeConversation, writeZip } from '../../fakes/chatgptExport'
import { allMessages, importPlace, listAll } from '../library/transfer/import/importPlace'

const place = importPlace()
const fixture = (name: string): string => join(import.meta.dirname, 'imports', name)

type Library = ReturnType<typeof place.open>

/** Titles in the order of their names, each with who said what. */
const conversationsIn = (library: Library) =>
  listAll(library)
    .map(({ id, title }) => ({
      title,
      messages: allMessages(library, id).map(({ role, parts }) => [
        role,
        parts.map((part) => (part.type === 'text' ? part.text : '')).join(''),
      ]),
    }))
    .sort((a, b) => (a.title < b.title ? -1 : 1))
const partsIn = (library: Library) =>
  listAll(library).flatMap(({ id }) =>
    allMessages(library, id).flatMap(({ parts }) => parts.map(({ type }) => type)),
  )
const told = (leftOut: readonly LeftOut[]) =>
  leftOut.map(({ kind, reason, names }) => [kind, reason, ...names])

/** What a file brings, and that it brings nothing when it comes again. */
const brought = async (name: string) => {
  const library = place.open()
  const result = await place.run(library, fixture(name))
  const conversations = conversationsIn(library)
  expect(await place.run(library, fixture(name))).toMatchObject({
    end: 'complete',
    added: { conversations: 0, messages: 0, pictures: 0, files: 0 },
  })
  expect(conversationsIn(library)).toEqual(conversations)
  return { library, result, conversations }
}

test('I07, chatgpt-entity.json: an entity mark carries the visible name', async () => {
  const { conversations } = await brought('chatgpt-entity.json')
  expect(conversations).toEqual([
    {
      title: 'Entity',
      messages: [
        ['user', 'Who?'],
        ['assistant', 'The review by Jane Roe notes it.'],
      ],
    },
  ])
})

test('I13, chatgpt-lines.jsonl: one conversation a line', async () => {
  const { conversations, result } = await brought('chatgpt-lines.jsonl')
  expect(result).toMatchObject({ source: 'chatgpt', leftOut: [] })
  expect(conversations).toEqual([
    {
      title: 'First',
      messages: [
        ['user', 'one?'],
        ['assistant', 'One.'],
      ],
    },
    {
      title: 'Second',
      messages: [
        ['user', 'two?'],
        ['assistant', 'Two.'],
      ],
    },
  ])
})

test('I19, deepseek.zip: fragments become question, thoughts and answer', async () => {
  const { conversations, result, library } = await brought('deepseek.zip')
  expect(result).toMatchObject({ source: 'deepseek', leftOut: [] })
  expect(conversations).toEqual([
    {
      title: 'From DeepSeek',
      messages: [
        ['user', 'Why?'],
        ['assistant', 'Because.'],
      ],
    },
  ])
  const [answer] = allMessages(library, listAll(library)[0]?.id ?? '').slice(-1)
  expect(answer).toMatchObject({
    model: 'deepseek-reasoner',
    createdAt: Date.parse('2025-06-01T10:00:30+08:00'),
    parts: [{ type: 'reasoning', text: 'Hm.' }, { type: 'text' }],
  })
})

test('claude.zip: thoughts, a document as a file, and the answer', async () => {
  const { conversations, result, library } = await brought('claude.zip')
  expect(result).toMatchObject({ source: 'claude', leftOut: [] })
  expect(conversations).toEqual([
    {
      title: 'From Claude',
      messages: [
        ['user', 'Hello?'],
        ['assistant', 'Hello there.'],
      ],
    },
  ])
  expect(partsIn(library)).toEqual(['text', 'reasoning', 'tool-call', 'file', 'text'])
})

test('openwebui.json: the fold of thoughts becomes thoughts', async () => {
  const { conversations, result, library } = await brought('openwebui.json')
  expect(result).toMatchObject({ source: 'open-webui', leftOut: [] })
  expect(conversations).toEqual([
    {
      title: 'From Open WebUI',
      messages: [
        ['user', 'Ping'],
        ['assistant', 'Pong'],
      ],
    },
  ])
  const [answer] = allMessages(library, listAll(library)[0]?.id ?? '').slice(-1)
  expect(answer).toMatchObject({ model: 'llama3', parts: [{ type: 'reasoning', text: 'hm' }, {}] })
})

test('librechat.json: messages within messages', async () => {
  const { conversations, result } = await brought('librechat.json')
  expect(result).toMatchObject({ source: 'librechat', leftOut: [] })
  expect(conversations).toEqual([
    {
      title: 'From LibreChat',
      messages: [
        ['user', 'Hey'],
        ['assistant', 'Hey back.'],
      ],
    },
  ])
})

test('nested.zip: an archive within an archive is opened', async () => {
  const { conversations, result } = await brought('nested.zip')
  expect(result).toMatchObject({ source: 'chatgpt', leftOut: [] })
  expect(conversations.map(({ title }) => title)).toHaveLength(2)
})

test('archives within archives are opened three deep, and refused beyond that', async () => {
  const { readFile } = await import('node:fs/promises')
  const library = place.open()
  let inner: Uint8Array = await readFile(fixture('claude.zip'))
  const pack = async (depth: number) => {
    const path = await writeZip(place.path(`deep-${depth}.zip`), { 'inner.zip': inner })
    inner = await readFile(path)
    return path
  }
  await pack(1)
  const good = await pack(2)
  expect(await place.run(library, good)).toMatchObject({ source: 'claude', added: { conversations: 1 } })
  await pack(3)
  const bad = await pack(4)
  await expect(place.run(library, bad)).rejects.toMatchObject({ code: 'file/too-large' })
})

test('lone surrogates become the characters that they stand for', async () => {
  const library = place.open()
  const lines = [
    { id: 'a', title: 'Bytes', messages: [{ role: 'user', content: 'caf\udcc3\udca9 and lone \ud83d' }] },
    {
      id: 'b',
      title: 'Cut',
      messages: [
        {
          role: 'assistant',
          content: [
            { type: 'text', text: 'A smile \ud83d' },
            { type: 'text', text: '\ude00!' },
          ],
        },
      ],
    },
  ].map((each) => Buffer.from(`${JSON.stringify(each)}\n`))
  const halves = Buffer.from([0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80])
  lines.push(
    Buffer.from('{"id":"c","title":"Halves","messages":[{"role":"user","content":"'),
    halves,
    Buffer.from('"}]}\n'),
  )
  const path = place.file('messages.jsonl', Buffer.concat(lines))
  const result = await place.run(library, path)
  expect(told(result.leftOut)).toEqual([])
  expect(conversationsIn(library)).toEqual([
    { title: 'Bytes', messages: [['user', 'café and lone \ufffd']] },
    { title: 'Cut', messages: [['assistant', 'A smile 😀!']] },
    { title: 'Halves', messages: [['user', '😀']] },
  ])
})

test('a circle of parents loses nothing', async () => {
  const library = place.open()
  const nodes = ['u', 'a', 'u2', 'a2'].map((id, index) => ({
    id,
    text: `Words of ${id}`,
    parent: ['a2', 'u', 'a', 'u2'][index] ?? null,
  }))
  const circle = fakeConversation('c', nodes, { current_node: 'a2' })
  const claude = {
    uuid: 'circle',
    name: 'Round',
    chat_messages: [
      { uuid: '1', sender: 'human', text: 'One', parent_message_uuid: '2' },
      { uuid: '2', sender: 'assistant', text: 'Two', parent_message_uuid: '1' },
    ],
  }
  await place.run(library, place.file('chatgpt.json', JSON.stringify([circle])))
  await place.run(library, place.file('claude.json', JSON.stringify([claude])))
  const words = conversationsIn(library).flatMap(({ messages }) => messages.map(([, said]) => said))
  expect(words.sort()).toEqual(['One', 'Two', 'Words of a', 'Words of a2', 'Words of u', 'Words of u2'])
})
