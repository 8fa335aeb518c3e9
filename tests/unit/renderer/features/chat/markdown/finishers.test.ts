import { type Block, lex } from '@shared/markdown/tokens'
import fc from 'fast-check'
import type { Token } from 'marked'
import { describe, expect, it, vi } from 'vitest'
import { finishWith } from '../../../../../../src/renderer/features/chat/markdown/finishers'

const blocks = (source: string) => lex(source)
const inner = (token: Token | undefined): readonly Token[] =>
  token && 'tokens' in token ? (token.tokens ?? []) : []
/** The formulas of a text, each as it would be given to TeX. */
const formulas = (source: string): readonly string[] =>
  blocks(source).flatMap((block) =>
    [block, ...inner(block)].flatMap((token) =>
      token.type === 'math' ? [(token as unknown as { text: string }).text] : [],
    ),
  )

describe('formulas', () => {
  it.each([
    ['$x$', ['x']],
    ['a $x_1 + y_2$ b', ['x_1 + y_2']],
    ['\\(a\\) and \\[b\\]', ['a', 'b']],
    ['$$\na\n- b\n$$', ['a\n- b']],
    ['\\[\n# not a heading\n\\]', ['# not a heading']],
    ['so:\n$$\nx = y\n$$\nwhere', ['x = y']],
    ['**$a$** and $b$', ['b']],
    ['$\\text{5\\$}$', ['\\text{5\\$}']],
  ])('%j holds %j', (source, expected) => {
    expect(formulas(source)).toEqual(expected)
  })

  it.each([
    '$5 and $10',
    'US$5-$6',
    '`$x$`',
    '\\$x\\$',
    '$ 5 and $ 6',
    '$HOME/$USER',
    '$20,000 and $30,000',
    '```\n$x$\n```',
  ])('%j holds none', (source) => {
    expect(formulas(source)).toEqual([])
  })

  it('does not cost the square of a hostile text', { timeout: 60_000 }, () => {
    for (const piece of ['$a ', '$$ a ', '\\( ', '\\[ ', '[^a ', '$\\$', '\n$$ a', 'a\n\n', '\\[ a\n\n']) {
      const hostile = piece.repeat(20_000)
      expect(
        blocks(hostile)
          .map(({ raw }) => raw)
          .join('').length,
      ).toBeGreaterThanOrEqual(hostile.trim().length)
    }
  })
})

it('no character is lost, whatever is made of it', () => {
  const piece = fc.constantFrom(
    '$',
    '$$',
    '\\(',
    '\\)',
    '\\[',
    '\\]',
    '[^1]',
    '[^1]: ',
    '\n',
    '\n\n',
    'a',
    ' ',
    '`',
    '    x',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const source = `x${pieces.join('')}`
      const raws = blocks(source)
        .map(({ raw }) => raw)
        .join('')
      expect(raws.replace(/\s/g, '')).toBe(source.replace(/\s/g, ''))
    }),
  )
})

it('a footnote takes its lines and the indented ones after it, and ends where another block begins', () => {
  const found = blocks('[^a]: one\ntwo\n\n    three\n[^b]: four\n- five')
  expect(found.filter(({ type }) => type === 'footnote').map(({ raw }) => raw)).toEqual([
    '[^a]: one\ntwo\n\n    three\n',
    '[^b]: four\n',
  ])
  expect(found.at(-1)?.type).toBe('list')
})

it('a block whose finishing throws stays as it is, and the next finisher still has its turn', () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => {})
  const finished: Block[] = []
  const block: Block = { type: 'rest', raw: 'x' }
  const broken = () => {
    throw new Error('broken')
  }
  finishWith([broken, (_node, done) => finished.push(done)], {} as ChildNode, block)
  expect(finished).toEqual([block])
  expect(said).toHaveBeenCalledOnce()
})
