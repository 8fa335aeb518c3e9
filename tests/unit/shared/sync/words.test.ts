import { wordlist } from '@scure/bip39/wordlists/english.js'
import { describe, expect, it } from 'vitest'
import { nearWords, readWords } from '../../../../src/shared/sync/words'

const meant = (text: string) => readWords(text, wordlist).map((word) => word.meant)

describe('The words of a place', () => {
  it('are read as they stand on paper, in a file and in a message', () => {
    const words = ['apple', 'river', 'stone', 'candy', 'window', 'north']
    for (const text of [
      'apple river stone candy window north',
      '1. Apple\n2. River\n3. Stone\n4. Candy\n5. Window\n6. North\n',
      'APPL, RIVE; ston · cand – wind-nort',
    ])
      expect(meant(text)).toEqual(words)
  })

  it('are told by four letters, and only by four', () => {
    expect(readWords('act acti cand candl', wordlist)).toEqual([
      { typed: 'act', meant: 'act', isKnown: true },
      { typed: 'acti', meant: 'action', isKnown: true },
      { typed: 'cand', meant: 'candy', isKnown: true },
      { typed: 'candl', meant: 'candl', isKnown: false },
    ])
  })

  it.each([
    ['aple', ['able', 'apple']],
    ['wnidow', ['window']],
    ['rivver', ['river']],
    ['nroth', ['north']],
    ['abandonment', ['abandon']],
    ['qqqqqqqq', []],
  ])('a slip of the fingers is understood: %s', (typed, words) => {
    expect(nearWords(typed, wordlist)).toEqual(words)
  })
})
