import { MarkdownStream, sourceBlocks } from '@shared/markdown/MarkdownStream'
import fc from 'fast-check'
import type { Token } from 'marked'
import { expect } from 'vitest'
import { fuzz } from './fuzz'
import { cut, hostileText, pieceLengths, trapOf } from './markdownTraps'

/** The blocks of a text that arrives in pieces and is drawn at each, and the longest that a piece took. */
const streamed = (pieces: readonly string[]) => {
  const reader = new MarkdownStream()
  const blocks: Token[] = []
  let worstMs = 0
  const take = () => {
    const growth = reader.take()
    for (const block of growth.frozen) blocks.push(block as Token)
    for (const { index, block } of growth.revised) blocks[index] = block as Token
    return growth.isRevising
  }
  for (const piece of pieces) {
    const start = performance.now()
    reader.append(piece)
    take()
    worstMs = Math.max(worstMs, performance.now() - start)
  }
  reader.finish()
  while (take());
  return { blocks, worstMs }
}

/** What of a block is seen: its kind and its source. Marked counts blank space between blocks variously. */
const seen = ({ type, raw }: Token) => [type, raw.trim()]

fuzz('a text in pieces is the same blocks as the whole text, and none of it is lost', {
  input: fc.tuple(
    fc.oneof({ weight: 3, arbitrary: hostileText }, { weight: 2, arbitrary: trapOf(12_000) }),
    pieceLengths,
  ),
  check: ([text, lengths]) => {
    const whole = sourceBlocks(text.replace(/\r\n?/g, '\n'))
    expect(streamed(cut(text, lengths)).blocks.map(seen)).toEqual(whole.map(({ block }) => seen(block)))
    const sources = whole.map(({ source }) => source).join('')
    expect(whole.length === 0 ? '' : sources).toBe(whole.length === 0 ? '' : text.replace(/\r\n?/g, '\n'))
  },
  rounds: { slice: 80, long: 4_000 },
  limitMs: 4_000,
})

fuzz('no piece of any text takes long to parse, and all of it takes little', {
  input: trapOf(30_000),
  check: (text) => {
    const { blocks, worstMs } = streamed(cut(text, [2_048]))
    expect(blocks.length).toBeGreaterThanOrEqual(0)
    // A machine with other work to do stops anything for a while: what is judged is far beyond that.
    expect(worstMs, 'milliseconds for the dearest piece').toBeLessThan(1_000)
  },
  rounds: { slice: 4, long: 400 },
  limitMs: 4_000,
})
