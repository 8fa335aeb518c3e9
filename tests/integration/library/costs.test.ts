import { join } from 'node:path'
import type { Charge } from '@shared/model/cost'
import type { Message } from '@shared/model/message'
import { describe, expect, test } from 'vitest'
import { Database } from '../../../src/library/Database'
import type { LocalLibrary } from '../../../src/library/library'
import { begin } from '../../../src/library/migrations/0001-begin'
import { conversation, libraryPlace, maintainAll, streamingAnswer, textParts } from './helpers'

const place = libraryPlace()

const usage = { inputTokens: 100, cachedInputTokens: 40, outputTokens: 20, reasoningTokens: 5 }
const ended = (id: string, finishedAt: number, more: Partial<Message> = {}): Message => ({
  ...streamingAnswer(id),
  state: 'complete',
  parts: textParts('done'),
  finishedAt,
  usage,
  ...more,
})
const answer = (library: LocalLibrary, message: Message): void => {
  library.addMessages({
    conversation: conversation(message.conversationId),
    messages: [{ ...message, state: 'streaming' }],
  })
  library.finishMessage({ message })
}
const speech = (at: number, costUsd: number | null): Charge => ({
  kind: 'speech',
  at,
  conversationId: 'c',
  model: 'voice',
  costUsd,
})
const none = {
  costUsd: 0,
  unknownCount: 0,
  usage: { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0 },
  answers: 0,
  pictures: 0,
  speechUsd: 0,
}

describe('What was spent', () => {
  test('sums up over a conversation: answers, pictures, speech, and how many have no known price', () => {
    const library = place.open()
    const picture = { type: 'picture', prompt: 'kite', pictureId: 'p', width: 1, height: 1 } as const
    answer(library, ended('a', 10, { costUsd: 0.25, parts: [picture, { ...picture, pictureId: null }] }))
    answer(library, ended('b', 20, { costUsd: null }))
    answer(library, ended('free', 30))
    answer(library, ended('nothing came', 40, { state: 'failed', usage: undefined }))
    answer(library, ended('elsewhere', 40, { conversationId: 'd', costUsd: 8 }))
    library.addCharge({ charge: speech(50, 0.5) })
    library.addCharge({ charge: speech(51, null) })
    expect(library.sumConversation({ conversationId: 'c' })).toEqual({
      costUsd: 0.75,
      unknownCount: 2,
      usage: { inputTokens: 300, cachedInputTokens: 120, outputTokens: 60, reasoningTokens: 15 },
      answers: 3,
      pictures: 1,
      speechUsd: 0.5,
    })
    expect(library.sumConversation({ conversationId: 'none' })).toEqual(none)
  })

  test('counts once, however often it is written, and as it was written last', () => {
    const library = place.open()
    answer(library, ended('a', 10, { costUsd: 1 }))
    library.finishMessage({ message: ended('a', 20, { costUsd: 3 }) })
    for (let time = 0; time < 3; time += 1) library.addCharge({ charge: speech(30, 0.5) })
    expect(library.sumConversation({ conversationId: 'c' })).toMatchObject({ costUsd: 3.5, answers: 1 })
  })

  test('counts for its period, from the first moment until before the last', () => {
    const library = place.open()
    for (const at of [99, 100, 199, 200]) answer(library, ended(`a${at}`, at, { costUsd: at }))
    expect(library.sumPeriod({ from: 100, until: 200 })).toMatchObject({ costUsd: 299, answers: 2 })
    expect(library.sumPeriod({ from: 300, until: 400 })).toEqual(none)
  })

  test('stays spent when the answer or its conversation is removed, also after a restart', () => {
    const library = place.open()
    answer(library, ended('a', 10, { costUsd: 1 }))
    answer(library, ended('b', 20, { costUsd: 2 }))
    library.removeMessage({ id: 'a' })
    expect(library.sumConversation({ conversationId: 'c' }).costUsd).toBe(3)
    library.deleteConversation({ id: 'c' })
    maintainAll(library)
    library.close()
    const again = place.open()
    expect(again.sumPeriod({ from: 0, until: 100 }).costUsd).toBe(3)
    expect(again.sumConversation({ conversationId: 'c' })).toEqual(none)
  })

  test('is not spent again by a copy in a branch', () => {
    const library = place.open()
    answer(library, ended('a', 10, { costUsd: 1 }))
    library.addMessages({
      conversation: conversation('branch'),
      messages: [ended('copy', 10, { conversationId: 'branch', costUsd: 1 })],
    })
    expect(library.sumPeriod({ from: 0, until: 100 }).costUsd).toBe(1)
  })

  test('is summed without reading the whole history', () => {
    place.open().close()
    const database = Database.openReadOnly(join(place.folder, 'library.db'))
    const planOf = (condition: string) =>
      database
        .all(`EXPLAIN QUERY PLAN SELECT total(cost_usd) FROM costs WHERE ${condition}`)
        .map(({ detail }) => detail)
    expect(planOf('at >= 1 AND at < 2')).toEqual([
      expect.stringContaining('SEARCH costs USING INDEX costs_by_time'),
    ])
    expect(planOf("conversation_id = 'c'")).toEqual([
      expect.stringContaining('SEARCH costs USING INDEX costs_by_conversation'),
    ])
    database.close()
  })

  test('is taken over from a library of version 1', () => {
    const old = Database.open(join(place.folder, 'library.db'))
    old.transaction(() => {
      begin.up(old)
      old.execute(`PRAGMA user_version = 1;
        INSERT INTO conversations (pk, id, title, created_at, updated_at, choices) VALUES (1, 'c', 'Old', 1, 1, '{}');
        INSERT INTO messages (pk, id, conversation, role, state, created_at, finished_at, usage, cost_usd) VALUES
          (1, 'q', 1, 'user', 'complete', 1, 1, NULL, NULL),
          (2, 'a', 1, 'assistant', 'complete', 2, 50, '${JSON.stringify(usage)}', 0.5),
          (3, 'b', 1, 'assistant', 'stopped', 60, NULL, NULL, 'unknown'),
          (4, 'f', 1, 'assistant', 'failed', 70, NULL, NULL, NULL);
        INSERT INTO bodies SELECT pk, '[]' FROM messages;
        INSERT INTO picture_uses VALUES (2, 'p'), (2, 'q');`)
    })
    old.close()
    const library = place.open()
    expect(library.sumPeriod({ from: 50, until: 61 })).toEqual({
      ...none,
      costUsd: 0.5,
      unknownCount: 1,
      usage,
      answers: 2,
      pictures: 2,
    })
    expect(library.sumConversation({ conversationId: 'c' }).answers).toBe(2)
  })
})

test('what the cache saved is summed over a conversation, and absent where nothing is known of it', () => {
  const library = place.open()
  answer(library, ended('a1', 1, { usage: { ...usage, cacheWriteTokens: 10, cacheSavedUsd: -0.25 } }))
  answer(library, ended('a2', 2, { usage: { ...usage, cacheSavedUsd: 1 } }))
  answer(library, ended('a3', 3))
  expect(library.sumConversation({ conversationId: 'c' }).savedUsd).toBeCloseTo(0.75, 8)
  expect(library.sumConversation({ conversationId: 'none' })).not.toHaveProperty('savedUsd')
})
