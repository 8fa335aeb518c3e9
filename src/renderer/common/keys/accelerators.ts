/** What of a key press matters here; a real event fits. */
export interface Press {
  readonly key: string
  readonly code: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
  readonly isComposing?: boolean
  getModifierState(key: string): boolean
}

const named: Readonly<Record<string, string>> = {
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  ' ': 'Space',
  '+': 'Plus',
}
const modifiers = new Set(['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'CapsLock', 'Dead', 'Process'])

/**
 * The key by what is printed on it, so that shortcuts follow the layout; where that is no Latin letter
 * (Greek, Cyrillic, a dead key, or what Option makes of a letter on a Mac), by where it is.
 */
const keyOf = ({ key, code, altKey }: Press, isMac: boolean): string | null => {
  const isPlain = /^[!-~ ]$/.test(key)
  const place = /^(?:Key([A-Z])|Digit(\d))$/.exec(code)
  if (key.length === 1 && (!isPlain || (isMac && altKey)) && place) return place[1] ?? place[2] ?? null
  if (key === 'Dead' && place) return place[1] ?? place[2] ?? null
  if (modifiers.has(key) || key === 'Unidentified') return null
  return named[key] ?? (key.length === 1 ? key.toUpperCase() : key)
}

/** A press in Electron's spelling, e.g. `CmdOrCtrl+Shift+F`; null where no key was meant as a shortcut. */
export const acceleratorOf = (press: Press, isMac: boolean): string | null => {
  // AltGr writes characters. Windows reports it as Ctrl with Alt: it is never taken for these.
  if (press.isComposing || press.getModifierState('AltGraph')) return null
  const key = keyOf(press, isMac)
  if (key === null) return null
  const parts: string[] = []
  if (isMac ? press.metaKey : press.ctrlKey) parts.push('CmdOrCtrl')
  if (isMac && press.ctrlKey) parts.push('Ctrl')
  if (!isMac && press.metaKey) parts.push('Super')
  if (press.altKey) parts.push('Alt')
  // A character such as "/" or "?" says itself whether Shift was needed for it, which differs between
  // layouts.
  if (press.shiftKey && (key.length > 1 || /^[A-Z]$/.test(key))) parts.push('Shift')
  return [...parts, key].join('+')
}

const order = ['CmdOrCtrl', 'Ctrl', 'Super', 'Alt', 'Shift']
/** One spelling for each accelerator. */
export const normalized = (accelerator: string): string => {
  const parts = accelerator.split('+').filter((part) => part !== '')
  const key = parts.at(-1) ?? ''
  const held = order.filter((modifier) => parts.slice(0, -1).includes(modifier))
  return [...held, key.length === 1 ? key.toUpperCase() : key].join('+')
}

const macSigns: Readonly<Record<string, string>> = {
  CmdOrCtrl: '⌘',
  Ctrl: '⌃',
  Alt: '⌥',
  Shift: '⇧',
  Up: '↑',
  Down: '↓',
  Plus: '+',
}
/** The accelerator as the user reads it. */
export const shownAccelerator = (accelerator: string, isMac: boolean): string => {
  const parts = accelerator.split('+')
  return isMac
    ? parts.map((part) => macSigns[part] ?? part).join('')
    : parts.map((part) => (part === 'CmdOrCtrl' ? 'Ctrl' : part === 'Plus' ? '+' : part)).join('+')
}

const editing = new Set(['A', 'C', 'V', 'X', 'Z', 'Y'].map((key) => `CmdOrCtrl+${key}`))

/** Why an accelerator cannot be a shortcut; null where it can. */
export const objectionTo = (accelerator: string): 'editing' | 'modifier' | null => {
  if (editing.has(accelerator) || accelerator === 'CmdOrCtrl+Shift+Z') return 'editing'
  const isFunctionKey = /^(?:Shift\+)?F\d{1,2}$/.test(accelerator)
  return isFunctionKey || /^(?:CmdOrCtrl|Ctrl|Super|Alt)\+/.test(accelerator) ? null : 'modifier'
}
