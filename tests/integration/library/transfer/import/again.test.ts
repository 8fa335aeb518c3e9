import { describe, expect, test } from 'vitest'
import { fakeConversation, writeZip } from '../../../../fakes/chatgptExport'
import { maintainAll, question } from '../../helpers'
import { allMessages, importPlace, listAll } from './importPlace'

const place = importPlace()

const kites = (more: Parameters<typeof fakeConversation>[1] = [], fields = {}) =>
  fakeConversation(
    'c1',
    [
      { id: 'q1', role: 'user', text: 'Why kites?' },
      { id: 'a1', role: 'assistant', text: 'Because of wind.' },
      { id: 'q2', role: 'user', text: 'Which wind?' },
      { id: 'a2', role: 'assistant', text: 'The one from the west.' },
      ...more,
    ],
    { title: 'Kites', ...fields },
  )
const exported = (name: string, ...conversations: readonly object[]) =>
  place.file(name, JSON.stringify(conversations))
const textsOf = (library: ReturnType<typeof place.open>, id: string) =>
  allMessages(library, id).map(({ parts }) => (parts[0]?.type === 'text' ? parts[0].text : ''))

describe('An export imported again', () => {
  test('adds only what is new: later messages, other branches, and shows what was said last', async () => {
    const library = place.open()
    await place.run(library, exported('first.json', kites()))
    const [before] = listAll(library)
    const later = kites(
      [
        { id: 'q3', role: 'user', text: 'And from the east?' },
        { id: 'a3', role: 'assistant', text: 'That one too.' },
        { id: 'a1b', parent: 'q1', role: 'assistant', text: 'Because of string.' },
      ],
      { update_time: 1_700_100_000, current_node: 'a3', title: 'Another title' },
    )
    const result = await place.run(library, exported('later.json', later))
    expect(result).toMatchObject({
      added: { conversations: 0, messages: 3 },
      known: { conversations: 1, messages: 4 },
    })
    const [after] = listAll(library)
    expect(after).toEqual({ ...before, updatedAt: 1_700_100_000_000, leafId: after?.leafId })
    expect(library.loadMessages({ ids: [after?.leafId ?? ''] })[0]?.parts).toEqual([
      { type: 'text', text: 'That one too.' },
    ])
    expect(textsOf(library, after?.id ?? '').sort()).toEqual([
      'And from the east?',
      'Because of string.',
      'Because of wind.',
      'That one too.',
      'The one from the west.',
      'Which wind?',
      'Why kites?',
    ])
  })

  test('leaves what the user changed: the name, what is shown, own questions, and what was removed', async () => {
    const library = place.open()
    await place.run(library, exported('first.json', kites()))
    const [found] = listAll(library)
    if (!found) throw new Error('Nothing was imported')
    const [q1, a1, q2] = allMessages(library, found.id)
    library.removeMessage({ id: q2?.id ?? '' })
    library.addMessages({
      conversation: { ...found, title: 'Mine', titleSource: 'person', leafId: 'own' },
      messages: [question('own', 'My own question', { conversationId: found.id, parentId: a1?.id ?? null })],
    })
    const before = library.openConversation({ id: found.id, limit: 50 })
    const result = await place.run(library, exported('again.json', kites([], { title: 'Renamed there' })))
    expect(result.added).toEqual({ conversations: 0, messages: 0, pictures: 0, files: 0 })
    expect(result.leftOut).toMatchObject([{ kind: 'message', reason: 'deleted', count: 1 }])
    expect(library.openConversation({ id: found.id, limit: 50 })).toEqual(before)

    // What is new still comes, under the next one above that is there.
    await place.run(
      library,
      exported('more.json', kites([{ id: 'q2b', parent: 'q2', role: 'user', text: 'New' }])),
    )
    const added = allMessages(library, found.id).find(({ parts }) => JSON.stringify(parts).includes('New'))
    expect(added?.parentId).toBe(a1?.id)
    expect(q1?.parentId).toBeNull()
    expect(listAll(library)[0]).toMatchObject({ title: 'Mine', leafId: 'own' })
  })

  test('brings back a conversation that was deleted, at once and after everything of it is gone', async () => {
    const library = place.open()
    const path = exported('first.json', kites())
    await place.run(library, path)
    for (const isTidied of [false, true]) {
      const [found] = listAll(library)
      library.deleteConversation({ id: found?.id ?? '' })
      if (isTidied) maintainAll(library)
      const result = await place.run(library, path)
      expect(result.added).toMatchObject({ conversations: 1, messages: 4 })
      maintainAll(library)
      expect(textsOf(library, listAll(library)[0]?.id ?? '')).toHaveLength(4)
      expect(library.search({ query: 'west', limit: 5 }).hits).toHaveLength(1)
    }
  })

  test('the same id twice in one file, and in several pieces of an export, is one conversation', async () => {
    const library = place.open()
    const path = await writeZip(place.path('export.zip'), {
      'conversations-001.json': JSON.stringify([fakeConversation('c2', [{ id: 'q' }, { id: 'a' }])]),
      'conversations-000.json': JSON.stringify([kites(), kites()]),
      'shared_conversations.json': '[]',
      '__MACOSX/conversations.json': 'junk',
    })
    const result = await place.run(library, path)
    expect(result).toMatchObject({ end: 'complete', added: { conversations: 2, messages: 6 } })
    expect(listAll(library)).toHaveLength(2)
  })

  test('the pieces of an unpacked export are found beside the one that was chosen', async () => {
    const library = place.open()
    exported('conversations-001.json', fakeConversation('c2', [{ id: 'q' }, { id: 'a' }]))
    const result = await place.run(library, exported('conversations-000.json', kites()))
    expect(result.added).toMatchObject({ conversations: 2, messages: 6 })
  })
})

