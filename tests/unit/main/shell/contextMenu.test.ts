import { describe, expect, it, vi } from 'vitest'

vi.mock('electron', () => ({ BrowserWindow: {}, Menu: {}, clipboard: {} }))
const { contextMenuItems } = await import('../../../../src/main/shell/contextMenu')
type Click = Parameters<typeof contextMenuItems>[0]

const nothing: Click = {
  isEditable: false,
  selectionText: '',
  linkURL: '',
  misspelledWord: '',
  dictionarySuggestions: [],
  editFlags: {
    canUndo: true,
    canRedo: false,
    canCut: false,
    canCopy: false,
    canPaste: true,
    canDelete: false,
    canSelectAll: true,
    canEditRichly: false,
  },
}
const acts = { correct: vi.fn(), copy: vi.fn() }
const shown = (click: Partial<Click>) =>
  contextMenuItems({ ...nothing, ...click }, acts).map(
    ({ label, role, type, enabled }) => `${label ?? role ?? type}${enabled === false ? ' (off)' : ''}`,
  )

describe('The menu of a right click', () => {
  it('is not there where nothing can be done', () => {
    expect(shown({})).toEqual([])
    expect(shown({ selectionText: ' \n' })).toEqual([])
    expect(shown({ linkURL: 'app://parley/#x' })).toEqual([])
  })

  it('copies what is selected, and where a link leads to', () => {
    expect(shown({ selectionText: 'words' })).toEqual(['copy'])
    expect(shown({ linkURL: 'https://example.com/a', selectionText: 'a' })).toEqual([
      'Copy link',
      'separator',
      'copy',
    ])
    const [copy] = contextMenuItems({ ...nothing, linkURL: 'https://example.com/a' }, acts)
    copy?.click?.(undefined as never, undefined, undefined as never)
    expect(acts.copy).toHaveBeenCalledWith('https://example.com/a')
  })

  it('edits a field, and corrects a word', () => {
    const editing = ['undo', 'redo (off)', 'separator', 'cut (off)', 'copy (off)', 'paste', 'selectAll']
    expect(shown({ isEditable: true })).toEqual(editing)
    const typo = { isEditable: true, misspelledWord: 'teh' }
    expect(shown(typo)).toEqual(['No suggestions (off)', 'separator', ...editing])
    const corrected = { ...typo, dictionarySuggestions: ['the', 'ten'] }
    expect(shown(corrected)).toEqual(['the', 'ten', 'separator', ...editing])
    const [first] = contextMenuItems({ ...nothing, ...corrected }, acts)
    first?.click?.(undefined as never, undefined, undefined as never)
    expect(acts.correct).toHaveBeenCalledWith('the')
  })
})
