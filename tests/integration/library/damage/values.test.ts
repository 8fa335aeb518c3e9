import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { LocalLibrary } from '../../../../src/library/library'
import { conversation, maintainAll, question, textParts } from '../helpers'
import { damaged, damagedPlace } from './damagedPlace'

const place = damagedPlace()
const list = (library: LocalLibrary) => library.listConversations({ limit: 10, after: null }).conversations
const partsOf = (library: LocalLibrary, id: string) => library.loadMessages({ ids: [id] })[0]?.parts

/** Values that a damaged byte, a hostile program or a broken disk leave in a column of JSON, as SQL. */
const badJson = {
  'a cut text': `'[{"type":"te'`,
  'an empty text': `''`,
  'a list of nothing': `'[null]'`,
  'an object': `'{}'`,
  'a list of numbers': `'[1,2]'`,
  'a part without its text': `'[{"type":"text"}]'`,
  'a part whose text is a number': `'[{"type":"text","text":5}]'`,
  'a part of no known kind': `'[{"type":"tezt","text":"kite"}]'`,
  'a number': '7',
  'a blob': `x'5b7b'`,
  'bytes that are no UTF-8': `CAST(x'5bff227d5d' AS TEXT)`,
  'JSON behind a NUL': `CAST(x'005b5d' AS TEXT)`,
}

