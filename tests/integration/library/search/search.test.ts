import { join } from 'node:path'
import type { Attachment } from '@shared/model/attachment'
import type { SearchCursor, SearchFilters, SearchHit } from '@shared/model/search'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ContentFolder, filesFolder } from '../../../../src/library/ContentFolder'
import { Database } from '../../../../src/library/Database'
import type { LocalLibrary } from '../../../../src/library/library'
import {
  conversation,
  libraryPlace,
  maintainAll,
  newPicture,
  picturesIn,
  png,
  question,
  streamingAnswer,
  textParts,
} from '../helpers'

const place = libraryPlace()

const find = (library: LocalLibrary, query: string, limit = 20, filters: SearchFilters = {}) =>
  library.search({ query, limit, filters }).hits
/** Page after page until the end. */
const findAll = (library: LocalLibrary, query: string, limit: number, filters: SearchFilters = {}) => {
  const pages: (readonly SearchHit[])[] = []
  let after: SearchCursor | null = null
  do {
    const page = library.search({ query, limit, filters, after })
    pages.push(page.hits)
    after = page.next
  } while (after !== null)
  return pages
}
const ids = (hits: readonly SearchHit[]) => hits.map(({ messageId }) => messageId)
const marked = ({ excerpt, marks }: SearchHit) => marks.map(([start, end]) => excerpt.slice(start, end))

/** Each in a conversation of its own: of one, a page has a few hits only. */
const withTexts = (texts: Readonly<Record<string, string>>): LocalLibrary => {
  const library = place.open()
  for (const [index, [id, text]] of Object.entries(texts).entries())
    library.addMessages({
      conversation: conversation(`c ${id}`, { title: 'Untitled' }),
      messages: [question(id, text, { conversationId: `c ${id}`, createdAt: 2_000 + index })],
    })
  return library
}

describe('Search', () => {
  test('finds an answer by the titles and hosts of its sources', () => {
    const library = withTexts({ other: 'Nothing of it' })
    library.addMessages({
      conversation: conversation('c rain', { title: 'Untitled' }),
      messages: [
        question('rain', 'It pours', {
          conversationId: 'c rain',
          parts: [
            { type: 'text', text: 'It pours [1].' },
            {
              type: 'sources',
              sources: [{ url: 'https://weather.example/a?secretword=1', title: 'Forecast' }],
            },
          ],
        }),
      ],
    })
    maintainAll(library)
    expect(ids(find(library, 'forecast'))).toEqual(['rain'])
    expect(ids(find(library, 'weather.example'))).toEqual(['rain'])
    expect(find(library, 'secretword')).toEqual([])
  })

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
    const pages = findAll(library, 'kite', 40)
    expect(pages.map(({ length }) => length)).toEqual([40, 40, 40, 30])
    expect(pages.flatMap(ids)).toEqual(all)
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

  test('over many indexes: newest first, each that is full merged into one piece, and nothing lost', () => {
    const library = place.open()
    const say = (id: string) =>
      library.addMessages({
        conversation: conversation(`c${id}`),
        messages: [
          question(id, `kite and ${id} fly`, { conversationId: `c${id}`, createdAt: Number(id.slice(1)) }),
        ],
      })
    const inFile = <T>(work: (database: Database) => T): T => {
      library.close()
      const database = Database.open(join(place.folder, 'library.db'))
      try {
        return work(database)
      } finally {
        database.close()
        library.open()
      }
    }
    const pieces = (index: string) =>
      inFile((database) => database.get(`SELECT count(DISTINCT segid) AS n FROM ${index}_idx`)?.n)
    for (const id of ['m1', 'm2', 'm3']) say(id)
    // As if a whole index of messages had been written meanwhile.
    const skip = () =>
      inFile((database) =>
        database.run("UPDATE sqlite_sequence SET seq = seq + 65536 WHERE name = 'messages'"),
      )
    skip()
    expect(pieces('message_index_16384')).toBe(3)
    say('m4')
    skip()
    say('m5')
    expect(ids(find(library, 'kite'))).toEqual(['m5', 'm4', 'm3', 'm2', 'm1'])
    maintainAll(library)
    expect(pieces('message_index_16384')).toBe(1)
    expect(ids(find(library, 'kite'))).toEqual(['m5', 'm4', 'm3', 'm2', 'm1'])
    expect(ids(find(library, 'kite m2'))).toEqual(['m2'])
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
          conversation: conversation(id, { title: '' }),
          messages: [question(id, text, { conversationId: id, createdAt: run })],
        })
        for (const word of text.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [])
          if (/[\p{L}\p{N}]/u.test(word)) expect(ids(find(library, word, 1_000))).toContain(id)
      }),
      { numRuns: 100 },
    )
  })
})

