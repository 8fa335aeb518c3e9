import { gzipSync } from 'node:zlib'
import { textOf } from '@shared/model/message'
import { describe, expect, test } from 'vitest'
import { appPlace, chatPath, type TestApp } from './appPlace'

const place = appPlace()

const eventStream = { 'content-type': 'text/event-stream' }
const hello = 'data: {"choices":[{"index":0,"delta":{"content":"Hello"}}]}\n\n'

/** The gzip has bytes behind its end: undici gives no end then, and comes back from no abort. */
const serveBrokenGzip = () =>
  place.server.script(chatPath, [
    ({ raw }) => {
      raw.response.writeHead(200, { ...eventStream, 'content-encoding': 'gzip' })
      raw.response.write(gzipSync(hello), () => setTimeout(() => raw.response.end('zzzz'), 20))
    },
    ({ sse }) => sse().chatAnswer('Again'),
  ])

const ask = (app: TestApp, conversationId: string | null = null) =>
  app.call('runs.start', { conversationId, prompt: 'Hi' })

const answerIn = async (app: TestApp, conversationId: string) => {
  const conversation = await app.services.library.getConversation({ id: conversationId })
  const path = await app.services.library.loadPath({ conversationId, leafId: conversation?.leafId ?? '' })
  return path.at(-1)
}

describe('ATK-01: an answer that would never end', () => {
  const begun = async (app: TestApp): Promise<string> => {
    serveBrokenGzip()
    const { conversationId } = await ask(app)
    await app.watch(conversationId).until((item) => item.type === 'part.grew' || item.type === 'part.opened')
    return conversationId
  }

  test('is ended by a stop, keeps its text, and frees the conversation', async () => {
    const app = place.start()
    const conversationId = await begun(app)
    await app.call('runs.stop', { conversationId })
    const stopped = await answerIn(app, conversationId)
    expect(stopped?.state).toBe('stopped')
    expect('Hello'.startsWith(stopped ? textOf(stopped) : '?')).toBe(true)
    await ask(app, conversationId)
    await app.idle(conversationId)
    const next = await answerIn(app, conversationId)
    expect(next && textOf(next)).toBe('Again')
  })

  test('does not hold the end of the app', async () => {
    const app = place.start()
    await begun(app)
    await app.close()
  })

  test('ends by itself, and Continue is offered', async () => {
    const app = place.start({ idleTimeoutMs: 3_000 })
    const conversationId = await begun(app)
    await app.idle(conversationId)
    const answer = await answerIn(app, conversationId)
    expect(answer?.state).toBe('interrupted')
    expect(answer && textOf(answer)).toBe('Hello')
    // Which of them it is depends on what the transport makes of such a gzip.
    const code = expect.stringMatching(/^engine\/(cut|malformed|stalled)$/)
    expect(answer?.parts.at(-1)).toMatchObject({ type: 'failure', code })
  })
})

describe('ATK-14: an answer of which an event has a wrong shape', () => {
  test('is interrupted and not failed, so that Continue goes on with its text', async () => {
    const app = place.start()
    place.server.script(chatPath, [
      ({ raw }) => {
        raw.response.writeHead(200, eventStream)
        raw.response.end(`${hello}data: {"choices":[{"delta":{"tool_calls":[null]}}]}\n\n`)
      },
      ({ sse }) => sse().chatAnswer(' again'),
    ])
    const { conversationId, messageId } = await ask(app)
    await app.idle(conversationId)
    const cut = await answerIn(app, conversationId)
    expect(cut?.state).toBe('interrupted')
    expect(cut?.parts).toMatchObject([
      { type: 'text', text: 'Hello' },
      { type: 'failure', code: 'engine/malformed' },
    ])
    await app.call('runs.continue', { messageId })
    await app.idle(conversationId)
    const whole = await answerIn(app, conversationId)
    expect(whole?.state).toBe('complete')
    expect(whole && textOf(whole)).toBe('Hello again')
  })
})

describe('ATK-19: an answer with 100,000 tool calls', () => {
  test('ends at the 65th, and none of them is run', async () => {
    const app = place.start()
    place.server.script(chatPath, ({ sse }) => {
      const stream = sse()
      stream.chatText('Hello')
      for (let index = 0; index <= 64; index += 1)
        stream.chatTool({ index, id: `call_${index}`, name: 'speak', arguments: '{}' })
    })
    const { conversationId } = await ask(app)
    await app.idle(conversationId)
    const answer = await answerIn(app, conversationId)
    expect(answer?.state).toBe('failed')
    expect(answer?.parts).toMatchObject([
      { type: 'text', text: 'Hello' },
      { type: 'failure', code: 'tool/too-many-rounds', data: { calls: 64 } },
    ])
  })
})
