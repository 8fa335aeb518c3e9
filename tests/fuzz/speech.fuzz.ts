import fc from 'fast-check'
import { expect } from 'vitest'
import { SentenceReader } from '../../src/main/speech/SentenceReader'
import { fuzz } from './fuzz'
import { cut, hostileText, pieceLengths, trapOf } from './markdownTraps'

const sentencesOf = (pieces: readonly string[]): string[] => {
  const reader = new SentenceReader()
  return [...pieces.flatMap((piece) => reader.push(piece)), ...reader.finish()]
}

fuzz('sentences are the same however the text was cut on its way', {
  input: fc.tuple(
    fc.oneof({ weight: 4, arbitrary: hostileText }, { weight: 1, arbitrary: trapOf(7_000) }),
    pieceLengths,
  ),
  check: ([text, lengths]) => {
    expect(sentencesOf(cut(text, lengths))).toEqual(sentencesOf([text]))
  },
  rounds: { slice: 60, long: 6_000 },
  limitMs: 2_000,
})

fuzz('reading aloud takes little time for any text', {
  input: trapOf(20_000),
  check: (text) => {
    for (const sentence of sentencesOf(cut(text, [500]))) expect(sentence.length).toBeLessThanOrEqual(4_096)
  },
  rounds: { slice: 4, long: 400 },
  limitMs: 2_000,
})
