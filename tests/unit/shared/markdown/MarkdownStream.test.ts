import { type Block, lex } from '@shared/markdown/tokens'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MarkdownStream } from '../../../../src/shared/markdown/MarkdownStream'

type Plain = { readonly [key: string]: unknown }

/** What a reader would see, without how the source was cut into tokens. */
const seen = (value: unknown): unknown => {
  if (Array.isArray(value)) {
    const kept = value.filter((item) => (item as Plain | null)?.type !== 'space').map(seen)
    // Neighbouring texts read as one.
    const joined: unknown[] = []
    for (const item of kept) {
      const last = joined.at(-1) as Plain | undefined
      const plain = item as Plain
      if (plain?.type === 'text' && last?.type === 'text' && !plain.tokens && !last.tokens) {
        joined[joined.length - 1] = { type: 'text', text: `${last.text}${plain.text}` }
      } else joined.push(item)
    }
    return joined
  }
  if (typeof value !== 'object' || value === null) return value
  const token = value as Plain
  if (token.type === 'text' && token.tokens) return { type: 'paragraph', tokens: seen(token.tokens) }
  if (token.type === 'text') return { type: 'text', text: token.text }
  const kept: Record<string, unknown> = {}
  for (const key of [
    'type',
    'lang',
    'depth',
    'ordered',
    'start',
    'loose',
    'checked',
    'align',
    'href',
    'title',
    'label',
    'isDisplay',
  ]) {
    // Whether a list is loose is said by the list; marked repeats it on the items.
    if (key === 'loose' && token.type === 'list_item') continue
    if (token[key] !== undefined && token[key] !== '') kept[key] = token[key]
  }
  for (const key of ['tokens', 'items', 'header', 'rows']) if (token[key]) kept[key] = seen(token[key])
  if (!token.tokens && !token.items && !token.rows && token.text !== undefined) kept.text = token.text
  if (token.type === 'code') kept.text = (token.text as string).replace(/\n+$/, '')
  return kept
}

const whole = (source: string): unknown => seen(lex(source))

const read = (pieces: readonly string[]): readonly Block[] => {
  const stream = new MarkdownStream()
  const blocks: Block[] = []
  const take = () => {
    const { frozen, revised } = stream.take()
    blocks.push(...frozen)
    for (const { index, block } of revised) blocks[index] = block
  }
  for (const piece of pieces) {
    stream.append(piece)
    take()
  }
  stream.finish()
  take()
  return blocks
}

const cutAt = (source: string, cuts: readonly number[]): string[] => {
  const places = [...new Set(cuts.map((cut) => cut % (source.length + 1)))].sort((a, b) => a - b)
  const pieces: string[] = []
  let from = 0
  for (const place of [...places, source.length]) {
    pieces.push(source.slice(from, place))
    from = place
  }
  return pieces
}

const line = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('plain words', 'some **bold** and `code`', 'a [r] ref', 'x | y') },
  { weight: 5, arbitrary: fc.constantFrom('- item', '- [ ] todo', '* star', '1. one', '2. two', '10) ten') },
  {
    weight: 3,
    arbitrary: fc.constantFrom('  - nested', '   deeper words', '    four spaces', '  1. nested one'),
  },
  { weight: 4, arbitrary: fc.constantFrom('', '', '', '   ') },
  { weight: 3, arbitrary: fc.constantFrom('```', '```js', '~~~', '  ```', '````', '``', '  - ```') },
  { weight: 3, arbitrary: fc.constantFrom('| a | b |', '|---|:-:|', '| 1 | 2 |', '--|--') },
  { weight: 2, arbitrary: fc.constantFrom('# head', '---', '===', '***', '> quote', '> - q', 'lazy') },
  { weight: 2, arbitrary: fc.constantFrom('<div>', '</div>', '<!-- c', '-->', '<b>inline</b>', '<script>') },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '$$',
      '\\[',
      '\\]',
      'a $x_1$ b',
      '$5 or $6',
      '\\(y\\)',
      '$$z$$',
      '$$ q',
      'q $$',
      '= $',
    ),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom('[^1]: note', 'see[^1] and[^b]', '[^b]: https://a.b', '[^1]:', '[^1]: - x'),
  },
  { weight: 2, arbitrary: fc.constantFrom('[r]: https://a.b', '[R]: <c>', '"title"', '[r]:') },
)
const document = fc
  .tuple(fc.array(line, { maxLength: 30 }), fc.constantFrom('\n', '\r\n'), fc.boolean())
  .map(([lines, end, isEnded]) => lines.join(end) + (isEnded ? end : ''))

describe('Markdown that arrives in pieces', () => {
  it('ends as the same blocks as the whole text parsed at once, however it was cut', () => {
    fc.assert(
      fc.property(document, fc.array(fc.nat(2_000), { maxLength: 40 }), (source, cuts) => {
        expect(seen(read(cutAt(source, cuts)))).toEqual(whole(source))
      }),
      { numRuns: 1_000 },
    )
  })

  it('is the same one character at a time', () => {
    fc.assert(
      fc.property(document, (source) => {
        expect(seen(read([...source]))).toEqual(whole(source))
      }),
      { numRuns: 300 },
    )
  })
})

it.each([
  ['quotes', '>'.repeat(20_000)],
  ['lists', '- '.repeat(20_000)],
])('%s nested deeper than the stack are shown as they were written', (_name, text) => {
  const [, ...blocks] = read([`First.\n\n${text}`])
  const shown = blocks.map(({ raw }) => raw).join('')
  // `toBe` would print a difference too long to read.
  expect(shown.replaceAll(' ', '') === text.replaceAll(' ', '')).toBe(true)
})

it('lists nested without end are lists down to some depth, then text, and lose nothing', () => {
  const levels = 80
  const source = Array.from({ length: levels }, (_, level) => `${'  '.repeat(level)}- level ${level}`).join(
    '\n',
  )
  const depthOf = (block: Block): number =>
    block.type === 'list'
      ? 1 + Math.max(...block.items.flatMap((item: { tokens: Block[] }) => item.tokens.map(depthOf)))
      : 0
  const [list] = read([source]) as Block[]
  expect(list && depthOf(list)).toBe(60)
  const words = JSON.stringify(list)
  expect(Array.from({ length: levels }, (_, level) => words.includes(`level ${level}`))).not.toContain(false)
})