describe('Phrases', () => {
  test('are words in a row, whatever signs stand between; the words alone are not enough', () => {
    const library = withTexts({
      row: 'We saw the Grey, Heron at dawn',
      apart: 'A heron, and a grey one',
      longer: 'The grey heronry',
      mixed: '我用GPT模型写代码',
    })
    expect(ids(find(library, '"grey heron"'))).toEqual(['row'])
    expect(ids(find(library, '“grey heron”'))).toEqual(['row'])
    // Not closed yet: the last word is still being typed.
    expect(ids(find(library, '"grey hero')).toSorted()).toEqual(['longer', 'row'])
    expect(ids(find(library, 'grey heron'))).toHaveLength(3)
    expect(ids(find(library, '"heron" dawn'))).toEqual(['row'])
    expect(ids(find(library, '"hero"'))).toEqual([])
    expect(ids(find(library, '"GPT模型"'))).toEqual(['mixed'])
    expect(ids(find(library, '"用GPT"'))).toEqual(['mixed'])
    expect(ids(find(library, '"写GPT"'))).toEqual([])
    const [hit] = find(library, '"grey heron" saw')
    expect(hit && marked(hit)).toEqual(['saw', 'Grey, Heron'])
  })

  test('a title is found only where it holds every word, also those that the index was not asked for', () => {
    const library = place.open()
    for (let index = 0; index < 200; index += 1)
      library.saveConversation({
        conversation: conversation(`c${index}`, {
          title: index === 7 ? 'The grey heron' : `The plan ${index}`,
        }),
      })
    const titles = (query: string) => find(library, query).map(({ conversationTitle }) => conversationTitle)
    expect(titles('the heron')).toEqual(['The grey heron'])
    expect(titles('the plan 19').toSorted()).toEqual(
      ['The plan 19', ...Array.from({ length: 10 }, (_, index) => `The plan ${190 + index}`)].toSorted(),
    )
    expect(titles('the heron plan')).toEqual([])
  })

  test('are found in titles and within a conversation as well', () => {
    const library = place.open()
    library.addMessages({
      conversation: conversation('c', { title: 'Grey heron watching', leafId: 'b' }),
      messages: [question('a', 'heron grey'), question('b', 'a grey heron', { parentId: 'a' })],
    })
    expect(ids(find(library, '"grey heron"')).toSorted()).toEqual(['b', null])
    const query = '"grey heron"'
    const may = library.findCandidates({ conversationId: 'c', query })
    expect(may).toEqual(['a', 'b'])
    expect(library.countInMessages({ ids: may, query })).toEqual({
      found: [{ messageId: 'b', count: 1 }],
      looked: 2,
    })
  })
})

describe('An excerpt', () => {
  const answer = (text: string) => {
    const library = place.open()
    library.addMessages({
      conversation: conversation('c'),
      messages: [question('a', '', { role: 'assistant', parts: textParts(text) })],
    })
    return library
  }

  test('shows what a user reads of an answer, not its markup', () => {
    const library = answer(
      '## The **ferry** leaves\n\n- at [noon](https://example.org/ferry), *always*\n- `at_once` in winter\n\n| Way | Minutes |\n| --- | ---: |\n| Ferry | 25 |\n',
    )
    const [hit] = find(library, 'ferry')
    expect(hit?.excerpt).toBe('The ferry leaves at noon, always at_once in winter Way · Minutes Ferry · 25')
    expect(hit && marked(hit)).toEqual(['ferry', 'Ferry'])
    // Only its address has this word: then it is shown as it is written.
    expect(find(library, 'example')[0]?.excerpt).toContain('[noon](https://example.org/ferry)')
  })

  test('shows the place where most of the words are, not where the first of them is', () => {
    const filler = 'and so on '.repeat(100)
    const library = answer(`A heron. ${filler}A kite. ${filler}The heron saw a kite at dusk. ${filler}`)
    expect(find(library, 'heron kite dusk')[0]?.excerpt).toContain('The heron saw a kite at dusk.')
  })

  test('leaves code as it is written, also where its block began long before', () => {
    const code = Array.from({ length: 80 }, (_, index) => `let **row_${index}** = a * b * c_${index}`)
    const library = answer(`Look:\n\n\`\`\`ts\n${code.join('\n')}\n\`\`\`\n\nThat is *it*, finally.`)
    expect(find(library, 'row_70')[0]?.excerpt).toContain('let **row_70** = a * b * c_70')
    expect(find(library, 'finally')[0]?.excerpt).toContain('That is it, finally.')
  })

  test('of a question is what the user wrote', () => {
    const library = withTexts({ q: 'Why is 2*3*4 in `bash`\n\n* not * 24?' })
    expect(find(library, 'bash')[0]?.excerpt).toBe('Why is 2*3*4 in `bash` * not * 24?')
  })
})

