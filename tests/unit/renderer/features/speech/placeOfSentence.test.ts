import { describe, expect, test } from 'vitest'
import { placeOfSentence, signsOf } from '../../../../../src/renderer/features/speech/placeOfSentence'

const marked = (shown: string, sentence: string, after = 0): string | null => {
  const place = placeOfSentence(signsOf(shown), sentence, after)
  return place && shown.slice(place.start, place.end)
}

describe('where a spoken sentence stands in the text that is shown', () => {
  test.each([
    ['as it is', 'One thing. Another thing. Third.', 'Another thing.', 'Another thing'],
    ['with other marks and spaces', 'A “well-known”\n fact…', 'A well-known fact.', 'A “well-known”\n fact'],
    ['an item whose number stands in the margin', 'Wash it\nDry it', '2. Dry it.', 'Dry it'],
    [
      'with an address that is said by its host',
      'See https://example.com/a/b now',
      'See example.com now.',
      null,
    ],
    [
      'with a formula that is only named',
      'So it follows that x² + 1 holds',
      'So it follows that formula holds.',
      'So it follows that',
    ],
    ['Japanese', '今日は晴れです。明日は雨です。', '明日は雨です。', '明日は雨です'],
    ['what is not shown', 'Something else', 'Code block, TypeScript.', null],
    ['nothing that could be said', 'Text', '…', null],
    ['a word of two letters', 'Well, no', 'No.', 'no'],
  ])('%s', (_what, shown, sentence, found) => {
    expect(marked(shown, sentence)).toBe(found)
  })

  test('what is written twice is found where the reading has come to', () => {
    const shown = signsOf('Yes. No. Yes.')
    const first = placeOfSentence(shown, 'Yes.', 0)
    const second = placeOfSentence(shown, 'Yes.', first?.next ?? 0)
    expect([first?.start, second?.start]).toEqual([0, 9])
  })
})
