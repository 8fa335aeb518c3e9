import type { RemovedMessage } from '@shared/ipc/library/messages'
import type { Part } from '@shared/model/message'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LibraryOptions, LocalLibrary } from '../../../src/library/library'
import {
  applyAllRetention,
  conversation,
  isOnDisk,
  libraryPlace,
  maintainAll,
  newPicture,
  outlineOf,
  png,
  question,
  textParts,
} from './helpers'

const place = libraryPlace()

/** Everything of the conversation that the user can see. */
const everything = (library: LocalLibrary) => {
  const opened = library.openConversation({ id: 'c', limit: 100 })
  const ids = outlineOf(opened).map(({ id }) => id)
  return {
    opened,
    bodies: library.loadMessages({ ids }),
    found: library.search({ query: 'word', limit: 100 }).hits,
    cost: library.sumConversation({ conversationId: 'c' }),
  }
}

const answer = (id: string, parentId: string | null, more: Partial<Parameters<typeof question>[2]> = {}) =>
  question(id, `word of ${id}`, { parentId, role: 'assistant', engineId: 'e', model: 'm', ...more })

/** Two branches below the first answer, and a sibling of it. */
const filled = (options: Partial<LibraryOptions> = {}): LocalLibrary => {
  const library = place.open(options)
  library.addMessages({
    conversation: conversation('c', { leafId: 'a3' }),
    messages: [
      question('q1', 'word of q1'),
      answer('a1', 'q1', {
        costUsd: 0.5,
        usage: { inputTokens: 1, cachedInputTokens: 0, outputTokens: 2, reasoningTokens: 0 },
      }),
      answer('a2', 'q1', { costUsd: null, state: 'stopped' }),
      question('q2', 'word of q2', { parentId: 'a1' }),
      question('q3', 'word of q3', { parentId: 'a1' }),
      answer('a3', 'q3', { finishedAt: 9 }),
    ],
  })
  return library
}

const remove = (library: LocalLibrary, id: string): RemovedMessage => {
  const removed = library.removeMessage({ id })
  if (!removed) throw new Error(`${id} was not there`)
  return removed
}

describe('A removed message', () => {
  test.each(['q1', 'a1', 'a2', 'q2', 'q3', 'a3'])('(%s) comes back exactly as it was', (id) => {
    const library = filled()
    const before = everything(library)
    const removed = remove(library, id)
    expect(everything(library)).not.toEqual(before)
    expect(library.search({ query: `word of ${id}`, limit: 100 }).hits).toEqual([])
    library.restoreMessage({ removed })
    expect(everything(library)).toEqual(before)
  })

  test('tells what hung from it and whether it was the end of what is shown', () => {
    const library = filled()
    expect(remove(library, 'a1')).toMatchObject({ childIds: ['q2', 'q3'], wasLeaf: false })
    expect(remove(library, 'a3')).toMatchObject({ childIds: [], wasLeaf: true })
    expect(library.removeMessage({ id: 'never there' })).toBeNull()
  })

  test('several come back exactly, in whatever order', () => {
    const library = filled()
    const before = everything(library)
    const some = fc.shuffledSubarray(['q1', 'a1', 'a2', 'q2', 'q3', 'a3'], { minLength: 2 })
    fc.assert(
      fc.property(some, fc.infiniteStream(fc.nat()), (ids, picks) => {
        const removed = ids.map((id) => remove(library, id))
        while (removed.length > 0) {
          const [next] = removed.splice((picks.next().value ?? 0) % removed.length, 1)
          if (next) library.restoreMessage({ removed: next })
        }
        expect(everything(library)).toEqual(before)
      }),
      // One library for all runs: a smaller example after a failure would begin in its ruins.
      { numRuns: 100, endOnFailure: true },
    )
  })

  test('removal and return may both be asked for twice', () => {
    const library = filled()
    const before = everything(library)
    const removed = remove(library, 'a1')
    expect(library.removeMessage({ id: 'a1' })).toEqual(removed)
    library.restoreMessage({ removed })
    library.restoreMessage({ removed })
    expect(everything(library)).toEqual(before)
  })

  test('does not take the user back from where they went meanwhile', () => {
    const library = filled()
    const removed = remove(library, 'a3')
    library.addMessages({
      conversation: conversation('c', { leafId: 'q4' }),
      messages: [question('q4', 'more', { parentId: 'q3' })],
    })
    library.restoreMessage({ removed })
    expect(library.getConversation({ id: 'c' })?.leafId).toBe('q4')
    expect(library.loadPath({ conversationId: 'c', leafId: 'a3' }).map(({ id }) => id)).toEqual([
      'q1',
      'a1',
      'q3',
      'a3',
    ])
  })

  test('of a conversation that is gone stays gone', () => {
    const library = filled()
    const removed = remove(library, 'a3')
    library.deleteConversation({ id: 'c' })
    expect(() => library.restoreMessage({ removed })).toThrow(
      expect.objectContaining({ code: 'conversation/not-found' }),
    )
  })

  test('comes back in the next process, and leaves no word behind when the app has ended', () => {
    const first = filled()
    const before = everything(first)
    const removed = remove(first, 'a2')
    first.close()
    const second = place.create()
    second.open({ isResumed: true })
    expect(second.removeMessage({ id: 'a2' })).toEqual(removed)
    second.restoreMessage({ removed })
    expect(everything(second)).toEqual(before)
    remove(second, 'a2')
    second.close()
    place.open().close()
    expect(isOnDisk(place.folder, 'word of a2')).toBe(false)
  })

  test('keeps its picture from being freed elsewhere, until an hour after its own conversation went', () => {
    let now = Date.now() + 60_000
    const library = filled({ now: () => now })
    const picture = library.addPicture(newPicture(png(8, 8), 'a kite', 'd'))
    const anHourLater = () => {
      maintainAll(library)
      applyAllRetention(library)
      now += 60 * 60_000
      applyAllRetention(library)
    }
    const shown: Part[] = [
      { type: 'picture', prompt: 'a kite', pictureId: picture.id, width: 8, height: 8 },
      ...textParts('look'),
    ]
    library.addMessages({
      conversation: conversation('c', { leafId: 'p' }),
      messages: [question('p', '', { parentId: 'a3', parts: shown })],
    })
    library.addMessages({
      conversation: conversation('d', { leafId: 'other' }),
      messages: [question('other', '', { conversationId: 'd', parts: shown })],
    })
    remove(library, 'p')
    library.deleteConversation({ id: 'd' })
    anHourLater()
    expect(library.getPicture({ id: picture.id })).not.toBeNull()
    library.deleteConversation({ id: 'c' })
    anHourLater()
    expect(library.getPicture({ id: picture.id })).toBeNull()
  })
})
