import { expect, it } from 'vitest'
import { defaultCommands } from '../../../../src/shared/model/command'
import {
  blanksOf,
  fillCommand,
  parseCommand,
  readWords,
  wantsWord,
} from '../../../../src/shared/model/commandText'

const fill = (
  prompt: string,
  words: Parameters<typeof fillCommand>[1]['words'] = {},
  answers: Readonly<Record<string, string>> = {},
) => fillCommand(parseCommand(prompt), { words, answers: new Map(Object.entries(answers)) })

it('fills every kind of blank, and the same one wherever it occurs', () => {
  const prompt =
    'On {date}, in {language}: {ask: Name}, {Ask: name}, {choose: a | b}. {selection} / {CLIPBOARD}'
  expect(blanksOf(parseCommand(prompt))).toEqual([
    { type: 'ask', key: 'ask name', label: 'Name' },
    { type: 'choose', key: 'choose a|b', label: '', options: ['a', 'b'] },
  ])
  expect(
    fill(
      prompt,
      { date: 'Monday', language: 'German', selection: 'S', clipboard: 'C' },
      { 'ask name': 'Ada', 'choose a|b': 'b' },
    ),
  ).toBe('On Monday, in German: Ada, Ada, b. S / C')
})

it('never looks for blanks in what was put in', () => {
  const nasty = '{ask: x} {clipboard} {choose: a | b} {{date}} $& $1 $$'
  expect(fill('{selection}|{ask: q}', { selection: nasty, clipboard: 'secret' }, { 'ask q': nasty })).toBe(
    `${nasty}|${nasty}`,
  )
})

it.each([
  'An unknown {word} stays',
  'const f = () => { date }',
  'if (x) {selection\n}',
  '{{user}} and {{ selection }} of another template',
  '{ask} {ask:} {ask: } {choose:} {choose: one} {choose: a | a} {choose: | }',
  '{"ask": "x", "choose": "a | b"}',
  '{}{ }{{}}}{',
  '{selection',
  'selection}',
  '{date.now()}',
])('leaves as typed: %s', (prompt) => {
  expect(parseCommand(prompt)).toEqual([{ type: 'text', text: prompt }])
})

it('gives a blank in doubled braces as it stands', () => {
  expect(fill('Write {{selection}} or {{ask: x}}; {{{date}}}', { selection: 'S', date: 'D' })).toBe(
    'Write {selection} or {ask: x}; {{date}}',
  )
})

it('finds a blank among braces of code', () => {
  expect(fill('function f() { return {selection}; }', { selection: '1' })).toBe('function f() { return 1; }')
})

it('reads a text of braces once', () => {
  const prompt = '{'.repeat(20_000)
  expect(parseCommand(prompt)).toEqual([{ type: 'text', text: prompt }])
  expect(parseCommand('{a'.repeat(10_000))).toHaveLength(1)
})

it.each([
  ['Translate this into {choose: a | b}', 'Translate this into'],
  ['Write. Tone: {choose: a | b}', 'Tone'],
  ['To {ask: Whom}, written in {choose: a | b}', 'written in'],
  ['About {ask: What}. Tone: {choose: a | b}', 'Tone'],
  ['First line\n{choose: a | b}', ''],
  ['One two three four five six seven {choose: a | b}', 'three four five six seven'],
])('names a choice by the words in front of it: %s', (prompt, label) => {
  expect(blanksOf(parseCommand(prompt)).find(({ type }) => type === 'choose')?.label).toBe(label)
})

it('the built-in commands have no blank that is not understood', () => {
  for (const { prompt, withSelection } of defaultCommands) {
    const pieces = parseCommand(prompt)
    expect(
      pieces.flatMap((piece) => (piece.type === 'text' ? (piece.text.match(/[{}]/g) ?? []) : [])),
    ).toEqual([])
    expect(wantsWord(pieces, 'selection')).toBe(withSelection)
  }
  expect(readWords.every((word) => wantsWord(parseCommand(`{${word}}`), word))).toBe(true)
})