describe('A message whose content is damaged', () => {
  test.each(Object.entries(badJson))(
    'ATK-05: %s: its conversation opens, it says so, and everything else goes on',
    async (_name, value) => {
      await place.fill()
      place.sql(`UPDATE bodies SET parts = ${value} WHERE message = (SELECT min(message) FROM bodies)`)
      const library = place.create()
      expect(library.open()).toMatchObject({ setAside: null, readOnly: null })
      const opened = library.openConversation({ id: 'c', limit: 10 })
      expect(opened?.messages.map(({ id, parts }) => [id, parts])).toEqual([
        ['q0', [damaged]],
        ['a0', textParts('lantern answer 0')],
        ['q1', textParts('kite question 1')],
        ['a1', textParts('lantern answer 1')],
      ])
      expect(place.found).toEqual([{ rows: { messages: 1, conversations: 0, mended: 0, mendedFrom: 0 } }])
      expect(library.search({ query: 'kite', limit: 5 }).hits.map(({ messageId }) => messageId)).toEqual([
        'q1',
      ])
      library.addMessages({
        conversation: conversation('c', { leafId: 'next' }),
        messages: [question('next', 'and on', { parentId: 'a1' })],
      })
      expect(library.countInMessages({ ids: ['q0', 'q1'], query: 'kite' }).looked).toBe(2)
      maintainAll(library)
      library.close()

      // It is told once, and what it held lies where it lay.
      const next = place.open()
      expect(partsOf(next, 'q0')).toEqual([damaged])
      expect(place.found).toEqual([])
      next.close()
      expect(place.valueOf(`SELECT parts IS ${value} FROM bodies ORDER BY message LIMIT 1`)).toBe(1)
    },
  )

  test('ATK-05: it comes back from the newest backup that has it, at once', async () => {
    await place.fill({ withBackup: true })
    place.sql(`UPDATE bodies SET parts = '[null]' WHERE message = (SELECT min(message) FROM bodies)`)
    // The newest one was made after the damage.
    const backingUp = place.open()
    await place.keeper(backingUp).make({ requestId: 'second', reason: 'asked' }, () => {})
    backingUp.close()
    const library = place.open()
    expect(library.openConversation({ id: 'c', limit: 10 })?.messages[0]?.parts).toEqual(
      textParts('kite question 0'),
    )
    expect(place.found).toMatchObject([{ rows: { messages: 1, mended: 1 } }])
    expect(library.search({ query: 'kite', limit: 5 }).hits).toHaveLength(2)
    library.close()
    const next = place.open()
    expect(partsOf(next, 'q0')).toEqual(textParts('kite question 0'))
    expect(place.found).toEqual([])
    next.close()
    // What it held is kept all the same.
    expect(place.valueOf(`SELECT CAST(value AS TEXT) FROM notes WHERE name = 'mended:parts:q0'`)).toBe(
      '[null]',
    )
  })

  test('the parts of it that are sound are shown', async () => {
    await place.fill()
    place.sql(
      `UPDATE bodies SET parts = '[{"type":"text","text":"still here"},null]' WHERE message = (SELECT min(message) FROM bodies)`,
    )
    expect(partsOf(place.open(), 'q0')).toEqual([...textParts('still here'), damaged])
  })

  test('a byte of its text that is no UTF-8 is told, and a pasted replacement character is not', async () => {
    await place.fill({ withBackup: true })
    const asText = (hex: string) =>
      `CAST(x'5b7b2274797065223a2274657874222c2274657874223a22${hex}41227d5d' AS TEXT)`
    place.sql(
      `UPDATE bodies SET parts = ${asText('ff')} WHERE message = (SELECT pk FROM messages WHERE id = 'q0')`,
      `UPDATE bodies SET parts = ${asText('efbfbd')} WHERE message = (SELECT pk FROM messages WHERE id = 'q1')`,
    )
    const library = place.open()
    expect([partsOf(library, 'q0'), partsOf(library, 'q1')]).toEqual([
      textParts('kite question 0'),
      textParts('\ufffdA'),
    ])
    expect(place.found).toMatchObject([{ rows: { messages: 1, mended: 1 } }])
  })

  test('one whose content is gone altogether says so', async () => {
    await place.fill()
    place.sql('DELETE FROM bodies WHERE message = (SELECT min(message) FROM bodies)')
    const library = place.open()
    expect(partsOf(library, 'q0')).toEqual([damaged])
    expect(place.found).toHaveLength(1)
  })

  test('what it held outlives that it is written over, and that it is taken out and put back', async () => {
    await place.fill()
    place.sql(
      `UPDATE bodies SET parts = '[{"type":"te' WHERE message IN (SELECT pk FROM messages WHERE id IN ('q0', 'a1'))`,
    )
    const library = place.open()
    const [message] = library.loadMessages({ ids: ['a1'] })
    if (message) library.finishMessage({ message: { ...message, parts: textParts('written anew') } })
    const removed = library.removeMessage({ id: 'q0' })
    if (removed) library.restoreMessage({ removed })
    expect(partsOf(library, 'a1')).toEqual(textParts('written anew'))
    expect(partsOf(library, 'q0')).toEqual([damaged])
    library.close()
    expect(place.valueOf(`SELECT CAST(value AS TEXT) FROM notes WHERE name = 'overwritten:parts:a1'`)).toBe(
      '[{"type":"te',
    )
    expect(place.valueOf('SELECT parts FROM bodies ORDER BY message LIMIT 1')).toBe('[{"type":"te')
  })

  test.each(Object.entries(badJson))(
    'ATK-03: %s in an answer that was being written: it is interrupted',
    async (_name, value) => {
      await place.fill()
      place.sql(
        `UPDATE messages SET state = 'streaming' WHERE pk = (SELECT max(pk) FROM messages)`,
        `UPDATE bodies SET parts = ${value} WHERE message = (SELECT max(message) FROM bodies)`,
        `INSERT INTO grown_parts VALUES ((SELECT max(pk) FROM messages), 1, 0, '{"type')`,
        `INSERT INTO chunks VALUES ((SELECT max(pk) FROM messages), 1, 0, 'what came since')`,
      )
      for (const recoveredMessages of [1, 0]) {
        const library = place.create()
        expect(library.open()).toMatchObject({ recoveredMessages, setAside: null, readOnly: null })
        const [message] = library.loadMessages({ ids: ['o'] })
        expect(message).toMatchObject({
          state: 'interrupted',
          parts: [damaged, ...textParts('what came since')],
        })
        expect(list(library)).toHaveLength(2)
        expect(place.keeper(library).list()).toEqual([])
        library.close()
      }
      expect(existsSync(place.file('library.suspect'))).toBe(false)
    },
  )

  test('figures that are damaged are left out, and come back from a backup', async () => {
    await place.fill({ withBackup: true })
    place.sql(
      `UPDATE messages SET usage = '{"inputTokens":"x"}', finished_at = x'01', created_at = 'soon' WHERE id = 'a0'`,
    )
    const [message] = place.open().loadMessages({ ids: ['a0'] })
    expect(message).toMatchObject({ createdAt: 0, finishedAt: 0, usage: { outputTokens: 2 } })
  })

  test.each([
    ['a role and a state of no kind', `role = 'uzer', state = 'compleet'`],
    ['a time that is text', `created_at = 'soon'`],
    ['a time that is a blob', `created_at = x'0102'`],
    ['a parent that is a blob', `parent_id = x'0102'`],
    ['a parent that is no UTF-8', `parent_id = CAST(x'ff22' AS TEXT)`],
  ])('%s: the conversation opens, and its other messages are as they were', async (_name, change) => {
    await place.fill()
    place.sql(`UPDATE messages SET ${change} WHERE id = 'q0'`)
    const library = place.open()
    const opened = library.openConversation({ id: 'c', limit: 3 })
    expect(opened?.messages.map(({ id }) => id)).toEqual(['a0', 'q1', 'a1'])
    expect(library.loadMessages({ ids: ['q0'] })).toHaveLength(1)
    expect(library.findCandidates({ conversationId: 'c', query: 'lantern' }).sort()).toEqual(['a0', 'a1'])
  })
})