describe('What was imported', () => {
  test('keeps its own dates, is pinned and archived as it was, and lies below what is newer in a search', async () => {
    const library = place.open()
    library.addMessages({
      conversation: {
        id: 'own',
        title: 'Own',
        createdAt: 5,
        updatedAt: 1_900_000_000_000,
        leafId: 'm',
        choices: {},
      },
      messages: [question('m', 'kites of mine', { conversationId: 'own' })],
    })
    const at = (id: string, seconds: number, more = {}) =>
      fakeConversation(id, [{ id: 'q', text: `kites in ${id}` }], {
        create_time: seconds,
        update_time: seconds + 5,
        ...more,
      })
    const path = exported(
      'conversations.json',
      at('new', 1_700_000_000, { pinned_time: 1_700_000_500.5 }),
      at('middle', 1_600_000_000),
      at('old', 1_500_000_000),
      at('put away', 1_400_000_000, { is_archived: true }),
    )
    await place.run(library, path)
    expect(listAll(library).map(({ title, updatedAt }) => [title, updatedAt])).toEqual([
      ['Own', 1_900_000_000_000],
      ['Title of new', 1_700_000_005_000],
      ['Title of middle', 1_600_000_005_000],
      ['Title of old', 1_500_000_005_000],
    ])
    const hits = library.search({ query: 'kites', limit: 10 }).hits.filter(({ messageId }) => messageId)
    expect(hits.slice(0, 4).map(({ conversationTitle }) => conversationTitle)).toEqual([
      'Own',
      'Title of new',
      'Title of middle',
      'Title of old',
    ])
  })

  test('costs nothing here, whatever it cost there', async () => {
    const library = place.open()
    const usage = { inputTokens: 10, cachedInputTokens: 0, outputTokens: 20, reasoningTokens: 0 }
    const own = {
      title: 'Own',
      create_time: 1_700_000_000,
      update_time: 1_700_000_000,
      mapping: {
        root: { id: 'root', message: null, parent: null, children: ['m1'] },
        m1: {
          id: 'm1',
          parent: 'root',
          children: [],
          message: {
            id: 'm1',
            author: { role: 'assistant' },
            content: { content_type: 'text', parts: ['Words'] },
            parley: {
              version: 1,
              state: 'streaming',
              createdAt: 1_700_000_000_123,
              usage,
              costUsd: 1.5,
              model: 'm',
            },
          },
        },
      },
      id: 'own-1',
      parley: {
        version: 1,
        createdAt: 1_700_000_000_123,
        updatedAt: 1_700_000_000_456,
        leafId: 'm1',
        choices: { temperature: 0.5 },
        titleSource: 'person',
        folder: { id: 'f1', name: 'Papers' },
      },
    }
    const result = await place.run(library, exported('own.json', own))
    expect(result).toMatchObject({ source: 'parley', added: { conversations: 1, messages: 1 } })
    expect(listAll(library)).toMatchObject([
      {
        id: 'own-1',
        createdAt: 1_700_000_000_123,
        updatedAt: 1_700_000_000_456,
        leafId: 'm1',
        choices: { temperature: 0.5 },
        titleSource: 'person',
      },
    ])
    // No run writes it any more.
    expect(allMessages(library, 'own-1')).toMatchObject([
      { id: 'm1', state: 'interrupted', usage, costUsd: 1.5 },
    ])
    expect(library.sumPeriod({ from: 0, until: 9e15 })).toMatchObject({ costUsd: 0, answers: 0 })
    expect(library.sumConversation({ conversationId: 'own-1' })).toMatchObject({ costUsd: 0, answers: 0 })
  })
})
