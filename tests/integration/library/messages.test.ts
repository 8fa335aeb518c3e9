import type { Message, Part } from '@shared/model/message'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  conversation,
  growText,
  isOnDisk,
  libraryPlace,
  outlineOf,
  question,
  streamingAnswer,
  textParts,
} from './helpers'

const place = libraryPlace()

describe('Conversations', () => {
  test('are listed newest first, page by page, with none twice and none left out', () => {
    const library = place.open()
    // Many share a time, so that the order within one matters.
    for (let index = 0; index < 25; index += 1)
      library.saveConversation({
        conversation: conversation(`c${String(index).padStart(2, '0')}`, { updatedAt: index % 3 }),
      })
    const seen: string[] = []
    let after = null
    do {
      const page = library.listConversations({ limit: 4, after })
      seen.push(...page.conversations.map(({ updatedAt, id }) => `${updatedAt} ${id}`))
      after = page.next
    } while (after !== null)
    const wanted = Array.from({ length: 25 }, (_, index) => `${index % 3} c${String(index).padStart(2, '0')}`)
    wanted.sort((a, b) => Number(b[0]) - Number(a[0]) || (a < b ? -1 : 1))
    expect(seen).toEqual(wanted)
  })

  test('come back as they were saved, whatever the title holds', () => {
    const library = place.open()
    for (const title of ['', 'a\0b', '\ud800 half', 'Ünïcödé 🎉', "'; DROP TABLE messages; --"]) {
      const saved = conversation('c', { title, leafId: 'x', choices: { model: 'm', streaming: false } })
      library.saveConversation({ conversation: saved })
      expect(library.getConversation({ id: 'c' })).toEqual(saved)
    }
    expect(library.getConversation({ id: 'none' })).toBeNull()
    expect(library.openConversation({ id: 'none', limit: 5 })).toBeNull()
  })
})

describe('A message', () => {
  const everyPart: Part[] = [
    { type: 'reasoning', text: 'hm', startedAt: 1, endedAt: 2, opaque: '{"x":1}' },
    { type: 'text', text: 'nul \0, half \udc00, 🎉, "quotes"' },
    { type: 'tool-call', callId: 'k', name: 'generate_image', input: '{"prompt": "a ki' },
    { type: 'tool-result', callId: 'k', output: 'done', isError: false },
    { type: 'picture', prompt: 'a kite', pictureId: null, width: 0, height: 0 },
    { type: 'file', fileId: 'f', name: 'notes.txt', mediaType: 'text/plain', byteLength: 3 },
    { type: 'failure', code: 'engine/cut', data: { status: 500 } },
  ]

  test('comes back with every part, cost and count as it was', () => {
    const library = place.open()
    const full = question('full', '', {
      role: 'assistant',
      state: 'failed',
      parts: everyPart,
      engineId: 'e',
      model: 'm',
      usage: { inputTokens: 1, cachedInputTokens: 2, outputTokens: 3, reasoningTokens: 4 },
      costUsd: 0.25,
    })
    const unknownPrice = question('unknown', 'x', { costUsd: null })
    const free = question('free', 'x')
    library.addMessages({ conversation: conversation('c'), messages: [full, unknownPrice, free] })
    expect(library.loadMessages({ ids: ['free', 'nowhere', 'full', 'unknown'] })).toEqual([
      free,
      full,
      unknownPrice,
    ])
  })

  test('of two megabytes is kept whole and found', () => {
    const library = place.open()
    const text = `${'lorem ipsum dolor '.repeat(120_000)} needle`
    library.addMessages({ conversation: conversation('c'), messages: [question('big', text)] })
    expect(library.loadMessages({ ids: ['big'] })[0]?.parts).toEqual(textParts(text))
    expect(library.search({ query: 'needle', limit: 1 }).hits).toHaveLength(1)
  })

  test('opens at the end of the chosen branch, with the outline of all branches', () => {
    const library = place.open()
    const messages = [
      question('q1', 'one'),
      question('a1', 'first answer', { parentId: 'q1', role: 'assistant' }),
      question('a2', 'second answer', { parentId: 'q1', role: 'assistant' }),
      question('q2', 'two', { parentId: 'a2' }),
    ].map((message, index) => ({ ...message, createdAt: 1_000 + index }))
    library.addMessages({ conversation: conversation('c', { leafId: 'q2' }), messages })
    const opened = library.openConversation({ id: 'c', limit: 2 })
    expect(outlineOf(opened).map(({ id, parentId }) => [id, parentId])).toEqual([
      ['q1', null],
      ['a1', 'q1'],
      ['a2', 'q1'],
      ['q2', 'a2'],
    ])
    expect(opened?.messages.map(({ id }) => id)).toEqual(['a2', 'q2'])
    expect(library.loadPath({ conversationId: 'c', leafId: 'a1' }).map(({ id }) => id)).toEqual(['q1', 'a1'])
    expect(library.loadPath({ conversationId: 'nowhere', leafId: 'a1' })).toEqual([])
  })

  test('taken out of the middle leaves what came after it in place', () => {
    const library = place.open()
    const messages = [
      question('q', 'kept'),
      question('a', 'removed', { parentId: 'q', role: 'assistant' }),
      question('b', 'kept too', { parentId: 'a' }),
    ]
    library.addMessages({ conversation: conversation('c', { leafId: 'b' }), messages })
    library.removeMessage({ id: 'a' })
    library.removeMessage({ id: 'never there' })
    expect(library.loadPath({ conversationId: 'c', leafId: 'b' }).map(({ id }) => id)).toEqual(['q', 'b'])
    expect(library.search({ query: 'removed', limit: 5 }).hits).toEqual([])
    library.removeMessage({ id: 'b' })
    expect(library.getConversation({ id: 'c' })?.leafId).toBe('q')
  })
})

