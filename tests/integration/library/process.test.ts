import { rmSync } from 'node:fs'
import { AppError } from '@shared/ipc/errors'
import type { Conversation } from '@shared/model/conversation'
import type { Message } from '@shared/model/message'
import { describe, expect, test, vi } from 'vitest'
import type { LibraryClient } from '../../../src/main/library/LibraryClient'
import { processPlace } from './builtLibrary'

// Real processes on a machine that may be busy with other tests.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })
const place = processPlace()
const { connect, lastChild } = place

const conversation: Conversation = {
  id: 'c',
  title: 'Kites',
  createdAt: 1,
  updatedAt: 1,
  leafId: 'answer',
  choices: {},
}
const answer: Message = {
  id: 'answer',
  conversationId: 'c',
  parentId: null,
  role: 'assistant',
  state: 'streaming',
  parts: [],
  createdAt: 1,
}
const begin = (client: LibraryClient) => client.addMessages({ conversation, messages: [answer] })
const append = (client: LibraryClient, chunkIndex: number) =>
  client.appendChunks({
    parts:
      chunkIndex === 0
        ? [{ messageId: 'answer', partIndex: 0, nextChunk: 0, part: { type: 'text', text: '' } }]
        : [],
    chunks: [{ messageId: 'answer', partIndex: 0, chunkIndex, text: `${chunkIndex} ` }],
  })
const textFrom = (messages: readonly Message[]): string => {
  const part = messages[0]?.parts[0]
  return part?.type === 'text' ? part.text : ''
}
const numbersUpTo = (count: number): string =>
  Array.from({ length: count }, (_, index) => `${index} `).join('')

describe('The library process', () => {
  test('answers over its channel and leaves one clean file behind', async () => {
    const client = connect()
    expect(await client.open()).toEqual({
      recoveredMessages: 0,
      setAside: null,
      readOnly: null,
      schemaVersion: 3,
    })
    await begin(client)
    expect(await client.getConversation({ id: 'c' })).toEqual(conversation)
    await client.close()
    expect(await lastChild().exited).toBe(0)
    expect(lastChild().errors()).toBe('')
  })

  test('killed in the middle of appends twenty times, it loses nothing and the answer goes on', async () => {
    const restarts: number[] = []
    // The rounds follow each other faster than accidents do: a clock that runs keeps them from looking like a
    // crash loop.
    let clock = 0
    const client = connect({
      now: () => {
        clock += 60_001
        return clock
      },
      onReport: (report, isRestart) => {
        if (isRestart) restarts.push(report.recoveredMessages)
      },
    })

    await begin(client)
    const writes: Promise<void>[] = []
    for (let round = 0; round < 20; round += 1) {
      for (let index = 0; index < 25; index += 1) {
        writes.push(append(client, round * 25 + index))
        // Somewhere among them, another place in each round.
        if (index === (round * 7) % 25) {
          await writes[Math.max(0, writes.length - 3)]
          lastChild().kill()
        }
      }
      await Promise.all(writes)
    }
    await Promise.all(writes)
    expect(textFrom(await client.loadMessages({ ids: ['answer'] }))).toBe(numbersUpTo(500))
    // It still streams: a restart of the process alone is not the end of the answer.
    expect(restarts).toEqual(Array.from({ length: 20 }, () => 0))
  }, 180_000)

  test('killed with the app, it has every acknowledged word at the next start, and the answer is interrupted', async () => {
    for (let round = 0; round < 10; round += 1) {
      const client = connect()
      client.start()
      await begin(client)
      let acknowledged = 0
      const enough = new Promise<void>((done) => {
        for (let index = 0; index < 40; index += 1)
          void append(client, index).then(
            () => {
              acknowledged = index + 1
              if (index === 5 + 2 * round) done()
            },
            () => {},
          )
      })
      await enough
      const child = lastChild()
      // The app dies too: nothing starts the process again.
      const closing = client.close()
      child.kill()
      await closing
      const next = connect()
      const report = await next.open()
      const [message] = await next.loadMessages({ ids: ['answer'] })
      const text = textFrom(message ? [message] : [])
      expect({ recovered: report.recoveredMessages, state: message?.state }).toEqual({
        recovered: 1,
        state: 'interrupted',
      })
      expect(text.startsWith(numbersUpTo(acknowledged))).toBe(true)
      await next.close()
      rmSync(place.folder, { recursive: true, force: true })
    }
  }, 180_000)

  test('speaks beside its other work, and says so when it cannot', async () => {
    const client = connect()
    const order: string[] = []
    const speech = client.speak({ text: 'Good morning, this is a test.', voice: 'slt' }).then((value) => {
      order.push('speech')
      return value
    })
    await client.listConversations({ limit: 1, after: null }).then(() => order.push('list'))
    const { pcm, sampleRate } = await speech
    expect(order).toEqual(['list', 'speech'])
    expect(sampleRate).toBe(16_000)
    // Between one and five seconds of sound, and not silence.
    expect(pcm.byteLength / 2 / sampleRate).toBeGreaterThan(1)
    expect(pcm.byteLength / 2 / sampleRate).toBeLessThan(5)
    const loudest = Math.max(
      ...new Int16Array(pcm.slice().buffer).filter((_, index) => index % 7 === 0).map(Math.abs),
    )
    expect(loudest).toBeGreaterThan(3_000)
  })

  test('an unexpected error ends it with a reason for the log', async () => {
    const child = place.start()
    child.post([{ not: 'a request' }, null].at(1) ?? 'nonsense')
    expect(await child.exited).toBe(1)
    expect(child.errors()).toMatch(/^Unhandled: TypeError/)
  })

  test('a failure keeps its code across the channel', async () => {
    const client = connect()
    const rubbish = {
      bytes: new Uint8Array([1, 2, 3]),
      prompt: '',
      model: null,
      costUsd: null,
      messageId: null,
      conversationId: null,
      parentId: null,
    }
    const failure = await client.addPicture(rubbish).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(AppError)
    expect((failure as AppError).code).toBe('picture/unreadable')
  })
})
