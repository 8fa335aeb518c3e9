import { describe, expect, test } from 'vitest'
import { longestLinkedText, parseParleyLink } from '../../../../src/main/desktop/parleyLink'

const ask = (text: string) => ({ link: { type: 'ask', text } })
const encoded = (text: string) => `parley://ask?text=${encodeURIComponent(text)}`

describe('a link that asks', () => {
  test.each([
    ['parley://ask?text=Hello', 'Hello'],
    ['parley://ask/?text=Hello', 'Hello'],
    ['PARLEY://Ask?text=Hello', 'Hello'],
    ['parley://ask?text=two+words%20and%20more', 'two words and more'],
    ['parley://ask?text=1%2B1', '1+1'],
    ['parley://ask?text=a%26b%3Dc%23d', 'a&b=c#d'],
    ['parley://ask?text=a=b', 'a=b'],
    ['parley://ask?text=caf%C3%A9', 'café'],
    ['parley://ask?text=café', 'café'],
    ['parley://ask?text=one%0D%0Atwo%0Athree', 'one\ntwo\nthree'],
    [encoded('👩‍🚀 مرحبا\t日本'), '👩‍🚀 مرحبا\t日本'],
    ['parley://ask?text=%2Fimage%20a%20boat', '/image a boat'],
  ])('%s fills in its text', (link, text) => {
    expect(parseParleyLink(link)).toEqual(ask(text))
  })

  test('may be as long as the limit and no longer, however it is escaped', () => {
    const longest = '日'.repeat(longestLinkedText)
    expect(parseParleyLink(encoded(longest))).toEqual(ask(longest))
    expect(parseParleyLink(encoded(`${longest}本`))).toEqual({ refused: 'too-long' })
    expect(parseParleyLink(`parley://ask?text=${'x'.repeat(5_000_000)}`)).toEqual({ refused: 'too-long' })
  })

  test.each(['parley://ask', 'parley://ask?', 'parley://ask?text=', 'parley://ask?text=%20%0A+'])(
    '%s has nothing to fill in',
    (link) => {
      expect(parseParleyLink(link)).toEqual({ refused: 'empty' })
    },
  )

  test.each([
    ['a second text', 'parley://ask?text=one&text=two'],
    ['another parameter', 'parley://ask?text=one&send=1'],
    ['another parameter in front', 'parley://ask?send=1&text=one'],
    ['another name', 'parley://ask?prompt=one'],
    ['a fragment', 'parley://ask?text=one#send'],
    ['a path', 'parley://ask/now?text=one'],
    ['a broken escape', 'parley://ask?text=%E'],
    ['bytes that are no text', 'parley://ask?text=%FF%FE'],
    ['half a character', 'parley://ask?text=%ED%A0%80'],
    ['half a character, unescaped', 'parley://ask?text=\ud800'],
    ['a NUL', 'parley://ask?text=a%00b'],
    ['an escape sequence', 'parley://ask?text=%1B%5B2J'],
    ['words in reverse', encoded('pay \u202edeyap\u202c')],
    ['an isolate', encoded('\u2067a\u2069')],
    ['an invisible alphabet', encoded('Hi\u{e0041}\u{e0042}')],
    ['a byte order mark', encoded('\ufeffHi')],
  ])('%s is refused', (_what, link) => {
    expect(parseParleyLink(link)).toEqual({ refused: 'malformed' })
  })
})

describe('a link to a conversation', () => {
  test('names it', () => {
    const conversationId = '0b0e9f6c-7b7b-4b3e-9a51-0e6d8f3a2c11'
    for (const end of ['', '/']) {
      expect(parseParleyLink(`parley://conversation/${conversationId}${end}`)).toEqual({
        link: { type: 'conversation', conversationId },
      })
    }
  })

  test.each([
    'parley://conversation',
    'parley://conversation/',
    'parley://conversation/a/b',
    'parley://conversation/..%2F..%2Fetc',
    'parley://conversation/../../etc/passwd',
    'parley://conversation/a?text=b',
    'parley://conversation/a#b',
    'parley://conversation/a b',
    `parley://conversation/${'a'.repeat(101)}`,
    "parley://conversation/'--",
  ])('%s is refused', (link) => {
    expect(parseParleyLink(link)).toEqual({ refused: 'malformed' })
  })
})

test.each([
  '',
  'parley:',
  'parley://',
  'parley:ask?text=one',
  'parley:///ask?text=one',
  'https://ask?text=one',
  ' parley://ask?text=one',
  'parley://user@ask?text=one',
  'parley://ask:80?text=one',
  'parley://ask.example.org?text=one',
])('%j is no link of ours', (link) => {
  expect(parseParleyLink(link)).toEqual({ refused: 'malformed' })
})

test.each(['parley://settings', 'parley://run?command=rm', 'parley://quit/now', 'parley://asks?text=one'])(
  '%s asks for what no link can have',
  (link) => {
    expect(parseParleyLink(link)).toEqual({ refused: 'unknown' })
  },
)
