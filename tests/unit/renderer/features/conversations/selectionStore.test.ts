import { beforeEach, describe, expect, it } from 'vitest'
import { useSelection } from '../../../../../src/renderer/features/conversations/selectionStore'
import { wordsOfChange } from '../../../../../src/renderer/features/conversations/verbs'

const shown = ['a', 'b', 'c', 'd', 'e']
const chosen = () => [...useSelection.getState().ids].sort()

beforeEach(() => useSelection.setState({ ids: new Set(), anchor: null }))

describe('Choosing several', () => {
  it('adds and takes out one by one', () => {
    const { toggle } = useSelection.getState()
    toggle('a')
    toggle('c')
    expect(chosen()).toEqual(['a', 'c'])
    toggle('a')
    expect(chosen()).toEqual(['c'])
  })

  it('takes a stretch from where the last one was chosen, up or down, as often as it changes', () => {
    const { toggle, extend } = useSelection.getState()
    toggle('c')
    extend('e', shown)
    expect(chosen()).toEqual(['c', 'd', 'e'])
    extend('b', shown)
    expect(chosen()).toEqual(['b', 'c'])
  })

  it('begins anew where the beginning is not shown any more', () => {
    const { setAnchor, extend } = useSelection.getState()
    setAnchor('gone')
    extend('b', shown)
    expect(chosen()).toEqual(['b'])
    extend('d', shown)
    expect(chosen()).toEqual(['b', 'c', 'd'])
  })

  it('forgets what is gone', () => {
    useSelection.getState().choose(shown)
    useSelection.getState().forget(['b', 'x'])
    expect(chosen()).toEqual(['a', 'c', 'd', 'e'])
  })
})

describe('What was done', () => {
  it('is said in words', () => {
    expect(wordsOfChange({ type: 'trash' }, 1)).toBe('Conversation moved to the trash')
    expect(wordsOfChange({ type: 'archive' }, 1_200)).toBe('1,200 conversations archived')
    expect(wordsOfChange({ type: 'move', folderId: null }, 2)).toBe('2 conversations taken out of the folder')
  })
})