describe('What is not to be found', () => {
  test('lies in the trash; what is archived is found and says so', () => {
    const library = withTexts({ a: 'kite one', b: 'kite two', c: 'kite three' })
    library.saveConversation({ conversation: conversation('t', { title: 'A kite in the trash' }) })
    library.arrangeConversations({
      places: [
        { id: 'c a', trashedAt: 1 },
        { id: 'c b', archivedAt: 1 },
        { id: 't', trashedAt: 1 },
      ],
    })
    expect(find(library, 'kite').map(({ messageId, isArchived }) => [messageId, isArchived])).toEqual([
      ['c', undefined],
      ['b', true],
    ])
    library.arrangeConversations({ places: [{ id: 'c a', trashedAt: null }] })
    expect(ids(find(library, 'kite'))).toEqual(['c', 'b', 'a'])
  })
})

describe('Hits of one conversation', () => {
  const crowded = () => {
    const library = place.open()
    library.addMessages({
      conversation: conversation('few', { title: '' }),
      messages: [question('f', 'kite', { conversationId: 'few' })],
    })
    library.addMessages({
      conversation: conversation('c', { title: '' }),
      messages: Array.from({ length: 200 }, (_, index) => question(`m${index}`, `kite ${index}`)),
    })
    return library
  }

  test('do not hide the others: a page has three of each, and says where there are more', () => {
    const library = crowded()
    const page = library.search({ query: 'kite', limit: 10 })
    expect(ids(page.hits)).toEqual(['m199', 'm198', 'm197', 'f'])
    expect(page.crowded).toEqual(['c'])
    expect(page.next).toBeNull()
  })

  test('are passed over, however many, but nothing that another conversation said between them', () => {
    const library = crowded()
    const say = (id: string, conversationId: string) =>
      library.addMessages({
        conversation: conversation(conversationId, { title: '' }),
        messages: [question(id, `kite ${id}`, { conversationId })],
      })
    // 'c' is no longer one stretch: 'between' lies within it.
    say('between', 'other')
    say('last', 'c')
    const longer = Array.from({ length: 3_000 }, (_, index) =>
      question(`n${index}`, `kite ${index}`, { conversationId: 'long' }),
    )
    library.addMessages({ conversation: conversation('long', { title: '' }), messages: longer })
    const page = library.search({ query: 'kite', limit: 20 })
    expect(ids(page.hits)).toEqual([...['n2999', 'n2998', 'n2997', 'last', 'between', 'm199', 'm198'], 'f'])
    expect([...page.crowded].sort()).toEqual(['c', 'long'])
    expect(page.next).toBeNull()
    // In pages of any size: each begins with what the one before did not reach.
    const small = findAll(library, 'kite', 4).flatMap(ids)
    expect(new Set(small).size).toBe(small.length)
    expect(small).toEqual(expect.arrayContaining(['n2999', 'between', 'f']))
  })

  test('are all there when that conversation is asked for', () => {
    const library = crowded()
    const pages = findAll(library, 'kite', 60, { conversationId: 'c' })
    expect(pages.flatMap(ids)).toEqual(Array.from({ length: 200 }, (_, index) => `m${199 - index}`))
    expect(findAll(library, 'kite', 60, { conversationId: 'few' }).flatMap(ids)).toEqual(['f'])
    expect(findAll(library, 'kite', 60, { conversationId: 'none' }).flatMap(ids)).toEqual([])
  })
})

