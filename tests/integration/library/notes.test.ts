import { describe, expect, test } from 'vitest'
import { conversation, libraryPlace } from './helpers'

const place = libraryPlace()

describe('A note', () => {
  test('is kept over a restart, replaced, and forgotten', () => {
    const first = place.open()
    first.saveConversation({ conversation: conversation('c') })
    expect(first.getNote({ name: 'draft:c' })).toBeNull()
    first.setNote({ name: 'draft:c', value: '"half"' })
    first.setNote({ name: 'draft:c', value: '"half a question \\ud83c\\u0000"' })
    first.setNote({ name: 'gone', value: '1' })
    first.setNote({ name: 'gone', value: null })
    first.close()
    const second = place.open()
    expect(second.getNote({ name: 'draft:c' })).toBe('"half a question \\ud83c\\u0000"')
    expect(second.getNote({ name: 'gone' })).toBeNull()
  })

  test('of a conversation that is not there is not kept; one of a conversation to come is', () => {
    const library = place.open()
    for (const name of ['draft:c', 'queue:c']) {
      expect(() => library.setNote({ name, value: '"words"' })).toThrow(
        expect.objectContaining({ code: 'conversation/not-found' }),
      )
      expect(library.getNote({ name })).toBeNull()
      library.setNote({ name, value: null })
    }
    library.setNote({ name: 'draft', value: '"words"' })
    expect(library.getNote({ name: 'draft' })).toBe('"words"')
  })

  test('holds any text', () => {
    const library = place.open()
    for (const value of ['', 'a\0b', '\ud800', '🎉'.repeat(100_000)]) {
      library.setNote({ name: 'n', value })
      expect(library.getNote({ name: 'n' })).toBe(value)
    }
  })
})

describe('Who named a conversation', () => {
  test('is remembered, and there is none where nothing was said', () => {
    const library = place.open()
    for (const titleSource of ['person', 'model', undefined] as const) {
      const saved = conversation('c', titleSource ? { titleSource } : {})
      library.saveConversation({ conversation: saved })
      expect(library.getConversation({ id: 'c' })).toStrictEqual(saved)
    }
  })
})
