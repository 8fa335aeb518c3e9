import { shownExactly } from '@shared/lib/shownExactly'
import { describe, expect, it } from 'vitest'

describe('shownExactly', () => {
  it('leaves what everybody sees as it is', () => {
    const text = '  rm -rf "$HOME"\n\tgrüße 日本語 العربية é 👍 \\u'.replace('\t', '  ')
    expect(shownExactly(text)).toBe(text)
  })

  it.each([
    ['a direction', 'a\u202egnp.exe', 'a\\u{202E}gnp.exe'],
    ['an isolate', '\u2066x\u2069', '\\u{2066}x\\u{2069}'],
    ['the mark of Arabic', 'a\u061cb', 'a\\u{61C}b'],
    ['zero width', 'good\u200b.example\ufeff', 'good\\u{200B}.example\\u{FEFF}'],
    ['joiners', 'a\u200d\u200c\u034fb', 'a\\u{200D}\\u{200C}\\u{34F}b'],
    ['tags', 'a\u{e0061}', 'a\\u{E0061}'],
    ['selectors', 'a\ufe0f\u{e0100}', 'a\\u{FE0F}\\u{E0100}'],
    ['fillers', '\u3164\u115f\uffa0\u2800', '\\u{3164}\\u{115F}\\u{FFA0}\\u{2800}'],
    ['other spaces', 'a\u00a0b\u3000c\u2028', 'a\\u{A0}b\\u{3000}c\\u{2028}'],
    ['control characters', 'a\tb\r\u001b[2K\0', 'a\\u{9}b\\u{D}\\u{1B}[2K\\u{0}'],
    ['halves and characters of nobody', '\ud800\ue000\uffff', '\\u{D800}\\u{E000}\\u{FFFF}'],
  ])('writes out %s', (_, text, shown) => expect(shownExactly(text)).toBe(shown))
})
