import { expect, test } from 'vitest'
import { insertable } from '../../../../src/main/insertion/insertable'

const editor = { isTerminal: false }
const terminal = { isTerminal: true }

test.each([
  ['a\r\nb\rc', 'a\nb\nc'],
  ['ends\n\n', 'ends'],
  // What would end a terminal’s pasting, and erase what it said.
  ['rm\u001b[201~\u0003\u0008\u009b2Jx', 'rm[201~2Jx'],
  ['\ttab, 日本 😀 “q”', '\ttab, 日本 😀 “q”'],
  ['', ''],
])('%j goes in as %j', (text, words) => {
  expect(insertable(text, editor)).toBe(words)
  expect(insertable(text, terminal)).toBe(words)
})

test.each([
  ['ls \u202etxt.fr\u202c \u2066x\u2069\u200e\u200f\u061c', 'ls txt.fr x'],
  ['cu\u200brl\u00ad \u2060a\ufeffb\u3164c\u{e0041}\ufff9', 'curl abc'],
  // Joiners in a command, also behind what was taken out, and where they belong.
  ['\u200dl\u200ds\u202e\u200c\ufe0f', 'ls'],
  ['echo 👩\u200d👧 ❤\ufe0f می\u200cخواهم', 'echo 👩\u200d👧 ❤\ufe0f می\u200cخواهم'],
  ['ls\u2028rm\u2029', 'ls\nrm'],
])('%j goes into a terminal as %j, and into an editor as it is', (text, words) => {
  expect(insertable(text, terminal)).toBe(words)
  expect(insertable(text, editor)).toBe(text)
})
