import { describe, expect, test } from 'vitest'
import { conversation, growText, libraryPlace, question, streamingAnswer, textParts } from './helpers'

const place = libraryPlace()

describe('Finding in a conversation', () => {
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

  test('counts words by their beginnings in text, reasoning and prompts of the shown branch, in reading order', () => {
    const library = filled()
    const find = (query: string) => library.findInConversation({ conversationId: 'c', query })
    expect(find('kite')).toEqual([
      { messageId: 'q', count: 2 },
      { messageId: 'a', count: 3 },
    ])
    expect(find('kit')).toEqual([
      { messageId: 'q', count: 3 },
      { messageId: 'a', count: 3 },
    ])
    expect(find('red KITE')).toEqual([{ messageId: 'a', count: 5 }])
    expect(find('京')).toEqual([{ messageId: 'middle', count: 2 }])
    expect(find('北京大')).toEqual([{ messageId: 'middle', count: 1 }])
  })

  test('finds nothing for nothing, and never fails', () => {
    const library = filled()
    for (const query of ['', ' ', '"', '***', 'NEAR(', '\0', 'x'.repeat(10_000)])
      expect(library.findInConversation({ conversationId: 'c', query })).toEqual([])
    expect(library.findInConversation({ conversationId: 'nowhere', query: 'kite' })).toEqual([])
  })

  test('also finds what is still being written', () => {
    const library = filled()
    library.addMessages({
      conversation: conversation('c', { leafId: 's' }),
      messages: [streamingAnswer('s', { parentId: 'a' })],
    })
    growText(library, 's', 0, 'zeppe')
    growText(library, 's', 1, 'lins')
    expect(library.findInConversation({ conversationId: 'c', query: 'zeppelin' })).toEqual([
      { messageId: 's', count: 1 },
    ])
  })

  test('follows the branch that is shown, over a restart', () => {
    filled().close()
    const library = place.open()
    library.saveConversation({ conversation: conversation('c', { leafId: 'other branch' }) })
    expect(library.findInConversation({ conversationId: 'c', query: 'kite' })).toEqual([
      { messageId: 'q', count: 2 },
      { messageId: 'other branch', count: 1 },
    ])
  })
})
