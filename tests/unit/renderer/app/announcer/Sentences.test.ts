import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Sentences } from '../../../../../src/renderer/app/announcer/Sentences'
import { expectLinear } from '../../../../fuzz/growth'

const said = (...pieces: readonly string[]): readonly string[] => {
  const sentences = new Sentences()
  return [...pieces.flatMap((piece) => sentences.append(piece)), ...sentences.finish()]
}

it('a sentence is said when it is complete, not before', () => {
  const sentences = new Sentences()
  expect(sentences.append('The first sen')).toEqual([])
  expect(sentences.append('tence. The sec')).toEqual(['The first sentence.'])
  expect(sentences.append('ond')).toEqual([])
  expect(sentences.finish()).toEqual(['The second'])
})

it('signs of Markdown are not said, and code is named instead of read', () => {
  expect(said('## Title\n\nSee **this** [page](https://a.b).\n\n```js\nlet a = 1\n```\nDone.')).toEqual([
    'Title',
    'See this page.',
    'Code.',
    'Done.',
  ])
})

it('no word is lost or said twice, however the text was cut', () => {
  const word = fc.constantFrom('one', 'two.', 'three!', 'four\n', 'five\n\n', '- six\n', 'seven?')
  fc.assert(
    fc.property(
      fc.array(word, { maxLength: 30 }),
      fc.array(fc.nat(200), { maxLength: 20 }),
      (words, cuts) => {
        const text = words.join(' ')
        const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b)
        const pieces = [...places, text.length].map((place, index) =>
          text.slice(places[index - 1] ?? 0, place),
        )
        const letters = (source: string) => source.replace(/[^a-z]/g, '')
        expect(letters(said(...pieces).join(' '))).toBe(letters(text))
      },
    ),
  )
})

it('a sentence without an end is said in parts: the work for it does not grow with its square', async () => {
  await expectLinear(4_000, (size) => () => said(...Array.from({ length: size / 8 }, () => 'word and ')))
})
