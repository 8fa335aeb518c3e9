import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ThoughtSplitter } from '../../../../src/main/engines/ThoughtSplitter'

/** What an answer in these pieces is: its thoughts and its text. */
const split = (pieces: readonly string[]) => {
  const splitter = new ThoughtSplitter()
  let thoughts = ''
  let text = ''
  for (const piece of [...pieces.map((each) => splitter.read(each)), splitter.end()].flat()) {
    if (piece.type === 'reasoning') thoughts += piece.text
    if (piece.type === 'text') text += piece.text
    if (piece.type === 'turned') {
      thoughts += text + piece.text
      text = ''
    }
  }
  return { thoughts, text }
}

describe('an answer with thoughts in tags', () => {
  it.each([
    ['<think>\nHm.\n</think>\n\nYes.', 'Hm.', 'Yes.'],
    ['  \n<Thinking>Hm.</Thinking> Yes.', 'Hm.', 'Yes.'],
    ['<think>One.</think>\n<think>Two.</think>Yes.', 'One.\n\nTwo.', 'Yes.'],
    ['[THINK]Hm.[/THINK]Yes.', 'Hm.', 'Yes.'],
    ['<think></think>Yes.', '', 'Yes.'],
    ['<think>Hm.', 'Hm.', ''],
    ['<think>A < B </thin </think>Yes.', 'A < B </thin', 'Yes.'],
    ['Hm.\n</think>\nYes.', 'Hm.\n', 'Yes.'],
    ['</think>Yes.', '', 'Yes.'],
    ['İ </think', '', 'İ </think'],
    ['<think>İ</think>Yes.', 'İ', 'Yes.'],
    ['<thin air', '', '<thin air'],
    [' Yes', '', ' Yes'],
    ['Yes. <think>Hm.</think>', '', 'Yes. <think>Hm.</think>'],
    ['<think>Hm.</think>Yes.</think>', 'Hm.', 'Yes.</think>'],
  ])('%j', (answer, thoughts, text) => {
    expect(split([answer])).toEqual({ thoughts, text })
  })

  it('is the same wherever it is cut', () => {
    const word = fc.constantFrom(
      ...['<think>', '</think>', '<thinking>', '</thinking>', '◁think▷', '◁/think▷', '[THINK]', '[/THINK]'],
      ...['<', '</th', '\n', '  ', '`', '```\n', 'Hm. ', 'a', '😀', '.', '"', '<b>'],
    )
    fc.assert(
      fc.property(
        fc.array(word, { maxLength: 12 }).map((words) => words.join('')),
        fc.array(fc.nat(80), { maxLength: 20 }),
        (answer, cuts) => {
          const places = [0, ...cuts.map((cut) => Math.min(cut, answer.length)), answer.length].sort(
            (one, other) => one - other,
          )
          const pieces = places.slice(1).map((place, index) => answer.slice(places[index], place))
          expect(split(pieces)).toEqual(split([answer]))
          expect(split([...answer])).toEqual(split([answer]))
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it('without tags is given at once and whole', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (pieces) => {
        fc.pre(!/[<◁[]/.test(pieces.join('')))
        expect(split(pieces)).toEqual({ thoughts: '', text: pieces.join('') })
      }),
    )
    const splitter = new ThoughtSplitter()
    expect(splitter.read('Hello')).toEqual([{ type: 'text', text: 'Hello' }])
    expect(splitter.read(' there')).toEqual([{ type: 'text', text: ' there' }])
  })
})
