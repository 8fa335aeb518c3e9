import { expect, test } from 'vitest'
import { parseLooseJson } from '../../../../src/shared/toolServers/looseJson'

test.each([
  ['{"a": 1,}', { a: 1 }],
  ['[1, 2, /* three */ 3,\n]', [1, 2, 3]],
  [
    '// first\n{"a": "// no comment", "b": "/* nor this */, }"} // last',
    { a: '// no comment', b: '/* nor this */, }' },
  ],
  [
    '{"quote": "\\"//\\\\", "x": -1.5e3, "t": true, "n": null}',
    { quote: '"//\\', x: -1500, t: true, n: null },
  ],
  ['{"a": [],}', { a: [] }],
])('%s', (text, value) => {
  expect(parseLooseJson(text)).toEqual(value)
})

test.each(['{"a": tr ue}', '{"a": 1 2}', '{"a" "b"}', '[1,,2]', '{"a": "open', '{"a": 1', '/* open'])(
  '%s is no JSON',
  (text) => {
    expect(() => parseLooseJson(text)).toThrow()
  },
)

test('a text of beginnings without an end takes no longer than another', () => {
  expect(() => parseLooseJson('/*'.repeat(500_000))).toThrow()
  expect(() => parseLooseJson(`{"a": ${'"'.repeat(500_001)}`)).toThrow()
})
