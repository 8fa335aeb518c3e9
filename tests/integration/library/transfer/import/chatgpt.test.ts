import { expect, test } from 'vitest'
import { fakeConversation, writeZip } from '../../../../fakes/chatgptExport'
import { allMessages, importPlace, listAll } from './importPlace'

const place = importPlace()

test('a conversation comes with its title, times, tree, texts and the branch that was shown', async () => {
  const library = place.open()
  const path = place.file(
    'conversations.json',
    JSON.stringify([
      fakeConversation(
        'c1',
        [
          { id: 'root', isBlank: true, parent: null },
          { id: 'q', role: 'user', parent: 'root', text: 'Why kites?' },
          {
            id: 'a1',
            role: 'assistant',
            parent: 'q',
            text: 'Because of wind.',
            metadata: { model_slug: 'gpt-4o' },
          },
          { id: 'a2', role: 'assistant', parent: 'q', text: 'Because of string.' },
        ],
        { title: 'Kites', current_node: 'a1' },
      ),
    ]),
  )
  const result = await place.run(library, path)
  expect(result).toMatchObject({
    end: 'complete',
    source: 'chatgpt',
    name: 'conversations.json',
    added: { conversations: 1, messages: 3, pictures: 0, files: 0 },
    leftOut: [],
  })
  const [conversation] = listAll(library)
  expect(conversation).toMatchObject({
    title: 'Kites',
    titleSource: 'model',
    createdAt: 1_700_000_000_000,
    updatedAt: 1_700_000_900_500,
  })
  const messages = allMessages(library, conversation?.id ?? '')
  expect(messages.map(({ role, state, model, parts }) => ({ role, state, model, parts }))).toEqual([
    { role: 'user', state: 'complete', model: undefined, parts: [{ type: 'text', text: 'Why kites?' }] },
    {
      role: 'assistant',
      state: 'complete',
      model: 'gpt-4o',
      parts: [{ type: 'text', text: 'Because of wind.' }],
    },
    {
      role: 'assistant',
      state: 'complete',
      model: undefined,
      parts: [{ type: 'text', text: 'Because of string.' }],
    },
  ])
  expect(messages.map(({ parentId }) => parentId)).toEqual([null, messages[0]?.id, messages[0]?.id])
  expect(conversation?.leafId).toBe(messages[1]?.id)
  expect(library.search({ query: 'string', limit: 5 }).hits).toHaveLength(1)
})

test('imported twice, nothing is there twice', async () => {
  const library = place.open()
  const path = await writeZip(place.path('export.zip'), {
    'conversations.json': JSON.stringify([
      fakeConversation('c1', [{ id: 'q' }, { id: 'a' }]),
      fakeConversation('c2', [{ id: 'q' }, { id: 'a' }]),
    ]),
  })
  await place.run(library, path)
  const before = listAll(library).map(({ id }) => allMessages(library, id))
  const again = await place.run(library, path)
  expect(again).toMatchObject({
    end: 'complete',
    added: { conversations: 0, messages: 0 },
    known: { conversations: 2, messages: 4 },
  })
  expect(listAll(library).map(({ id }) => allMessages(library, id))).toEqual(before)
})

test('the other shapes: a list within an object, and one conversation by itself', async () => {
  const library = place.open()
  const list = {
    conversations: [fakeConversation('c1', [{ id: 'q' }]), fakeConversation('c2', [{ id: 'q' }])],
  }
  for (const content of [list, fakeConversation('c3', [{ id: 'q' }, { id: 'a' }])])
    expect(await place.run(library, place.file('some.json', JSON.stringify(content)))).toMatchObject({
      end: 'complete',
      source: 'chatgpt',
    })
  expect(listAll(library)).toHaveLength(3)
})
