import { beforeEach, describe, expect, it } from 'vitest'
import { promptOf, useComposer } from '../../../../../src/renderer/features/chat/composerStore'

beforeEach(() => useComposer.setState({ drafts: new Map() }))

describe('A draft', () => {
  it('is kept for each conversation, and for the one that has not begun', () => {
    const { keepDraft } = useComposer.getState()
    keepDraft(null, { text: 'new', pasted: [] })
    keepDraft('c1', { text: 'one', pasted: ['long'] })
    expect(useComposer.getState().drafts.get('')?.text).toBe('new')
    expect(useComposer.getState().drafts.get('c1')).toEqual({ text: 'one', pasted: ['long'] })
  })

  it('is forgotten when it is empty', () => {
    const { keepDraft } = useComposer.getState()
    keepDraft('c1', { text: 'one', pasted: [] })
    keepDraft('c1', { text: ' ', pasted: [] })
    expect(useComposer.getState().drafts.size).toBe(0)
  })

  it('is asked with its words first and what was pasted after', () => {
    expect(promptOf({ text: 'Shorten this:', pasted: ['A', 'B'] })).toBe('Shorten this:\n\nA\n\nB')
    expect(promptOf({ text: '  ', pasted: ['A'] })).toBe('A')
    expect(promptOf({ text: '  ', pasted: [] })).toBe('')
  })
})
