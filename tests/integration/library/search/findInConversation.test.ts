import { describe, expect, test } from 'vitest'
import type { LocalLibrary } from '../../../../src/library/library'
import { findInConversation } from '../../../../src/main/conversations/findInConversation'
import { conversation, growText, libraryPlace, question, streamingAnswer, textParts } from '../helpers'

const place = libraryPlace()

/** The matches as main asks for them. */
const found = (library: LocalLibrary, query: string, conversationId = 'c') =>
  findInConversation(
    {
      findCandidates: async (input) => library.findCandidates(input),
      countInMessages: async (input) => library.countInMessages(input),
    },
    { conversationId, query },
  )

describe('LogFindBar in a conversation', () => {
  const filled = () => {
    const library = place.open()
    library.addMessages({
      conversation: conversation('c', { leafId: 'a' }),
      messages: [
        question('q', 'Kites and more kites, kiting; skite'),
        question('other branch', 'kite', { parentId: 'q' }),
        question('middle', '北京大学 in 北京', { parentId: 'q', role: 'assistant' }),
        question('a', '', {
          parentId: 'middle',
          role: 'assistant',
          parts: [
            { type: 'reasoning', text: 'a kite?' },
            { type: 'picture', prompt: 'a red kite', pictureId: null, width: 0, height: 0 },
            ...textParts('A Kíte. Red.'),
          ],
        }),
      ],
    })
    library.addMessages({
      conversation: conversation('d', { leafId: 'elsewhere' }),
      messages: [question('elsewhere', 'kite', { conversationId: 'd' })],
    })
    return library
  }

  test('counts words by their beginnings in text, reasoning and prompts of the shown branch, in reading order', async () => {
    const library = filled()
    const find = (query: string) => found(library, query)
    expect(await find('kite')).toEqual([
      { messageId: 'q', count: 2 },
      { messageId: 'a', count: 3 },
    ])
    expect(await find('kit')).toEqual([
      { messageId: 'q', count: 3 },
      { messageId: 'a', count: 3 },
    ])
    expect(await find('red KITE')).toEqual([{ messageId: 'a', count: 5 }])
    expect(await find('京')).toEqual([{ messageId: 'middle', count: 2 }])
    expect(await find('北京大')).toEqual([{ messageId: 'middle', count: 1 }])
  })

  test('finds nothing for nothing, and never fails', async () => {
    const library = filled()
    for (const query of ['', ' ', '"', '***', 'NEAR(', '\0', 'x'.repeat(10_000)])
      expect(await found(library, query)).toEqual([])
    expect(await found(library, 'kite', 'nowhere')).toEqual([])
  })

  test('also finds what is still being written', async () => {
    const library = filled()
    library.addMessages({
      conversation: conversation('c', { leafId: 's' }),
      messages: [streamingAnswer('s', { parentId: 'a' })],
    })
    growText(library, 's', 0, 'zeppe')
    growText(library, 's', 1, 'lins')
    expect(await found(library, 'zeppelin')).toEqual([{ messageId: 's', count: 1 }])
  })

  test('looks through a long conversation in pieces, each bounded by how many messages and how much text there is', async () => {
    const library = place.open()
    const ids = Array.from({ length: 260 }, (_, index) => `m${index}`)
    const long = `${'word '.repeat(50_000)} kite`
    library.addMessages({
      conversation: conversation('c', { leafId: 'm259' }),
      messages: ids.map((id, index) =>
        question(id, index === 7 ? long : index % 2 === 0 ? 'a kite' : 'a skite', {
          parentId: index === 0 ? null : `m${index - 1}`,
        }),
      ),
    })
    const asked: number[] = []
    const counts = await findInConversation(
      {
        findCandidates: async (input) => library.findCandidates(input),
        countInMessages: async (input) => {
          const piece = library.countInMessages(input)
          asked.push(piece.looked)
          return piece
        },
      },
      { conversationId: 'c', query: 'kite' },
    )
    const expected = ids.filter((_, index) => index % 2 === 0 || index === 7)
    expect(counts).toEqual(expected.map((messageId) => ({ messageId, count: 1 })))
    // m0, m2, m4, m6 and the long one; then by number.
    expect(asked).toEqual([5, 100, 26])
  })

  test('follows the branch that is shown, over a restart', async () => {
    filled().close()
    const library = place.open()
    library.saveConversation({ conversation: conversation('c', { leafId: 'other branch' }) })
    expect(await found(library, 'kite')).toEqual([
      { messageId: 'q', count: 2 },
      { messageId: 'other branch', count: 1 },
    ])
  })
})
