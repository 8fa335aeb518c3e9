import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readSentences, SentenceReader } from '../../../../src/main/speech/SentenceReader'
import { splitSentences } from '../../../../src/main/speech/sentences'
import { spokenBlocks } from '../../../../src/main/speech/speakable'
import { expectLinear } from '../../../fuzz/growth'

const cases: readonly (readonly [promise: string, text: string, sentences: readonly string[]])[] = [
  ['marks end sentences', 'One. Two! Three? Four… five', ['One.', 'Two!', 'Three?', 'Four… five']],
  [
    'titles and initials do not',
    'Dr. Smith met J. R. R. Tolkien. They spoke.',
    ['Dr. Smith met J. R. R. Tolkien.', 'They spoke.'],
  ],
  ['abbreviations do not', 'Use a tool, e.g. Vim. Or none.', ['Use a tool, e.g. Vim.', 'Or none.']],
  ['decimals and versions do not', 'It is 3.14 or v2.0.1 now. Yes.', ['It is 3.14 or v2.0.1 now.', 'Yes.']],
  ['the number of an item belongs to it', '1. First thing. Then.', ['1. First thing.', 'Then.']],
  ['quotations stay with their sentence', 'He said "Go." Then he went.', ['He said "Go."', 'Then he went.']],
  [
    'Japanese needs no spaces',
    '今日は。元気ですか？「はい。」と言った。',
    ['今日は。', '元気ですか？', '「はい。」', 'と言った。'],
  ],
  ['Chinese needs no spaces', '你好。世界！好', ['你好。', '世界！', '好']],
  ['Hindi has its own stop', 'यह एक है। यह दो है।', ['यह एक है।', 'यह दो है।']],
  ['Arabic has its own question mark', 'من هذا؟ هذا أنا.', ['من هذا؟', 'هذا أنا.']],
  ['Urdu has its own stop', 'یہ ایک ہے۔ یہ دو ہے۔', ['یہ ایک ہے۔', 'یہ دو ہے۔']],
  ['Korean ends as English does', '안녕하세요. 반갑습니다!', ['안녕하세요.', '반갑습니다!']],
  ['a line ends a sentence', 'one\ntwo', ['one', 'two']],
  ['marks alone are silent', 'Yes.\n…\n---\nNo.', ['Yes.', 'No.']],
]

describe('text as sentences', () => {
  test.each(cases)('%s', (_promise, text, sentences) => {
    expect(splitSentences(text)).toEqual(sentences)
  })

  test('what is too long for an engine is cut at the softest break', () => {
    expect(splitSentences('aaaa bbbb; cccc, dddd eeee ffff', 16)).toEqual([
      'aaaa bbbb;',
      'cccc, dddd eeee',
      'ffff',
    ])
    expect(splitSentences('x'.repeat(10), 4)).toEqual(['xxxx', 'xxxx', 'xx'])
    expect(splitSentences('𝒳'.repeat(4), 3)).toEqual(['𝒳', '𝒳', '𝒳', '𝒳'])
  })
})

/** What has been said once each piece was there. */
const stages = (...pieces: readonly string[]): string[][] => {
  const reader = new SentenceReader()
  return [...pieces.map((piece) => reader.push(piece)), reader.finish()]
}

describe('sentences of a growing text', () => {
  test('a sentence is given as soon as the next one begins', () => {
    expect(stages('Hello th', 'ere. ', 'How are', ' you? Fine')).toEqual([
      [],
      [],
      ['Hello there.'],
      ['How are you?'],
      ['Fine.'],
    ])
  })

  test.each([
    ['Chinese, without a space', ['你好。', '世', '界。'], [[], ['你好。'], [], ['世界。']]],
    ['Hindi', ['यह एक', ' है। यह', ' दो'], [[], ['यह एक है।'], [], ['यह दो.']]],
    ['Arabic', ['من هذا؟ ', 'هذا'], [[], ['من هذا؟'], ['هذا.']]],
  ])('so it is in %s', (_language, pieces, sentences) => {
    expect(stages(...pieces)).toEqual(sentences)
  })

  test('a heading is given with its line', () => {
    expect(stages('# Title', '\n', 'Text')).toEqual([[], ['Title.'], [], ['Text.']])
  })

  test('an item is given when the next one begins', () => {
    expect(stages('- one\n', '- ', 'two\n\n', 'Then')).toEqual([[], ['one.'], [], ['two.'], ['Then.']])
  })

  test('code is named when it begins and never read', () => {
    expect(stages('See:\n\n```py\n', 'print("Hi. There.")\n', '```\n', 'Done. Now')).toEqual([
      ['See:', 'Code block, Python.'],
      [],
      [],
      ['Done.'],
      ['Now.'],
    ])
  })

  test('a table is summed up when it is over', () => {
    expect(stages('| a | b |\n|-|-|\n', '| 1. One. | 2 |\n', '\n', 'After. It')).toEqual([
      [],
      [],
      ['Table of a, b, 1 row.'],
      ['After.'],
      ['It.'],
    ])
  })

  test('a link is not read before it is known to be one', () => {
    expect(stages('See [Dr. No. A film', '](https://example.com/a.b). Then')).toEqual([
      [],
      ['See Dr. No. A film.'],
      ['Then.'],
    ])
  })

  test('emphasis over two sentences loses and repeats nothing', () => {
    expect(stages('**Note. This is', ' bold.** And this.')).toEqual([
      ['Note.'],
      ['This is bold.'],
      ['And this.'],
    ])
  })

  test('Japanese is given sentence by sentence', () => {
    expect(stages('今日は。元', '気ですか？「は', 'い。」')).toEqual([
      ['今日は。'],
      ['元気ですか？'],
      [],
      ['「はい。」'],
    ])
  })

  test('reading a whole long answer leaves time for other work', async () => {
    const text = (async function* () {
      yield 'Some words of one sentence. '.repeat(2_000)
    })()
    let turns = 0
    let isReading = true
    const other = (async () => {
      while (isReading) {
        await new Promise((resolve) => setImmediate(resolve))
        turns++
      }
    })()
    const sentences: string[] = []
    for await (const sentence of readSentences(text)) sentences.push(sentence)
    isReading = false
    await other
    expect(sentences).toHaveLength(2_000)
    expect(turns).toBeGreaterThan(20)
  })

  test('a lone bracket does not hold back the rest for ever', () => {
    const [given] = stages(`See [this. ${'More words follow here. '.repeat(60)}`)
    expect(given?.length).toBeGreaterThan(50)
  })
})

