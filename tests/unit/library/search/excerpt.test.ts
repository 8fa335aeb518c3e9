import fc from 'fast-check'
import { expect, it } from 'vitest'
import { excerptOf } from '../../../../src/library/search/excerpt'
import { readQuery } from '../../../../src/library/search/query'
import { countMatches } from '../../../../src/library/search/textMatches'

const words = fc.constantFrom(
  'the',
  'Them',
  'a',
  'x1',
  '1x',
  'snow_line',
  'SNOW',
  'na',
  'banana',
  '—',
  'naïve',
  'ação',
  '雪山',
)
const between = fc.constantFrom(' ', '\n', '\n\n', ', ', '-', '')
const texts = fc
  .array(fc.tuple(words, between), { maxLength: 30 })
  .map((pairs) => pairs.map(([word, gap]) => word + gap).join(''))
const queries = fc
  .array(fc.constantFrom('the', 'a', 'na', 'snow', 'line', 'x', '1', 'them', '"the"', '"na"', 'acao', '雪'), {
    minLength: 1,
    maxLength: 3,
  })
  .map((some) => some.join(' '))

it('finds in plain lines what it finds in lines with a letter of another script', () => {
  fc.assert(
    fc.property(texts, queries, (text, asked) => {
      const query = readQuery(asked)
      // The last word of every line takes each line the long way, and none of the words looked for is in it.
      const longWay = text.replace(/(?=\n|$)/g, ' ж')
      expect(countMatches(text, query)).toBe(countMatches(longWay, query))
      const marked = (of: string) => {
        const found = excerptOf(of, query)
        return found?.marks.map(([start, end]) => found.excerpt.slice(start, end))
      }
      // Of a text that is shown whole: what is added may push the end of a longer one out.
      if (longWay.length < 150) expect(marked(text)).toEqual(marked(longWay))
    }),
    { numRuns: 2_000 },
  )
})

it('marks the beginnings of words in any case, and whole words where they are quoted', () => {
  const markedBy = (asked: string, text: string) => {
    const found = excerptOf(text, readQuery(asked))
    return found?.marks.map(([start, end]) => found.excerpt.slice(start, end))
  }
  expect(markedBy('sno', 'Snow, snow_line; unsnow 1snow SNO')).toEqual(['Sno', 'sno', 'SNO'])
  expect(markedBy('"snow"', 'Snow snowy snow_line')).toEqual(['Snow', 'snow'])
  expect(markedBy('the them', 'Then: them and the\n— them')).toEqual(['The', 'them', 'the', 'them'])
})
