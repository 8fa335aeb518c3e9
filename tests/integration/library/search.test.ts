import type { SearchHit } from '@shared/model/conversation'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LocalLibrary } from '../../../src/library/library'
import { conversation, libraryPlace, newPicture, png, question, streamingAnswer, textParts } from './helpers'

const place = libraryPlace()

const find = (library: LocalLibrary, query: string, limit = 20, offset = 0) =>
  library.search({ query, limit, offset })
const ids = (hits: readonly SearchHit[]) => hits.map(({ messageId }) => messageId)
const marked = ({ excerpt, marks }: SearchHit) => marks.map(([start, end]) => excerpt.slice(start, end))

const withTexts = (texts: Readonly<Record<string, string>>): LocalLibrary => {
  const library = place.open()
  library.addMessages({
    conversation: conversation('c', { title: 'Untitled' }),
    messages: Object.entries(texts).map(([id, text], index) =>
      question(id, text, { createdAt: 2_000 + index }),
    ),
  })
  return library
}

describe('Search', () => {
  test('finds words and their beginnings, in any case and with or without accents, and marks them', () => {
    const library = withTexts({
      crepe: 'Zwei Crêpes, bitte. Die CRÊPERIE ist offen.',
      strasse: 'Eine lange Straße',
      none: 'nothing of it: screpe',
    })
    const [hit] = find(library, 'crepe')
    expect(ids(find(library, 'crepe'))).toEqual(['crepe'])
    expect(hit && marked(hit)).toEqual(['Crêpe', 'CRÊPE'])
    expect(ids(find(library, 'crêperie OFFEN'))).toEqual(['crepe'])
    expect(ids(find(library, 'strass'))).toEqual(['strasse'])
    expect(ids(find(library, 'crepe missing'))).toEqual([])
  })

  test('finds what holds every word, whichever of them the index is asked for', () => {
    const words = ['the', 'with', 'data', 'kestrel', 'wing', '京都', 'zq']
    // Each message holds another choice of the words: some are in most of them, some in few.
    const texts = Object.fromEntries(
      Array.from({ length: 1 << words.length }, (_, choice) => {
        const held = words.filter((_, bit) => (choice & (1 << bit)) !== 0)
        return [`m${choice}`, `Entry ${held.join(' ')} end`]
      }),
    )
    const library = withTexts(texts)
    for (let choice = 1; choice < 1 << words.length; choice += 1) {
      const asked = words.filter((_, bit) => (choice & (1 << bit)) !== 0)
      const expected = Object.keys(texts).filter((id) => (Number(id.slice(1)) & choice) === choice)
      expect([asked, ids(find(library, asked.join(' '), 200)).sort()]).toEqual([asked, expected.sort()])
    }
  })

  test('finds Chinese, Japanese, Korean and Thai down to one character', () => {
    const library = withTexts({
      chinese: '我在北京大学学习,GPT模型很好。',
      apart: '北方和京都',
      japanese: '東京タワーへ行きました',
      korean: '안녕하세요 세계',
      thai: 'สวัสดีครับ',
    })
    expect(ids(find(library, '习'))).toEqual(['chinese'])
    expect(ids(find(library, '京'))).toEqual(['japanese', 'apart', 'chinese'])
    // Both characters are in "apart", but not side by side.
    expect(ids(find(library, '北京'))).toEqual(['chinese'])
    expect(ids(find(library, '北京大学'))).toEqual(['chinese'])
    expect(ids(find(library, 'gpt模型'))).toEqual(['chinese'])
    expect(ids(find(library, 'タワー'))).toEqual(['japanese'])
    expect(ids(find(library, '하'))).toEqual(['korean'])
    expect(ids(find(library, 'ดี'))).toEqual(['thai'])
    const [hit] = find(library, '大学')
    expect(hit && marked(hit)).toEqual(['大学'])
  })

  test('a stretch whose pairs all occur, but not in a row, is not found', () => {
    const library = withTexts({ trap: '北京 京大 大学 kite', real: '北京大学' })
    expect(ids(find(library, '北京大学'))).toEqual(['real'])
    expect(ids(find(library, '北京大学 kite'))).toEqual([])
  })

  test('comes newest first and in pages', () => {
    const library = withTexts(
      Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`m${index}`, `kite number ${index}`])),
    )
    const all = Array.from({ length: 150 }, (_, index) => `m${149 - index}`)
    expect(ids(find(library, 'kite', 10))).toEqual(all.slice(0, 10))
    expect(ids(find(library, 'kite', 10, 95))).toEqual(all.slice(95, 105))
    expect(ids(find(library, 'kite', 100, 140))).toEqual(all.slice(140))
  })

  test('finds titles, renamed ones by their new name only', () => {
    const library = place.open()
    library.saveConversation({ conversation: conversation('c', { title: 'Holiday in Lisbon' }) })
    expect(find(library, 'lisb')).toMatchObject([{ conversationId: 'c', messageId: null }])
    library.saveConversation({ conversation: conversation('c', { title: 'Holiday in Porto' }) })
    expect(find(library, 'lisbon')).toEqual([])
    expect(find(library, 'porto')).toHaveLength(1)
  })

  test('finds what was drawn and what was thought, and not what is still being written', () => {
    const library = place.open()
    const answer = streamingAnswer('a')
    library.addMessages({ conversation: conversation('c'), messages: [answer] })
    library.appendChunks({
      parts: [],
      chunks: [{ messageId: 'a', partIndex: 0, chunkIndex: 0, text: 'unfinished' }],
    })
    expect(find(library, 'unfinished')).toEqual([])
    library.finishMessage({
      message: {
        ...answer,
        state: 'complete',
        parts: [
          { type: 'reasoning', text: 'pondering' },
          { type: 'picture', prompt: 'a vibrant tram', pictureId: null, width: 0, height: 0 },
          ...textParts('There.'),
        ],
      },
    })
    expect(ids(find(library, 'tram'))).toEqual(['a'])
    expect(ids(find(library, 'ponder'))).toEqual(['a'])
  })

  test('a rewritten message is found by what it says now', () => {
    const library = withTexts({ m: 'the old wording' })
    library.addMessages({
      conversation: conversation('c', { title: 'Untitled' }),
      messages: [question('m', 'the new wording')],
    })
    expect(ids(find(library, 'old'))).toEqual([])
    expect(ids(find(library, 'new wording'))).toEqual(['m'])
  })

  test('shows a short stretch around the match, cut at words and never within a character', () => {
    const library = withTexts({
      long: `${'before '.repeat(100)}needle ${'after '.repeat(100)}`,
      emoji: `${'🎉'.repeat(200)} needle ${'🎉'.repeat(200)}`,
    })
    const [emoji, long] = find(library, 'needle')
    expect(long?.excerpt).toMatch(/^…before .*needle .*after…$/)
    expect(long?.excerpt.length).toBeLessThan(220)
    expect(emoji?.excerpt.isWellFormed()).toBe(true)
    expect(emoji && marked(emoji)).toEqual(['needle'])
  })

  test('takes anything for a query and never fails', () => {
    const library = withTexts({ m: 'plain "quoted" text AND more, NOT less (or NEAR) *' })
    const hostile = [
      '',
      ' ',
      '"',
      "'",
      '*',
      '"*',
      'a"b',
      'AND',
      'OR NOT',
      'NEAR(',
      'text:plain',
      '-plain',
      '^plain',
      'plain +text',
      '{a b}: c',
      '\0',
      'plain\0text',
      '\ud800',
      '🎉',
      '%_',
      'x'.repeat(100_000),
      'a b '.repeat(10_000),
      '北'.repeat(5_000),
    ]
    for (const query of hostile) expect(() => find(library, query)).not.toThrow()
    expect(ids(find(library, 'AND'))).toEqual(['m'])
    expect(ids(find(library, '"quoted'))).toEqual(['m'])
    expect(ids(find(library, 'plain\0text'))).toEqual(['m'])
    expect(find(library, '***')).toEqual([])
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (query) => {
        for (const { excerpt, marks } of find(library, query))
          for (const [start, end] of marks)
            expect(0 <= start && start < end && end <= excerpt.length).toBe(true)
      }),
      { numRuns: 200 },
    )
  })

  test('every word of a text finds it, whatever the script', () => {
    const library = place.open()
    let run = 0
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }), (text) => {
        run += 1
        const id = `m${run}`
        library.addMessages({
          conversation: conversation('c', { title: '' }),
          messages: [question(id, text, { createdAt: run })],
        })
        for (const word of text.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [])
          if (/[\p{L}\p{N}]/u.test(word)) expect(ids(find(library, word, 1_000))).toContain(id)
      }),
      { numRuns: 100 },
    )
  })
})

describe('The gallery', () => {
  test('lists pictures newest first, in pages, and by prompt', () => {
    let now = 0
    const library = place.open({
      now: () => {
        now += 1
        return Math.floor(now / 2)
      },
    })
    const prompts = ['a red kite', 'a blue kite', 'a boat', 'ein Königreich', '风筝']
    for (const [index, prompt] of prompts.entries()) library.addPicture(newPicture(png(8, 8, index), prompt))
    const all = library.listPictures({ query: '', limit: 10, after: null })
    expect(all.next).toBeNull()
    const paged: string[] = []
    let after = null
    do {
      const page = library.listPictures({ query: '', limit: 2, after })
      paged.push(...page.pictures.map(({ id }) => id))
      after = page.next
    } while (after !== null)
    expect(paged).toEqual(all.pictures.map(({ id }) => id))
    const search = (query: string) =>
      library.listPictures({ query, limit: 10, after: null }).pictures.map(({ prompt }) => prompt)
    expect(search('kite').sort()).toEqual(['a blue kite', 'a red kite'])
    expect(search('konig')).toEqual(['ein Königreich'])
    expect(search('筝')).toEqual(['风筝'])
    expect(search('***')).toEqual([])
  })
})