test('a conversation whose end is damaged opens with its newest message', async () => {
  await place.fill()
  place.sql(`UPDATE conversations SET leaf_id = 'a1x' WHERE id = 'c'`)
  const opened = place.open().openConversation({ id: 'c', limit: 9 })
  expect(opened?.conversation.leafId).toBe('a1')
  expect(opened?.messages).toHaveLength(4)
})

describe('A conversation whose choices are damaged', () => {
  test.each([...Object.entries(badJson), ['a cut object', `'{"a'`], ['a list', `'[]'`]])(
    'ATK-04: %s: all conversations are listed, it as without choices, and it is told once',
    async (name, value) => {
      await place.fill()
      place.sql(`UPDATE conversations SET choices = ${value} WHERE id = 'c'`)
      const library = place.open()
      expect(list(library).map(({ id, choices }) => [id, choices])).toEqual([
        ['c', {}],
        ['other', {}],
      ])
      expect(library.search({ query: 'kite', limit: 5, filters: { assistantId: 'x' } }).hits).toEqual([])
      library.close()
      const isSound = name === 'an object'
      expect(place.found).toEqual(
        isSound ? [] : [{ rows: { messages: 0, conversations: 1, mended: 0, mendedFrom: 0 } }],
      )
      // The next start looks at the whole file.
      expect(existsSync(place.file('library.suspect'))).toBe(!isSound)
      const next = place.create()
      expect(next.open().setAside).toBeNull()
      expect(list(next)).toHaveLength(2)
      expect(place.found).toEqual([])
    },
  )

  test('ATK-04: they come back from a backup; single ones of the wrong kind are left out', async () => {
    await place.fill({ withBackup: true })
    place.sql(
      `UPDATE conversations SET choices = '{"a' WHERE id = 'c'`,
      `UPDATE conversations SET choices = '{"model":7,"voice":"slt"}' WHERE id = 'other'`,
    )
    const library = place.open()
    expect(list(library).map(({ choices }) => choices)).toEqual([{ model: 'm' }, {}])
    expect(place.found).toMatchObject([{ rows: { conversations: 2, mended: 2 } }])
  })

  test.each([`''`, `x'01'`, `'soon'`])(
    'times that are none (%s) keep nothing from being listed, page by page, and are told once',
    async (value) => {
      await place.fill()
      place.sql(
        `UPDATE conversations SET updated_at = ${value}`,
        `UPDATE conversations SET pinned_at = ${value} WHERE id = 'c'`,
      )
      const library = place.open()
      const first = library.listConversations({ limit: 1, after: null })
      const second = library.listConversations({ limit: 1, after: first.next })
      expect([...first.conversations, ...second.conversations].map(({ id }) => id).sort()).toEqual([
        'c',
        'other',
      ])
      const pinned = library.listConversations({ limit: 5, place: { type: 'pinned' }, after: null })
      expect(pinned.conversations).toHaveLength(1)
      expect(place.found).toMatchObject([{ rows: { conversations: 2 } }])
    },
  )

  test('a time that no calendar knows keeps nothing from being listed, page by page', async () => {
    await place.fill()
    place.sql(`UPDATE conversations SET updated_at = 9e17 WHERE id = 'other'`)
    const library = place.open()
    const { conversations, next } = library.listConversations({ limit: 1, after: null })
    expect(conversations).toMatchObject([{ id: 'other', updatedAt: 0 }])
    expect(library.listConversations({ limit: 1, after: next }).conversations).toMatchObject([{ id: 'c' }])
  })
})

test('ATK-08: a damaged note of an import keeps nothing from opening', async () => {
  await place.fill()
  place.sql(`INSERT INTO notes (name, value) VALUES ('import.unfinished', '{bad')`)
  const library = place.open()
  expect(list(library)).toHaveLength(2)
})
