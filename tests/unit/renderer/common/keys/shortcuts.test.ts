import { describe, expect, it } from 'vitest'
import {
  acceleratorOf,
  normalized,
  objectionTo,
  type Press,
  shownAccelerator,
} from '../../../../../src/renderer/common/keys/accelerators'
import {
  acceleratorFor,
  commandFor,
  commandIds,
  commands,
  isOnlyTheMenus,
  withShortcut,
} from '../../../../../src/renderer/common/keys/shortcuts'

const press = (held: string, key: string, code = '', hasAltGraph = false): Press => ({
  key,
  code,
  ctrlKey: held.includes('c'),
  metaKey: held.includes('m'),
  altKey: held.includes('a'),
  shiftKey: held.includes('s'),
  getModifierState: (name) => name === 'AltGraph' && hasAltGraph,
})

describe('a key press', () => {
  it.each([
    ['a letter by what is printed on it', press('c', 'k', 'KeyV'), 'CmdOrCtrl+K'],
    ['with Shift', press('cs', 'F', 'KeyF'), 'CmdOrCtrl+Shift+F'],
    ['a Cyrillic layout by the place of the key', press('c', 'л', 'KeyK'), 'CmdOrCtrl+K'],
    ['a slash that needs Shift on a German layout', press('cs', '/', 'Digit7'), 'CmdOrCtrl+/'],
    ['an arrow', press('a', 'ArrowUp', 'ArrowUp'), 'Alt+Up'],
    ['plus', press('c', '+', 'Equal'), 'CmdOrCtrl+Plus'],
    ['a function key', press('', 'F5', 'F5'), 'F5'],
    ['a modifier alone', press('c', 'Control', 'ControlLeft'), null],
    ['AltGr, which writes characters', press('ca', '@', 'KeyQ', true), null],
    ['a composition', { ...press('c', 'k', 'KeyK'), isComposing: true }, null],
  ])('%s', (_name, pressed, expected) => {
    expect(acceleratorOf(pressed, false)).toBe(expected)
  })

  it('on a Mac, Command is the command key and Option leaves the letter what it is', () => {
    expect(acceleratorOf(press('m', 'k', 'KeyK'), true)).toBe('CmdOrCtrl+K')
    expect(acceleratorOf(press('c', 'k', 'KeyK'), true)).toBe('Ctrl+K')
    expect(acceleratorOf(press('ma', 'ø', 'KeyO'), true)).toBe('CmdOrCtrl+Alt+O')
    expect(shownAccelerator('CmdOrCtrl+Shift+F', true)).toBe('⌘⇧F')
  })
})

it('no two commands share a shortcut to begin with, and none takes one that editing needs', () => {
  const all = commandIds.map((id) => commands[id].accelerator).filter((each) => each !== null)
  expect(new Set(all).size).toBe(all.length)
  for (const accelerator of all) {
    expect(normalized(accelerator)).toBe(accelerator)
    expect(objectionTo(accelerator)).toBeNull()
  }
})

it('a changed shortcut takes the place of the first one; null switches it off; the first one again is no change', () => {
  const changes = withShortcut({}, 'gallery', 'CmdOrCtrl+J')
  expect(changes).toEqual({ gallery: 'CmdOrCtrl+J' })
  expect(commandFor('CmdOrCtrl+J', changes)).toBe('gallery')
  expect(commandFor('CmdOrCtrl+Shift+G', changes)).toBeNull()
  expect(acceleratorFor('gallery', { gallery: null })).toBeNull()
  expect(acceleratorFor('gallery', { gallery: 'Shift+CmdOrCtrl+j' })).toBe('CmdOrCtrl+Shift+J')
  expect(withShortcut(changes, 'gallery', commands.gallery.accelerator)).toEqual({})
})

it('the menu does not act on a key that was taken from its command', () => {
  expect(isOnlyTheMenus('CmdOrCtrl+N', {})).toBe(false)
  expect(isOnlyTheMenus('CmdOrCtrl+N', { 'new-conversation': null })).toBe(true)
  expect(isOnlyTheMenus('CmdOrCtrl+N', { 'new-conversation': null, find: 'CmdOrCtrl+N' })).toBe(false)
})

it.each([
  ['CmdOrCtrl+C', 'editing'],
  ['K', 'modifier'],
  ['Shift+K', 'modifier'],
  ['Enter', 'modifier'],
  ['F5', null],
  ['Alt+K', null],
])('%s as a shortcut: %s', (accelerator, objection) => {
  expect(objectionTo(accelerator)).toBe(objection)
})
