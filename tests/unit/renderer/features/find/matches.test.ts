import fc from 'fast-check'
import { expect, it } from 'vitest'
import { folded, matchesIn, wordsOf } from '../../../../../src/renderer/features/find/matches'

const found = (text: string, query: string) =>
  matchesIn(text, wordsOf(query)).map(([start, end]) => text.slice(start, end))

it.each([
  ['beginnings of words', 'A lantern, lanterns, and unlantern', 'lantern', ['lantern', 'lantern']],
  ['case and accents aside', 'Café CAFE cafés', 'cafe', ['Café', 'CAFE', 'café']],
  ['accents in the query aside', 'cafe', 'café', ['cafe']],
  ['each of several words', 'red or blue', 'blue red', ['red', 'blue']],
  ['scripts without spaces anywhere', '美味しいパンの焼き方', 'パン', ['パン']],
  ['the longer of two that begin together', 'format', 'for form', ['form']],
  ['nothing without a word', 'a . b', ' . ', []],
])('%s', (_name, text, query, expected) => {
  expect(found(text, query)).toEqual(expected)
})

it('folding never moves a place', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => folded(text).length === text.length))
})
