import { expect, test } from 'vitest'
import { Hotkey } from '../../../../src/main/desktop/Hotkey'
import { applyHotkeys, hotkeysIn } from '../../../../src/main/desktop/hotkeyChoices'

test('one key does one thing, whatever a settings file says', () => {
  const same = { quickAccelerator: 'F9', lookAccelerator: 'F9', dictationAccelerator: 'F9' }
  expect(hotkeysIn(same)).toEqual({ quick: 'F9', capture: null, dictation: null })
  const off = { quickAccelerator: null, lookAccelerator: null, dictationAccelerator: 'F9' }
  expect(hotkeysIn(off)).toEqual({ quick: null, capture: null, dictation: 'F9' })
})

test('a key that moves from one hotkey to another is released before it is asked for again', () => {
  const held = new Set<string>()
  const grabs = {
    grab: (key: string) => {
      if (held.has(key)) return 'refused' as const
      held.add(key)
      return 'grabbed' as const
    },
    release: (key: string) => void held.delete(key),
  }
  const hotkey = () => new Hotkey(grabs, 'x11', () => {})
  const hotkeys = { quick: hotkey(), capture: hotkey(), dictation: hotkey() }
  applyHotkeys(hotkeys, { quick: 'F9', capture: null, dictation: 'F10' })
  applyHotkeys(hotkeys, { quick: 'F10', capture: null, dictation: 'F9' })
  expect([hotkeys.quick.status.state, hotkeys.dictation.status.state]).toEqual(['untried', 'untried'])
  expect([...held].sort()).toEqual(['F10', 'F9'])
})