describe('A message that is being written', () => {
  test('reads as its parts with all chunks that came after them', () => {
    const library = place.open()
    library.addMessages({ conversation: conversation('c'), messages: [streamingAnswer('a')] })
    library.appendChunks({
      parts: [
        { messageId: 'a', partIndex: 0, nextChunk: 0, part: { type: 'reasoning', text: '', startedAt: 1 } },
      ],
      chunks: [
        { messageId: 'a', partIndex: 0, chunkIndex: 0, text: 'I ' },
        { messageId: 'a', partIndex: 0, chunkIndex: 1, text: 'think' },
      ],
    })
    library.appendChunks({
      parts: [
        {
          messageId: 'a',
          partIndex: 0,
          nextChunk: 2,
          part: { type: 'reasoning', text: 'I think', startedAt: 1, endedAt: 2 },
        },
        { messageId: 'a', partIndex: 1, nextChunk: 0, part: { type: 'text', text: '' } },
      ],
      chunks: [{ messageId: 'a', partIndex: 1, chunkIndex: 0, text: 'So\ud83c' }],
    })
    library.appendChunks({
      parts: [],
      chunks: [{ messageId: 'a', partIndex: 1, chunkIndex: 1, text: '\udf89' }],
    })
    const read = library.loadMessages({ ids: ['a'] })[0]
    expect(read?.state).toBe('streaming')
    expect(read?.parts).toEqual([
      { type: 'reasoning', text: 'I think', startedAt: 1, endedAt: 2 },
      { type: 'text', text: 'So🎉' },
    ])
  })

  test('an older request that comes again changes nothing, whether or not the newer ones follow', () => {
    const library = place.open()
    library.addMessages({ conversation: conversation('c'), messages: [streamingAnswer('a')] })
    const begun = {
      parts: [
        { messageId: 'a', partIndex: 0, nextChunk: 0, part: { type: 'reasoning', text: '', startedAt: 1 } },
      ],
      chunks: [{ messageId: 'a', partIndex: 0, chunkIndex: 0, text: 'one ' }],
    } as const
    library.appendChunks(begun)
    const ended = { type: 'reasoning', text: 'one ', startedAt: 1, endedAt: 9 } as const
    library.appendChunks({ parts: [{ messageId: 'a', partIndex: 0, nextChunk: 1, part: ended }], chunks: [] })
    library.appendChunks(begun)
    expect(library.loadMessages({ ids: ['a'] })[0]?.parts).toEqual([ended])
  })

  test('a continued one grows from the text that it had', () => {
    const library = place.open()
    const cut = question('a', 'Half an', { role: 'assistant', state: 'interrupted' })
    library.addMessages({ conversation: conversation('c'), messages: [cut] })
    library.addMessages({ conversation: conversation('c'), messages: [{ ...cut, state: 'streaming' }] })
    library.appendChunks({
      parts: [],
      chunks: [{ messageId: 'a', partIndex: 0, chunkIndex: 0, text: ' answer' }],
    })
    expect(library.loadMessages({ ids: ['a'] })[0]?.parts).toEqual(textParts('Half an answer'))
  })

  test('takes no growth once it is finished or gone, and a late end brings nothing back', () => {
    const library = place.open()
    const answer = streamingAnswer('a')
    library.addMessages({ conversation: conversation('c'), messages: [answer] })
    const finished: Message = { ...answer, state: 'complete', parts: textParts('All.'), finishedAt: 5_000 }
    library.finishMessage({ message: finished })
    growText(library, 'a', 0, 'lateword')
    expect(isOnDisk(place.folder, 'lateword')).toBe(false)
    expect(library.loadMessages({ ids: ['a'] })).toEqual([finished])
    expect(library.getConversation({ id: 'c' })?.updatedAt).toBe(5_000)
    library.deleteConversation({ id: 'c' })
    growText(library, 'a', 1, 'later')
    library.finishMessage({ message: finished })
    expect(library.loadMessages({ ids: ['a'] })).toEqual([])
    expect(library.getConversation({ id: 'c' })).toBeNull()
  })

  test('is recovered at the next start: interrupted, with all its text, and found by search', () => {
    const first = place.open()
    first.addMessages({ conversation: conversation('c', { leafId: 'a' }), messages: [streamingAnswer('a')] })
    growText(first, 'a', 0, 'the marmalade ')
    growText(first, 'a', 1, 'sky')
    first.close()
    const second = place.create()
    expect(second.open().recoveredMessages).toBe(1)
    expect(second.loadMessages({ ids: ['a'] })[0]).toMatchObject({
      state: 'interrupted',
      parts: textParts('the marmalade sky'),
    })
    expect(outlineOf(second.openConversation({ id: 'c', limit: 1 }))[0]?.state).toBe('interrupted')
    expect(second.search({ query: 'marmalade', limit: 5 }).hits).toHaveLength(1)
    second.close()
    expect(place.create().open().recoveredMessages).toBe(0)
  })

  test('is left alone when only the process came back', () => {
    const first = place.open()
    first.addMessages({ conversation: conversation('c'), messages: [streamingAnswer('a')] })
    growText(first, 'a', 0, 'on and ')
    first.close()
    const second = place.create()
    expect(second.open({ isResumed: true }).recoveredMessages).toBe(0)
    growText(second, 'a', 1, 'on')
    expect(second.loadMessages({ ids: ['a'] })[0]).toMatchObject({
      state: 'streaming',
      parts: textParts('on and on'),
    })
  })

  test('reads the same however often and from wherever its requests are repeated', () => {
    const library = place.open()
    const pieces = fc.array(fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }), {
      minLength: 1,
      maxLength: 12,
    })
    let run = 0
    fc.assert(
      fc.property(
        pieces,
        fc.array(fc.nat(20), { maxLength: 6 }),
        fc.nat(12),
        (texts, restarts, rewriteAt) => {
          run += 1
          const messageId = `m${run}`
          library.addMessages({ conversation: conversation('c'), messages: [streamingAnswer(messageId)] })
          // What main sends: the part, its chunks, and somewhere among them the part as it is by then.
          const requests: (() => void)[] = []
          for (const [index, text] of texts.entries()) {
            requests.push(() => growText(library, messageId, index, text))
            if (index === rewriteAt) {
              const part = { type: 'text', text: texts.slice(0, index + 1).join('') } as const
              requests.push(() =>
                library.appendChunks({
                  parts: [{ messageId, partIndex: 0, nextChunk: index + 1, part }],
                  chunks: [],
                }),
              )
            }
          }
          // Each restart goes back to some request that was not yet acknowledged, and repeats from there in
          // order.
          let sent = 0
          for (const back of restarts) {
            const upTo = Math.min(requests.length, sent + 3)
            for (const request of requests.slice(Math.max(0, sent - back), upTo)) request()
            sent = upTo
          }
          for (const request of requests.slice(sent)) request()
          expect(library.loadMessages({ ids: [messageId] })[0]?.parts).toEqual(textParts(texts.join('')))
        },
      ),
      { numRuns: 60 },
    )
  })
})
