import fc from 'fast-check'
import { Lexer } from 'marked'
import { afterEach, expect, it, vi } from 'vitest'
import { MarkdownStream } from '../../../../src/shared/markdown/MarkdownStream'
import {
  lengthOfCodeWithin,
  lengthWithin,
  placeOfMark,
  weightOf,
} from '../../../../src/shared/markdown/weight'

const slice = 6_000
const kinds = {
  prose: 'Some words, as they come in answers, with **bold** and `code` in them.\n\n',
  'one line of words': 'word ',
  'one word': 'w',
  brackets: '[',
  backticks: '` ',
  'ticks behind letters': 'a` ',
  underscores: 'a_b_',
  dollars: '$ a',
  'angle brackets': '<',
  'struck out': '~~a',
  stars: '*a',
  'stars before words': '*a ',
  'half links': '[a](b ',
  fences: '```\na\n',
  items: '- a\n',
  rows: '|1|2|\n',
  formulas: '$a$ ',
  tags: '<b>a</b>',
}

interface Tree {
  readonly tokens?: readonly Tree[]
  readonly items?: readonly Tree[]
  readonly rows?: readonly (readonly Tree[])[]
}
const membersOf = ({ items, rows }: Tree): readonly Tree[] =>
  items ?? rows?.map((row) => ({ tokens: row })) ?? []
/** Tokens that are drawn; the first `drawn` members of a list or table are on the page already. */
const tokensIn = (tree: Tree, drawn = 0): number =>
  [...(tree.tokens ?? []), ...membersOf(tree).slice(drawn)].reduce((sum, each) => sum + tokensIn(each), 1)

afterEach(() => vi.restoreAllMocks())

it.each(Object.entries(kinds))('a slice of %s is a bounded work, however it goes on', (kind, piece) => {
  const head = kind === 'rows' ? '|a|b|\n|-|-|\n' : ''
  let rest = head + piece.repeat(120_000 / piece.length)
  let read = 0
  const lex = Lexer.prototype.lex
  vi.spyOn(Lexer.prototype, 'lex').mockImplementation(function (this: Lexer, source) {
    read += source.length
    return lex.call(this, source)
  })
  // A clock that stands still: no parsing is left out for want of time.
  const stream = new MarkdownStream(() => 0)
  let mostRead = 0
  let mostTokens = 0
  let drawn = 0
  while (rest !== '') {
    const length = stream.isInCode ? lengthOfCodeWithin(rest, slice) : lengthWithin(rest, slice)
    stream.append(rest.slice(0, length))
    rest = rest.slice(length)
    const { frozen, tail } = stream.take()
    mostRead = Math.max(mostRead, read)
    const tokens = ([...frozen, ...tail] as readonly Tree[]).map((block) => tokensIn(block, drawn))
    mostTokens = Math.max(
      mostTokens,
      tokens.reduce((sum, each) => sum + each, 0),
    )
    drawn = membersOf((tail.at(-1) ?? {}) as Tree).length
    read = 0
  }
  expect(mostRead).toBeLessThanOrEqual(16_000)
  expect(mostTokens).toBeLessThanOrEqual(3_000)
})

it('a text is taken by its weight: marks are dearer than letters', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '*', '`', '\n', 'é') }), fc.nat(60), (text, most) => {
      const length = lengthWithin(text, most)
      expect(length === 1 || weightOf(text.slice(0, length)) <= most || text === '').toBe(true)
      if (length < text.length) expect(weightOf(text.slice(0, length + 1))).toBeGreaterThan(most)
    }),
  )
})

it('code is taken by its length, up to where its fence may end', () => {
  expect(lengthOfCodeWithin('***\n***', 5)).toBe(5)
  expect(lengthOfCodeWithin('a\nb\n```\n***', 100)).toBe('a\nb\n'.length)
  expect(lengthOfCodeWithin('a\n  ~~~', 100)).toBe('a\n'.length)
})

it('a block ends at a mark of its own text, or where it is long enough', () => {
  expect(placeOfMark('a*b*c*d', 2, 100)).toBe(4)
  expect(placeOfMark('a*b', 2, 100)).toBe(100)
  expect(placeOfMark('a*b*', 2, 3)).toBe(3)
})
