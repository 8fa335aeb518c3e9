import { expect, test } from 'vitest'
import { isTerminal, pasteWay } from '../../../../../src/main/insertion/x11/terminals'

const window = (instance: string, program: string) => ({ instance, program })

test.each([
  [window('xterm', 'XTerm'), 'shift+insert', 'primary', true],
  [window('urxvt', 'URxvt'), 'shift+insert', 'primary', true],
  [window('gnome-terminal-server', 'Gnome-terminal'), 'ctrl+shift+v', 'clipboard', true],
  [window('konsole', 'konsole'), 'ctrl+shift+v', 'clipboard', true],
  [window('Alacritty', 'Alacritty'), 'ctrl+shift+v', 'clipboard', true],
  [window('kitty', 'kitty'), 'ctrl+shift+v', 'clipboard', true],
  [window('org.wezfurlong.wezterm', 'org.wezfurlong.wezterm'), 'ctrl+shift+v', 'clipboard', true],
  [window('mousepad', 'Mousepad'), 'ctrl+v', 'clipboard', false],
  [window('Navigator', 'firefox'), 'ctrl+v', 'clipboard', false],
  // Only the whole name is meant.
  [window('stardict', 'Stardict'), 'ctrl+v', 'clipboard', false],
  [window('', ''), 'ctrl+v', 'clipboard', false],
] as const)('%o pastes by %s', (named, chord, selection, is) => {
  expect(pasteWay(named)).toEqual({ chord, selection })
  expect(isTerminal(named)).toBe(is)
})
