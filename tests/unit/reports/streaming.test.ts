import { describe, expect, it } from 'vitest'
import { MarkdownStream } from '../../../src/shared/markdown/MarkdownStream'
import type { Block } from '../../../src/shared/markdown/tokens'

type Seen = { readonly type: string; readonly text?: string; readonly raw: string } & Record<string, unknown>

/** Kinds of tokens, in order, and the words of those that are text. */
const seenIn = (tokens: readonly unknown[]): string =>
  tokens
    .map((each) => {
      const token = each as Seen
      const inner = (token.tokens ?? token.items) as unknown[] | undefined
      if (token.type === 'text' && !inner) return token.text
      if (token.type === 'paragraph' || token.type === 'text') return seenIn(inner ?? [])
      if (token.type === 'table') return '<table>'
      return `<${token.type}${token.type === 'link' ? ` ${token.href}` : ''}>${inner ? seenIn(inner) : (token.text ?? '')}`
    })
    .join('')

/** What is seen of a text that has come so far. */
const soFar = (text: string): string => {
  const stream = new MarkdownStream(() => 0)
  const blocks: Block[] = []
  for (const sign of text) {
    stream.append(sign)
    blocks.push(...stream.take().frozen)
  }
  return seenIn([...blocks, ...stream.take().tail])
}

describe('while an answer is written nothing is shown that is taken back', () => {
  it.each([
    ['T01', 'a list begins under a sentence', 'Title of it\n-', 'Title of it'],
    ['T01', 'the same with more of it', 'Title of it\n- a', 'Title of it<list><list_item>a'],
    ['T01', 'a line of signs of equality', 'Title of it\n==', 'Title of it'],
    ['T04', 'a bold link without an address', '- **[start](https://exa', '<list><list_item><strong>start'],
    ['', 'half a bold', 'Some **bold', 'Some <strong>bold'],
    ['', 'half the end of a bold', 'Some **bold*', 'Some <strong>bold'],
    ['', 'two stars and nothing', 'Some **', 'Some '],
    ['', 'a product', 'It is 2*3 and 2 * 4', 'It is 2*3 and 2 * 4'],
    ['', 'a name with underscores', 'call snake_ca', 'call snake_ca'],
    ['', 'half a label', 'See [the do', 'See the do'],
    ['', 'a label whose address may come', 'See [the docs]', 'See the docs'],
    ['', 'half a bare address', 'See https://exa', 'See https://exa'],
    [
      '',
      'a bare address that is whole',
      'See https://example.com ',
      'See <link https://example.com>https://example.com ',
    ],
    ['', 'half a table', 'A:\n\n| a | b |\n|--', 'A:'],
    ['', 'a table', 'A:\n\n| a | b |\n|--|--|\n| 1', 'A:<table>'],
    ['', 'half a formula', 'It is \\(x^2', 'It is <math>x^2'],
    ['', 'half a tag', 'H<su', 'H'],
    ['', 'half code', 'the `cod', 'the <codespan>cod'],
    ['', 'half a reference', 'a &am', 'a '],
    ['', 'half a mark of a source', 'It rained【4†sou', 'It rained'],
    ['', 'bold in the last of two items', '- **a**\n- **b', '<list><list_item><strong>a<list_item><strong>b'],
    ['', 'a comparison', 'if x < y then', 'if x < y then'],
    ['', 'a task', '- [ ] wash', '<list><list_item><checkbox>wash'],
  ])('%s %s', (_id, _title, text, seen) => expect(soFar(text)).toBe(seen))

  it('words that were in sight stay in sight', () => {
    const text =
      'A **bold** and *soft* [link](https://a.example/b) with `code`, $5, 2 * 3, a_b_c, \\(x\\).\n\n- one **two**\n- three\n\n| a | b |\n|---|---|\n| **c** | d |\n\nEnd.'
    let before = 0
    for (let end = 1; end <= text.length; end += 1) {
      const words =
        soFar(text.slice(0, end))
          .replace(/<[^>]*>/g, '')
          .match(/[a-z]{2,}/gi)?.length ?? 0
      expect(words, text.slice(0, end)).toBeGreaterThanOrEqual(Math.min(before, words + 1))
      before = words
    }
  })
})