const pieces = fc.oneof(
  fc.constantFrom(
    'Hello there. ',
    'Is it? ',
    'Dr. No ',
    '3.5 ',
    '\n',
    '\n\n',
    '- item\n',
    '1. first\n',
    '2. second. More\n',
    '**bold. Yes** ',
    '[a link. Here](https://example.com/x.y) ',
    'https://example.com/a. ',
    '`code. Here` ',
    '```js\nlet a = 1. b\n```\n',
    '```\n',
    '| a | b |\n',
    '|-|-|\n',
    '今日は。',
    '元気ですか？',
    '「はい。」',
    '😀',
    '👨‍👩‍👧 ',
    '# Title\n',
    '> quote. More\n',
    '$x. y$ ',
    '<b>',
    '[',
    '*',
    '_',
    '`',
    '---\n',
    '    indented\n',
    '\r\n',
    '&amp; ',
    '<div>\n',
    '  ',
  ),
  fc.string({ maxLength: 5 }),
)
const documents = fc.array(pieces, { maxLength: 25 }).map((parts) => parts.join(''))

describe('for any text', () => {
  test('the sentences do not depend on how it was cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        documents,
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        async (text, sizes) => {
          const chunks = async function* () {
            for (let at = 0, turn = 0; at < text.length; turn++) {
              const size = sizes[turn % sizes.length] ?? 1
              yield text.slice(at, at + size)
              at += size
            }
          }
          const given: string[] = []
          for await (const sentence of readSentences(chunks())) given.push(sentence)
          const whole = new SentenceReader()
          expect(given).toEqual([...whole.push(text), ...whole.finish()])
        },
      ),
      { numRuns: 400 },
    )
  })

  test('the blocks together are the text', () => {
    fc.assert(
      fc.property(documents, (text) => {
        const plain = text.replaceAll('\r', '')
        expect(
          spokenBlocks(plain)
            .map((block) => block.raw)
            .join(''),
        ).toBe(plain)
      }),
    )
  })

  test('words of plain prose are all said, once and in order', () => {
    const word = fc.stringMatching(/^[a-z]{3,6}$/)
    const sentence = fc.tuple(
      fc.array(word, { minLength: 1, maxLength: 8 }),
      fc.constantFrom('. ', '? ', '! ', '.\n\n', ', '),
    )
    fc.assert(
      fc.property(fc.array(sentence, { minLength: 1, maxLength: 12 }), (parts) => {
        const text = parts.map(([names, end]) => names.join(' ') + end).join('')
        const reader = new SentenceReader()
        const said = [...reader.push(text), ...reader.finish()].join(' ')
        expect(said.match(/[a-z]+/g)).toEqual(text.match(/[a-z]+/g))
      }),
    )
  })
})

describe('ATK-12: reading aloud takes work that grows with the text', () => {
  test.each([
    ['an item of many lazy lines', '- a\n', 'b\n'],
    ['initials', '', 'A. '],
    ['stops and quotation marks', '', '. "'],
    ['titles', '', 'Mr. '],
    ['formulas that never end', '', '\\[\n'],
    ['items', '', '- a\n  - b\n'],
    ['rows of a table', '|a|b|\n|-|-|\n', '|c|d|\n'],
    ['rows without pipes', 'a\n:-\n', 'c\n'],
    ['code', '```\n', 'const a = 1. Yes.\n'],
    ['one word', '', 'a'],
    ['marks of quotation', '', '"'],
  ])('%s', async (_name, start, unit) => {
    await expectLinear(2_500, (size) => {
      const text = start + unit.repeat(Math.ceil(size / unit.length))
      return () => {
        const reader = new SentenceReader()
        for (let at = 0; at < text.length; at += 20) reader.push(text.slice(at, at + 20))
        return reader.finish()
      }
    })
  })
})

describe('a block longer than any is', () => {
  const read = (text: string) => {
    const reader = new SentenceReader()
    return [...reader.push(text), ...reader.finish()]
  }

  test('is read sentence by sentence, none of them twice or left out', () => {
    const sentences = Array.from({ length: 400 }, (_, index) => `This is sentence ${index}.`)
    expect(read(sentences.join(' '))).toEqual(sentences)
  })

  test('is one table, whose rows are counted', () => {
    expect(read(`| Name | Price |\n| - | - |\n${'| one | two |\n'.repeat(1_000)}\nAfter it.`)).toEqual([
      'Table of Name, Price, 1000 rows.',
      'After it.',
    ])
  })

  test('is code of which nothing is read, in a list item too', () => {
    const code = '   Not a sentence. Another one.\n'.repeat(500)
    const sentences = read(`1. Step:\n   \`\`\`js\n${code}   \`\`\`\n\nAfter it.`)
    expect(sentences.filter((sentence) => sentence.includes('Another'))).toEqual([])
    expect(sentences.at(-1)).toBe('After it.')
  })
})
