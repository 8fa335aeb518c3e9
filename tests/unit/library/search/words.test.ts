import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseQuery, toMatch } from '../../../../src/library/search/query'
import { fold, mayHold, runsOf, tokensOf } from '../../../../src/library/search/words'

describe('Words for the search index', () => {
  test.each([
    ['Crème BRÛLÉE', ['creme', 'brulee']],
    ['snake_case don’t', ['snake', 'case', 'don', 't']],
    ['Straße Łódź smørrebrød', ['strasse', 'lodz', 'smorrebrod']],
    ['ΣΊΣΥΦΟΣ', ['σισυφοσ']],
    ['İstanbul ısı', ['istanbul', 'isi']],
    ['北京大', ['北京', '京大', '大']],
    ['GPT-4模型', ['gpt', '4', '模型', '型']],
    ['カタカナ', ['カタ', 'タカ', 'カナ', 'ナ']],
    ['ｶﾀ ＡＢＣ', ['カタ', 'タ', 'abc']],
    ['हिन्दी', ['हिन्दी']],
    ['x² ½', ['x2', '12']],
    ['a a A', ['a']],
    ['… — !', []],
  ])('of %s', (text, tokens) => {
    expect([...tokensOf(text)]).toEqual(tokens)
  })

  test('texts of plain ASCII have the same words as anything that stands beside other letters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii', maxLength: 200 }), (text) => {
        const words = (whole: string) =>
          [...runsOf(whole)].map(({ start, end, isDense }) => [whole.slice(start, end), isDense])
        // The last word keeps the quick way from being taken.
        expect(words(text)).toEqual(words(`${text} é`).slice(0, -1))
      }),
    )
  })

  test('data without spaces is one short token, not a huge one', () => {
    const [token] = tokensOf('A'.repeat(1_000_000))
    expect(token).toBe('a'.repeat(64))
  })

  test('folding twice changes nothing more', () => {
    for (const text of ['Straße', 'ﬁn', '①', 'Å', '한글', 'ﷺ']) expect(fold(fold(text))).toBe(fold(text))
  })
})

describe('A query', () => {
  test.each([
    ['kite', '"kite"*'],
    ['Red KITE red', '"red"* AND "kite"*'],
    ['北', '"北"*'],
    ['北京大学', '"北京" AND "京大" AND "大学"'],
    ['a OR b*', '"a"* AND "or"* AND "b"*'],
    ['"whole" "of a phr', '"whole" AND "of" AND "a" AND "phr"*'],
  ])('%s', (query, match) => {
    expect(toMatch(parseQuery(query))).toBe(match)
  })

  test('of a pasted page asks for its first words only', () => {
    const words = Array.from({ length: 500 }, (_, index) => `w${index}`).join(' ')
    expect(parseQuery(words)).toHaveLength(16)
  })
})

describe('The quick look before a text is taken apart', () => {
  /** Every beginning of every word, and every stretch of a script without spaces. */
  const findable = (text: string): string[] =>
    [...runsOf(text)].flatMap(({ start, end, isDense }) => {
      const letters = [...fold(text.slice(start, end))]
      const ends = letters.map((_, index) => index + 1)
      return isDense
        ? letters.flatMap((_, from) =>
            ends.filter((to) => to > from).map((to) => letters.slice(from, to).join('')),
          )
        : ends.map((to) => letters.slice(0, to).join(''))
    })
  const tricky = fc.constantFrom(
    ...[
      'Crème ',
      'ΣΊΣΥΦΟΣ',
      'İı',
      '½',
      'x² ',
      '①',
      'ﬁ',
      'ｶﾞ',
      'が',
      '한국',
      '한',
      '北京',
      '👩‍👧',
      'e\u0301',
      'ß',
      '㎏',
      '\u200d',
      ' a',
      'Ω',
      'ﷺ',
    ],
  )

  test('never says no to what is there', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(tricky, fc.string({ unit: 'binary' })), { maxLength: 5 }), (pieces) => {
        const text = pieces.join('')
        const missed = findable(text).filter((folded) => !mayHold(text, [folded]))
        expect(missed).toEqual([])
      }),
    )
    // A busy machine takes its time.
  }, 60_000)

  test('says no to most of what is not', () => {
    expect(mayHold('Plain words only', ['plane'])).toBe(false)
    expect(mayHold('Crème brûlée', ['creme', 'burnt'])).toBe(false)
    expect(mayHold('北京大学', ['京学'])).toBe(false)
  })
})
