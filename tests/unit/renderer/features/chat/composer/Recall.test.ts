import { describe, expect, it } from 'vitest'
import { promptsOf, Recall } from '../../../../../../src/renderer/features/chat/composer/Recall'

describe('Recall', () => {
  it('goes up through what was asked here and stops at the first', () => {
    const recall = new Recall()
    expect(recall.older('', ['one', 'two'])).toBe('two')
    expect(recall.older('two', ['one', 'two'])).toBe('one')
    expect(recall.older('one', ['one', 'two'])).toBe('one')
    expect(recall.newer('one')).toBe('two')
    expect(recall.newer('two')).toBe('')
  })

  it('leaves text that the user wrote or changed alone', () => {
    const recall = new Recall()
    expect(recall.older('mine', ['one'])).toBeNull()
    expect(recall.older('', ['one'])).toBe('one')
    expect(recall.older('one, changed', ['one'])).toBeNull()
    expect(recall.newer('one, changed')).toBeNull()
  })

  it('knows in a new conversation what was asked in others, and each only once', () => {
    const recall = new Recall()
    recall.note('elsewhere')
    recall.note('elsewhere')
    recall.note('here')
    expect(recall.older('', ['here'])).toBe('here')
    expect(recall.older('here', ['here'])).toBe('elsewhere')
    expect(recall.older('elsewhere', ['here'])).toBe('elsewhere')
  })

  it('has nothing to say where nothing was asked', () => {
    expect(new Recall().older('', [])).toBeNull()
  })

  it('takes the questions of the shown branch, not the answers', () => {
    const text = (text: string) => [{ type: 'text' as const, text }]
    const messages = new Map([
      ['q', { role: 'user' as const, parts: text('question') }],
      ['a', { role: 'assistant' as const, parts: text('answer') }],
      ['other', { role: 'user' as const, parts: text('on another branch') }],
    ])
    expect(promptsOf(['q', 'a', 'not loaded'], messages)).toEqual(['question'])
  })
})