describe('Filters', () => {
  const history = () => {
    const library = place.open()
    const ask = (id: string, at: number, text: string) =>
      question(id, text, { conversationId: 'c', createdAt: at })
    const answer = (
      id: string,
      parentId: string,
      at: number,
      text: string,
      model: string,
      engineId = 'one',
    ) =>
      question(id, text, {
        conversationId: 'c',
        role: 'assistant',
        parentId,
        createdAt: at,
        model,
        engineId,
      })
    library.addMessages({
      conversation: conversation('c', { title: 'kites', createdAt: 10, choices: { assistantId: 'guide' } }),
      messages: [
        ask('q1', 100, 'kite one'),
        answer('a1', 'q1', 110, 'kite:\n\n```\ncode\n```', 'gpt-large'),
        ask('q2', 200, 'kite two'),
        answer('a2', 'q2', 210, 'kite', 'llama_2%', 'two'),
        question('p', '', {
          conversationId: 'c',
          createdAt: 300,
          parts: [{ type: 'picture', prompt: 'a kite', pictureId: 'x'.repeat(64), width: 1, height: 1 }],
        }),
      ],
    })
    return library
  }
  const found = (filters: SearchFilters, query = 'kite') =>
    ids(findAll(history(), query, 10, { conversationId: 'c', ...filters }).flat())

  test.each<[string, SearchFilters, string[]]>([
    ['a time', { from: 110, until: 210 }, ['q2', 'a1']],
    ['an engine, questions with their answers', { engineId: 'two' }, ['a2', 'q2']],
    ['a part of a model’s name in any case', { model: 'GPT' }, ['a1', 'q1']],
    ['a model’s name with signs that patterns use', { model: '_2%' }, ['a2', 'q2']],
    ['a model that is not there', { model: '%' }, ['a2', 'q2']],
    ['an assistant', { assistantId: 'guide', from: 300 }, ['p']],
    ['another assistant', { assistantId: 'other' }, []],
    ['pictures', { withPicture: true }, ['p']],
    ['code', { withCode: true }, ['a1']],
    ['several together', { withCode: true, engineId: 'two' }, []],
  ])('narrow a search to %s', (_name, filters, expected) => {
    expect(found(filters)).toEqual(expected)
  })

  test('without words show what fits, from its beginning', () => {
    const library = history()
    const found = (filters: SearchFilters, query = '') =>
      ids(findAll(library, query, 2, { conversationId: 'c', ...filters }).flat())
    expect(found({ withCode: true })).toEqual(['a1'])
    expect(found({ from: 0 }, ' ')).toEqual(['p', 'a2', 'q2', 'a1', 'q1'])
    expect(find(library, '', 5)).toEqual([])
    expect(find(library, '', 5, { withCode: true })).toMatchObject([{ excerpt: 'kite: code', marks: [] }])
    // Nothing that could be found was typed.
    expect(find(library, '***', 5, { withCode: true })).toEqual([])
  })

  test('hold for titles, by what is in their conversations', () => {
    const library = history()
    const titles = (filters: SearchFilters) => ids(find(library, 'kites', 10, filters))
    expect(titles({})).toEqual([null])
    expect(titles({ withCode: true, assistantId: 'guide' })).toEqual([null])
    expect(titles({ model: 'gpt', from: 115 })).toEqual([])
    expect(titles({ assistantId: 'other' })).toEqual([])
  })

  test('a rare thing in a long history is found in pieces, none of which takes long', () => {
    const library = place.open()
    const pages = Array.from({ length: 10 }, (_, page) => page)
    for (const page of pages)
      library.addMessages({
        conversation: conversation(`c${page}`, { title: '' }),
        messages: Array.from({ length: 1_000 }, (_, index) =>
          question(`m${page} ${index}`, 'kite', {
            conversationId: `c${page}`,
            ...(page === 0 && index === 500 ? { role: 'assistant', model: 'rare' } : {}),
          }),
        ),
      })
    const found = findAll(library, 'kite', 10, { model: 'rare' })
    expect(found.length).toBeGreaterThan(1)
    expect(found.flatMap(ids)).toEqual(['m0 500'])
  })

  test('messages of an older library are known to hold code before and after they have been looked at', () => {
    const library = history()
    library.close()
    const database = Database.open(`${place.folder}/library.db`)
    database.run('UPDATE messages SET has_code = NULL')
    database.close()
    const again = place.open()
    const withCode = () => ids(find(again, 'kite', 10, { withCode: true, conversationId: 'c' }))
    expect(withCode()).toEqual(['a1'])
    maintainAll(again)
    expect(withCode()).toEqual(['a1'])
    again.close()
    const known = Database.open(`${place.folder}/library.db`)
    const rows = known.all('SELECT id, has_code FROM messages ORDER BY pk')
    known.close()
    expect(rows.map(({ id, has_code }) => [id, has_code])).toEqual([
      ['q1', 0],
      ['a1', 1],
      ['q2', 0],
      ['a2', 0],
      ['p', 0],
    ])
  })
})

