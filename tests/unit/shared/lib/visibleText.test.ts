import { oneLine, visibleText } from '@shared/lib/visibleText'
import { expect, it } from 'vitest'

it.each([
  '\u00ad',
  '\u034f',
  '\u061c',
  '\u115f',
  '\u180e',
  '\u200b',
  '\u202e',
  '\u206a',
  '\u3164',
  '\ufe00',
  '\ufe0f',
  '\ufeff',
  '\uffa0',
  '\u{e0041}',
  '\u{e0101}',
  '\u0007',
])('takes out %j, which no reader sees', (unseen) => {
  expect(visibleText(`a${unseen}b`)).toBe('ab')
})

it('keeps what is seen, and joiners', () => {
  const text = 'می\u200cخواهم 👩\u200d🚀 한글 a\tb\nc'
  expect(visibleText(text)).toBe(text)
})

it('makes one line of at most so many characters', () => {
  expect(oneLine(' a\n\u202e b  c', 3)).toBe('a b')
})
