import { describe, expect, test } from 'vitest'
import { WordForWord } from '../../../../src/main/engines/WordForWord'

describe('what a voice said, against what it was given', () => {
  test.each([
    ['the same', 'Turn it off.', 'Turn it off.'],
    ['other capitals and commas', 'Well, turn it off!', 'well turn it off'],
    ['another dash and apostrophe', 'It’s a well-known fact – really.', "It's a well known fact, really."],
    ['a number in words', 'There are 12 of them.', 'There are twelve of them.'],
    ['a price in words', 'It costs $5.50 a month.', 'It costs five dollars and fifty cents a month.'],
    ['a sum that ends in a sign', 'It grew by 20%.', 'It grew by twenty percent.'],
    ['a title in full', 'Dr. Smith is here.', 'Doctor Smith is here.'],
    ['and between words', 'Salt & pepper.', 'Salt and pepper.'],
    ['Japanese', '今日は晴れです。', '今日は晴れです'],
    ['a year in German', 'Im Jahr 1999 war das so.', 'Im Jahr neunzehnhundertneunundneunzig war das so.'],
    ['accents composed otherwise', 'Café au lait.', 'Cafe\u0301 au lait.'],
    ['nothing but a number', '42.', 'Forty-two.'],
  ])('%s is word for word', (_what, text, said) => {
    expect(new WordForWord(text).matches(said)).toBe(true)
  })

  test.each([
    ['one other word', 'Turn it off.', 'Turn it on.'],
    ['a word left out', 'Do not touch it.', 'Do touch it.'],
    ['a word too many', 'Touch it.', 'Do not touch it.'],
    ['an answer', 'What is the time?', 'It is half past two.'],
    ['an introduction', 'Hello there.', 'Sure! Hello there.'],
    ['an end that is missing', 'One thing, and another.', 'One thing.'],
    ['a translation', 'Guten Tag.', 'Good day.'],
    ['another word after a number', 'Take 2 pills.', 'Take two spoons.'],
    ['nothing', 'Hello.', ''],
  ])('%s is not', (_what, text, said) => {
    expect(new WordForWord(text).matches(said)).toBe(false)
  })

  test('a beginning is distinguished from another one, also in the middle of a word', () => {
    const check = new WordForWord('Turn it off.')
    expect(
      ['Tur', 'Turn it', 'Turn it of', 'Turn it on', 'Sure'].map((said) => check.mayBegin(said)),
    ).toEqual([true, true, true, false, false])
  })

  test('from a number on, only the whole can be judged', () => {
    const check = new WordForWord('Take 2 pills.')
    expect(['Ta', 'Take two', 'Give'].map((said) => check.mayBegin(said))).toEqual([true, true, false])
  })

  test('what is said after a number may not be longer than a number', () => {
    const check = new WordForWord('Take 2 pills.')
    expect([80, 81].map((length) => check.matches(`take ${'o'.repeat(length)} pills`))).toEqual([true, false])
  })

  test('words are found where they come late, not only where they come first', () => {
    expect(new WordForWord('1 a 2 ab').matches('one a two a ab')).toBe(true)
    expect(new WordForWord('0 a 1 a 2 a').matches('a'.repeat(200))).toBe(true)
    expect(new WordForWord('0 a 1 a 2 a').matches('a'.repeat(244))).toBe(false)
  })

  test('ATK-11: words that fit in many ways are compared in time that grows with their number', () => {
    const syllables = (count: number) =>
      Array.from({ length: count }, (_, index) => `${index % 10} a`).join(' ')
    expect(new WordForWord(syllables(6)).matches(`${'a'.repeat(120)}b`)).toBe(false)
    expect(new WordForWord(syllables(1_000)).matches(`${'a'.repeat(40_000)}b`)).toBe(false)
    const text = 'Between 1 and 2 there are 3 or 4 of them, and 5 more. '.repeat(60)
    expect(new WordForWord(text).matches(text.replace(/more/g, 'less'))).toBe(false)
    expect(new WordForWord(text).matches(text)).toBe(true)
  })
})
