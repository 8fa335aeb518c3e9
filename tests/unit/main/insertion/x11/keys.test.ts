import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import { pasteChord, readKeyMap } from '../../../../../src/main/insertion/x11/keys'

/** A keyboard as the server tells it: a row of keysyms for each key, from keycode 8 on. */
const keyboard = (keys: readonly (readonly number[])[], modifiers: readonly number[] = []) => {
  const perKey = Math.max(...keys.map((row) => row.length))
  const mapping = Buffer.alloc(32 + keys.length * perKey * 4)
  mapping.writeUInt8(perKey, 1)
  mapping.writeUInt32LE(keys.length * perKey, 4)
  for (const [key, row] of keys.entries())
    for (const [column, keysym] of row.entries())
      mapping.writeUInt32LE(keysym, 32 + (key * perKey + column) * 4)
  const modifierMapping = Buffer.alloc(32 + 8)
  modifierMapping.writeUInt8(1, 1)
  Buffer.from(modifiers).copy(modifierMapping, 32)
  return readKeyMap(8, mapping, modifierMapping)
}

const [control, shift, insert, numLock] = [0xffe3, 0xffe1, 0xff63, 0xff7f]
const [v, V, m, M, cyrillic] = [0x76, 0x56, 0x6d, 0x4d, 0x6cd]

test('the key that pastes is found by what is printed on it, in any layout', () => {
  const latin = keyboard([[control], [shift], [m, M], [v, V], [insert]])
  expect(pasteChord(latin, 'ctrl+v')).toEqual([8, 11])
  expect(pasteChord(latin, 'ctrl+shift+v')).toEqual([8, 9, 11])
  expect(pasteChord(latin, 'shift+insert')).toEqual([9, 12])
  // Cyrillic first, Latin as its second group.
  const both = keyboard([[control], [shift], [cyrillic, cyrillic, v, V], [m, M, m, M]])
  expect(pasteChord(both, 'ctrl+v')).toEqual([8, 10])
})

test('a keyboard without that letter pastes by the older chord; one without either has none', () => {
  const cyrillicOnly = keyboard([[control], [shift], [cyrillic], [insert]])
  expect(pasteChord(cyrillicOnly, 'ctrl+v')).toEqual([9, 11])
  expect(pasteChord(keyboard([[control], [shift]]), 'ctrl+v')).toBeNull()
})

test('held modifiers are released, but no locks', () => {
  const map = keyboard([[control], [shift], [numLock], [v]], [9, 11, 8, 0, 10, 0, 0, 0])
  // Row 1 is Caps Lock, and key 10 is Num Lock.
  expect([...map.modifiers]).toEqual([9, 8])
})
