import * as requests from './requests'
import type { X11Connection } from './X11Connection'

/** Keysyms: letters are their Latin-1 codes. */
export const keysyms = { v: 0x76, insert: 0xff63, control: 0xffe3, shift: 0xffe1 } as const

/** The keyboard as the display has it now: users change layouts while programs run. */
export interface KeyMap {
  /** The key that gives a keysym in any layout group; null where none does. */
  keycode(keysym: number): number | null
  /** Keys of Shift, Control, Alt and their like, but no locks. */
  readonly modifiers: ReadonlySet<number>
}

/** Reads the answers to `GetKeyboardMapping` and `GetModifierMapping`. */
export const readKeyMap = (firstKeycode: number, mapping: Buffer, modifierMapping: Buffer): KeyMap => {
  const perKey = mapping.readUInt8(1)
  const keys = perKey === 0 ? 0 : mapping.readUInt32LE(4) / perKey
  const byColumn = new Map<number, number>()
  // The first column first: what is on a key without Shift, in the first layout.
  for (let column = 0; column < perKey; column += 1) {
    for (let key = 0; key < keys; key += 1) {
      const keysym = mapping.readUInt32LE(32 + (key * perKey + column) * 4)
      if (keysym !== 0 && !byColumn.has(keysym)) byColumn.set(keysym, firstKeycode + key)
    }
  }
  const perModifier = modifierMapping.readUInt8(1)
  // Row 1 is Caps Lock; the others are Shift, Control and the five that are free to use.
  const rows = [0, 2, 3, 4, 5, 6, 7]
  const lockKeysyms = new Set([0xff7f, 0xff14])
  const locks = new Set([...lockKeysyms].flatMap((keysym) => byColumn.get(keysym) ?? []))
  const modifiers = rows.flatMap((row) => [
    ...modifierMapping.subarray(32 + row * perModifier, 32 + (row + 1) * perModifier),
  ])
  return {
    keycode: (keysym) => byColumn.get(keysym) ?? null,
    modifiers: new Set(modifiers.filter((keycode) => keycode !== 0 && !locks.has(keycode))),
  }
}

export const loadKeyMap = async (connection: X11Connection): Promise<KeyMap> => {
  const { firstKeycode, lastKeycode } = connection.server
  const [mapping, modifiers] = await Promise.all([
    connection.ask(requests.getKeyboardMapping(firstKeycode, lastKeycode - firstKeycode + 1)),
    connection.ask(requests.getModifierMapping()),
  ])
  return readKeyMap(firstKeycode, mapping, modifiers)
}

/** The keys that paste, by what the target takes; null where the keyboard lacks one of them. */
export type Chord = readonly number[]

export const pasteChord = (map: KeyMap, kind: 'ctrl+v' | 'ctrl+shift+v' | 'shift+insert'): Chord | null => {
  const { v, insert, control, shift } = keysyms
  const names = {
    'ctrl+v': [control, v],
    'ctrl+shift+v': [control, shift, v],
    'shift+insert': [shift, insert],
  }
  const keys = names[kind].map((keysym) => map.keycode(keysym))
  const chord = keys.filter((key) => key !== null)
  if (chord.length === keys.length) return chord
  // A keyboard without Latin letters: the older chord is understood almost everywhere.
  return kind === 'shift+insert' ? null : pasteChord(map, 'shift+insert')
}

/** The number of the extension that presses keys; null where the display lacks it. */
export const keyExtension = async (connection: X11Connection): Promise<number | null> => {
  const extension = await connection.ask(requests.queryExtension('XTEST'))
  return extension.readUInt8(8) === 0 ? null : extension.readUInt8(9)
}

/**
 * Presses a chord. Modifiers that the user still holds from pressing our own key are released first, since
 * they would make another chord of it; their later release by hand does nothing.
 */
export const pressChord = async (
  connection: X11Connection,
  extension: number,
  map: KeyMap,
  chord: Chord,
): Promise<void> => {
  const held = (await connection.ask(requests.queryKeymap())).subarray(8, 40)
  const isHeld = (keycode: number) => ((held[keycode >> 3] ?? 0) & (1 << (keycode & 7))) !== 0
  for (const keycode of new Set([...map.modifiers, ...chord]))
    if (isHeld(keycode)) connection.send(requests.fakeKey(extension, false, keycode))
  for (const keycode of chord) connection.send(requests.fakeKey(extension, true, keycode))
  for (const keycode of chord.toReversed()) connection.send(requests.fakeKey(extension, false, keycode))
  await connection.sync()
}
