import { acceleratorOf, type Press } from './accelerators'

/**
 * Why a press cannot be a hotkey.
 * - `modifier`: it would fire while the user writes.
 * - `common`: programs use it themselves, all of them.
 * - `character`: a sign that sits elsewhere, or nowhere, on other keyboards: the system would be asked for a
 * wrong key.
 * - `foreign`: a letter that has no Latin one on this layout. X11 knows no key for it and would hand over
 * every key with these modifiers instead.
 */
export type HotkeyObjection = 'modifier' | 'common' | 'character' | 'foreign'

const places = /^(?:Digit(\d)|Key[A-Z])$/
const nameable =
  /^(?:[A-Z0-9]|F(?:[1-9]|1\d|2[0-4])|Space|Up|Down|Left|Right|Home|End|PageUp|PageDown|Insert|Delete|Backspace|Enter|Tab)$/

/**
 * The hotkey of a press, or why it is none; null where no key was meant. Digits go by their place: some
 * layouts print signs there.
 */
export const hotkeyOf = (
  press: Press,
  isMac: boolean,
): { readonly accelerator: string } | { readonly objection: HotkeyObjection } | null => {
  const place = places.exec(press.code)
  const digit = place?.[1]
  const accelerator = acceleratorOf(digit === undefined ? press : withKey(press, digit), isMac)
  if (accelerator === null) return null
  const isLetterPlace = place !== null && digit === undefined
  if (isLetterPlace && !/^[a-z]$/i.test(press.key) && !isMac) return { objection: 'foreign' }
  const key = accelerator.split('+').at(-1) ?? ''
  const told = accelerator.split('+').slice(0, -1)
  // For a sign Shift is left out, as layouts differ in where they need it; for the digit of that place it
  // counts.
  const held = digit !== undefined && press.shiftKey && !told.includes('Shift') ? [...told, 'Shift'] : told
  if (!nameable.test(key)) return { objection: 'character' }
  const objection = objectionTo(held, key)
  return objection ? { objection } : { accelerator: [...held, key].join('+') }
}

const withKey = (press: Press, key: string): Press => ({
  key,
  code: press.code,
  ctrlKey: press.ctrlKey,
  metaKey: press.metaKey,
  altKey: press.altKey,
  shiftKey: press.shiftKey,
  isComposing: press.isComposing ?? false,
  getModifierState: (name) => press.getModifierState(name),
})

const objectionTo = (held: readonly string[], key: string): HotkeyObjection | null => {
  if (/^F\d+$/.test(key)) return null
  const strong = held.filter((modifier) => modifier !== 'Shift')
  if (strong.length === 0) return 'modifier'
  const isCharacter = /^[A-Z0-9]$/.test(key)
  const isAlone = held.length === 1 && strong[0] !== 'Super'
  return isCharacter && isAlone ? 'common' : null
}