describe('Attached files', () => {
  const keep = (library: LocalLibrary, name: string, text: string): Attachment => {
    const id = name.padEnd(64, '0')
    const bytes = Buffer.from(text)
    new ContentFolder(filesFolder(place.folder)).write(id, bytes)
    const contents = { kind: 'text' as const, text, id, byteLength: bytes.byteLength }
    const kept = library.keepFile({ name: `${name}.txt`, contents })
    if (!kept) throw new Error('Not kept')
    return kept
  }
  const bringing = (messageId: string, ...files: readonly Attachment[]) =>
    question(messageId, 'Have a look', {
      parts: [
        ...textParts('Have a look'),
        ...files.map(({ id, name, mediaType, byteLength }) => ({
          type: 'file' as const,
          fileId: id,
          name,
          mediaType,
          byteLength,
        })),
      ],
    })

  test('are found by their text, at the message that they came with', () => {
    const library = place.open()
    const report = keep(library, 'report', 'The turbine was\nserviced in 京都 by Mara')
    const other = keep(library, 'other', 'Nothing of it')
    library.addMessages({
      conversation: conversation('c'),
      messages: [bringing('q', report, other), bringing('again', report), question('said', 'turbine')],
    })
    maintainAll(library)
    const hits = find(library, 'turbine')
    expect(hits.map(({ messageId, fileName }) => [messageId, fileName])).toEqual([
      ['said', undefined],
      ['again', 'report.txt'],
      ['q', 'report.txt'],
    ])
    expect(hits[1]?.excerpt).toBe('The turbine was serviced in 京都 by Mara')
    expect(ids(find(library, '京 mara'))).toEqual(['again', 'q'])
    expect(ids(find(library, '"serviced in"'))).toEqual(['again', 'q'])
    // Pages do not repeat them.
    expect(findAll(library, 'turbine', 1).flatMap(ids)).toEqual(['said', 'again', 'q'])
    library.arrangeConversations({ places: [{ id: 'c', trashedAt: 1 }] })
    expect(find(library, 'turbine')).toEqual([])
  })

  test('of an older library are found once the app has had a moment', () => {
    const library = place.open()
    const report = keep(library, 'report', 'turbine')
    library.addMessages({ conversation: conversation('c'), messages: [bringing('q', report)] })
    expect(find(library, 'turbine')).toEqual([])
    library.close()
    const again = place.open()
    maintainAll(again)
    expect(ids(find(again, 'turbine'))).toEqual(['q'])
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
    const all = picturesIn(library)
    expect(all).toHaveLength(prompts.length)
    expect(all.map(({ createdAt }) => createdAt)).toEqual(
      all.map(({ createdAt }) => createdAt).sort((a, b) => b - a),
    )
    const paged = [0, 2, 4, 6].map((offset) => picturesIn(library, {}, { offset, limit: 2 }))
    expect(paged.map(({ length }) => length)).toEqual([2, 2, 1, 0])
    expect(paged.flat()).toEqual(all)
    const search = (query: string) => picturesIn(library, { query }).map(({ prompt }) => prompt)
    expect(search('kite').sort()).toEqual(['a blue kite', 'a red kite'])
    expect(search('konig')).toEqual(['ein Königreich'])
    expect(search('筝')).toEqual(['风筝'])
    expect(search('***')).toEqual([])
  })
})
