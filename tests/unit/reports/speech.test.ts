import { describe, expect, it } from 'vitest'
import { SentenceReader } from '../../../src/main/speech/SentenceReader'

/** The sentences of an answer, a few signs at a time. */
const said = (text: string): string[] => {
  const reader = new SentenceReader()
  const sentences: string[] = []
  for (let at = 0; at < text.length; at += 7) sentences.push(...reader.push(text.slice(at, at + 7)))
  return [...sentences, ...reader.finish()]
}

const rows: readonly (readonly [id: string, title: string, input: string, says: readonly string[]])[] = [
  ['S15', 'box drawing', 'Layout:\n\n┌─────┐\n│ box │\n└─────┘\n\nEnd.', ['Layout:', 'box.', 'End.']],
  [
    'S16',
    'constraint in TeX',
    'Start with $6{x}_{1} + 4{x}_{2} \\leq {24}$ now.',
    ['Start with 6 x 1 plus 4 x 2 is at most 24 now.'],
  ],
  ['S20', '<thought> inline', '<thought>secret plan</thought>Hello there.', ['Hello there.']],
  [
    'S26',
    'company and number',
    'Acme Inc. shipped No. 5 on Jan. 3 to the U.K. office.',
    ['Acme Inc. shipped No. 5 on Jan. 3 to the U.K. office.'],
  ],
]

describe('an answer that users reported is read aloud as it is meant', () => {
  it.each(rows)('%s: %s', (_id, _title, input, says) => expect(said(input)).toEqual(says))

  it.each([
    [
      'a time and a day',
      'We meet at 9 a.m. Monday in Rome. Come!',
      ['We meet at 9 a.m. Monday in Rome.', 'Come!'],
    ],
    [
      'an abbreviation that ends',
      'He left at 5 p.m. The others stayed.',
      ['He left at 5 p.m.', 'The others stayed.'],
    ],
    ['a company that ends', 'It is by Acme Inc. They sell it.', ['It is by Acme Inc.', 'They sell it.']],
    ['a range', 'Between 5–7 and 100~200, so ~30.', ['Between 5 to 7 and 100 to 200, so about 30.']],
    ['a range in Chinese', '需要 5~7 天。', ['需要 5到7 天。']],
    ['a fraction', 'So $\\frac{a}{b} = \\sqrt{2}$.', ['So a over b equals the square root of 2.']],
    ['powers', 'Then $x^2 + y^{10}$ and $90^\\circ$.', ['Then x squared plus y to the 10 and 90 degrees.']],
    ['a sum', '$$\n\\sum_{i=1}^{n} x_i\n$$', ['The sum from i equals 1 to n of x i.']],
    ['a matrix', '$$\n\\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix}\n$$', ['Formula.']],
    ['an address', 'See www.example.com/a/b?c=1 now.', ['See example.com now.']],
    ['tags', 'H<sub>2</sub>O, <kbd>Ctrl</kbd> and<br>more', ['H2O, Ctrl and.', 'more.']],
    ['colours of a terminal', 'It was \u001b[31mred\u001b[0m there.', ['It was red there.']],
    ['marks of sources', 'It rained【4†source】. Then sun.', ['It rained.', 'Then sun.']],
    ['long thoughts', `<think>\n${'I plan it well. '.repeat(400)}\n</think>\n\nThe answer.`, ['The answer.']],
  ])('%s', (_name, input, says) => expect(said(input)).toEqual(says))
})
