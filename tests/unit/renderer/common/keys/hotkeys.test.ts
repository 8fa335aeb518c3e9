import { describe, expect, it } from 'vitest'
import type { Press } from '../../../../../src/renderer/common/keys/accelerators'
import { hotkeyOf } from '../../../../../src/renderer/common/keys/hotkeys'

const press = (held: string, key: string, code: string): Press => ({
  key,
  code,
  ctrlKey: held.includes('c'),
  shiftKey: held.includes('s'),
  altKey: held.includes('a'),
  metaKey: held.includes('m'),
  getModifierState: (name) => name === 'AltGraph' && held.includes('g'),
})
const of = (held: string, key: string, code: string, isMac = false) => hotkeyOf(press(held, key, code), isMac)

describe('A hotkey', () => {
  it('is the letter that is printed, wherever it is', () => {
    expect(of('cs', 'A', 'KeyQ')).toEqual({ accelerator: 'CmdOrCtrl+Shift+A' })
    expect(of('cs', 'Z', 'KeyY')).toEqual({ accelerator: 'CmdOrCtrl+Shift+Z' })
  })

  it('is the digit of its place, whatever is printed there and whether Shift was needed for it', () => {
    expect(of('ca', 'é', 'Digit2')).toEqual({ accelerator: 'CmdOrCtrl+Alt+2' })
    expect(of('cs', '2', 'Digit2')).toEqual({ accelerator: 'CmdOrCtrl+Shift+2' })
    expect(of('cs', '"', 'Digit2')).toEqual({ accelerator: 'CmdOrCtrl+Shift+2' })
  })

  it('may be Space, an arrow or a function key', () => {
    expect(of('cs', ' ', 'Space')).toEqual({ accelerator: 'CmdOrCtrl+Shift+Space' })
    expect(of('a', ' ', 'Space')).toEqual({ accelerator: 'Alt+Space' })
    expect(of('m', 'ArrowUp', 'ArrowUp')).toEqual({ accelerator: 'Super+Up' })
    expect(of('', 'F9', 'F9')).toEqual({ accelerator: 'F9' })
  })

  it('is refused where it would fire while the user writes, or is every program’s own', () => {
    expect(of('s', 'A', 'KeyA')).toEqual({ objection: 'modifier' })
    expect(of('', ' ', 'Space')).toEqual({ objection: 'modifier' })
    expect(of('c', 'c', 'KeyC')).toEqual({ objection: 'common' })
    expect(of('a', 'f', 'KeyF')).toEqual({ objection: 'common' })
    expect(of('m', 'a', 'KeyA')).toEqual({ accelerator: 'Super+A' })
  })

  it('is refused where the system would be asked for another key, or for all of them', () => {
    expect(of('ca', '²', 'Backquote')).toEqual({ objection: 'character' })
    expect(of('ca', '&', 'Backquote')).toEqual({ objection: 'character' })
    expect(of('cs', 'Ф', 'KeyA')).toEqual({ objection: 'foreign' })
    expect(of('cs', 'α', 'KeyA')).toEqual({ objection: 'foreign' })
  })

  it('is nothing while only modifiers are held, and with AltGr, which writes', () => {
    expect(of('c', 'Control', 'ControlLeft')).toBeNull()
    expect(of('cag', 'q', 'KeyQ')).toBeNull()
  })

  it('on a Mac is the letter under what Option writes', () => {
    expect(of('am', 'å', 'KeyA', true)).toEqual({ accelerator: 'CmdOrCtrl+Alt+A' })
  })
})
