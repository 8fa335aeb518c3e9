import { describe, expect, test } from 'vitest'
import type { Wire } from '../../fakes/replayServer'
import { answerOf, replayPlace, titleOf } from './replay'

const replay = replayPlace()

describe('what arrives', () => {
  test.each(
    [
      { id: 'sse-01', text: 'Part one, part two.' },
      { id: 'sse-03', text: 'Hello there.' },
      { id: 'sse-05', text: 'One two three.' },
      { id: 'sse-06', text: 'All of it.' },
      { id: 'sse-20', text: 'Mislabelled stream.' },
      { id: 'sse-24', text: 'A 😀 B 🎉 end.' },
    ].map((row) => ({ ...row, title: titleOf(row.id) })),
  )('$title: is read whole', async ({ id, text }) => {
    const { ask } = await replay(id)
    const answer = await ask('first question')
    expect({ text: answer.text, state: answer.message.state, failure: answer.failure }).toEqual({
      text,
      state: 'complete',
      failure: undefined,
    })
  })

  test.each(
    [
      { id: 'sse-08', text: 'Half of the ans', state: 'interrupted', code: 'engine/cut' },
      { id: 'sse-17', text: '', state: 'failed', code: 'engine/context-too-long' },
      { id: 'sse-23', text: '', state: 'failed', code: 'engine/not-found' },
      { id: 'sse-31', text: 'And then the', state: 'interrupted', code: 'engine/answer-limit' },
      { id: 'sse-33', text: '', state: 'failed', code: 'engine/refused' },
      { id: 'sse-34', text: '', state: 'failed', code: 'engine/empty' },
    ].map((row) => ({ ...row, title: titleOf(row.id) })),
  )('$title: is told as what it is', async ({ id, text, state, code }) => {
    const { ask } = await replay(id)
    const answer = await ask('first question')
    expect({ text: answer.text, state: answer.message.state, code: answer.failure?.code }).toEqual({
      text,
      state,
      code,
    })
  })

  test(`${titleOf('sse-15')}: is counted`, async () => {
    const { ask } = await replay('sse-15')
    const { text, message } = await ask('first question')
    expect(text).toBe('Counted.')
    expect(message.usage).toMatchObject({ inputTokens: 11, outputTokens: 2 })
  })

  test(`${titleOf('sse-24')}: no window gets half a character, and a restart keeps it whole`, async () => {
    const { app, restart } = await replay('sse-24')
    const { conversationId, messageId } = await app.call('runs.start', {
      conversationId: null,
      prompt: 'first question',
    })
    const watched = app.watch(conversationId)
    await watched.until(({ type }) => type === 'message.finished')
    expect(JSON.stringify(watched.items)).toContain('😀')
    expect(JSON.stringify(watched.items)).not.toMatch(/\\ud[89a-f]/i)
    await app.idle(conversationId)
    expect((await answerOf((await restart()).app, messageId)).text).toBe('A 😀 B 🎉 end.')
  })
})

const chunk = (fields: object): string => `data: ${JSON.stringify({ choices: [{ index: 0, ...fields }] })}`
const said = (content: string): string => chunk({ delta: { content }, finish_reason: null })
const ended = (word: unknown): string => chunk({ delta: {}, finish_reason: word })

/** A server that answers with these bytes, under this type. */
const bytes = (chunks: readonly string[], type = 'text/event-stream'): Wire => ({
  endpoint: 'POST /v1/chat/completions',
  respond: { status: 200, headers: { 'content-type': type }, chunks, chunkDelayMs: 1 },
})
const whole = JSON.stringify(
  { object: 'chat.completion', choices: [{ index: 0, message: { role: 'assistant', content: 'Hello.' } }] },
  null,
  2,
)

describe('of the same kind', () => {
  test.each([
    ['JSON typed as an event stream', bytes([whole])],
    [
      'a whole answer as the one event',
      bytes([`data: ${whole.replace(/\s*\n\s*/g, '')}\n\ndata: [DONE]\n\n`]),
    ],
    ['a whole answer behind white space', bytes(['\n \n', whole], 'application/json')],
    [
      'chunks without data:',
      bytes([`${said('Hel').slice(6)}\n${said('lo.').slice(6)}\n`, `${ended('stop').slice(6)}\n[DONE]\n`]),
    ],
    ['data: twice', bytes([`data: ${said('Hello.')}\n\n`, `data: ${ended('stop')}\n\n`])],
    [
      'what keeps a connection open, as data and beside it',
      bytes([
        ': ping\n\ndata: : OPENROUTER PROCESSING\n\ndata: ping\n\ndata: [PING]\n\n',
        `event: ping\n\n${said('Hello.')}\n\nid: 5\nretry: 100\n\ndata: {}\n\n${ended('stop')}\n\n`,
      ]),
    ],
    ['a byte order mark', bytes([`\ufeff${said('Hello.')}\n\n${ended('stop')}\n\n`])],
    [
      'an end that was written as null before',
      bytes([`${said('Hello.')}\n\n${ended('null')}\n\ndata: [DONE]\n\n`]),
    ],
    ['no mark at the end', bytes([`${said('Hello.')}\n\n${ended('STOP')}`])],
    ['text as completions had it', bytes([`${chunk({ text: 'Hello.' })}\n\n${ended('stop')}\n\n`])],
  ])('%s: is read whole', async (_what, wire) => {
    const { ask } = await replay(wire)
    const { text, message, failure } = await ask('first question')
    expect({ text, state: message.state, failure }).toEqual({
      text: 'Hello.',
      state: 'complete',
      failure: undefined,
    })
  })

  test.each([
    ['in its own field, bare', '{"error":"model runner has crashed"}', 'engine/server-error'],
    [
      'over several lines, bare',
      '{\n  "error": {\n    "message": "Overloaded",\n    "type": "overloaded_error"\n  }\n}',
      'engine/overloaded',
    ],
    ['as llama.cpp told it', 'error: {"code":500,"message":"out of memory"}\n\n', 'engine/server-error'],
    [
      'by the name of its event',
      'event: error\ndata: {"message":"no","code":429}\n\n',
      'engine/rate-limited',
    ],
    ['by the name of its event, in words', 'event: error\ndata: Something broke\n\n', 'engine/server-error'],
    [
      'in a list',
      'data: [{"error":{"code":503,"message":"high demand","status":"UNAVAILABLE"}}]\n\n',
      'engine/overloaded',
    ],
    [
      'in the choice',
      'data: {"choices":[{"index":0,"delta":{},"error":{"code":429,"message":"slow"}}]}\n\n',
      'engine/rate-limited',
    ],
    [
      'as an object',
      'data: {"object":"error","message":"prompt is too long","code":400}\n\n',
      'engine/context-too-long',
    ],
    ['as a type', 'data: {"type":"error","error":{"type":"overloaded_error"}}\n\n', 'engine/overloaded'],
    ['as FastAPI tells it', 'data: {"detail":"Model crashed"}\n\n', 'engine/server-error'],
    [
      'as MiniMax tells it',
      'data: {"base_resp":{"status_code":1000,"status_msg":"unknown error"}}\n\n',
      'engine/server-error',
    ],
    ['in words', 'data: Internal Server Error\n\n', 'engine/server-error'],
    ['as a finish reason', `${ended('error')}\n\n`, 'engine/server-error'],
    ['as a call that could not be read', `${ended('MALFORMED_FUNCTION_CALL')}\n\n`, 'tool/bad-input'],
  ])('an error midway, %s, is that error, and what came is kept', async (_what, error, code) => {
    const { ask } = await replay(bytes([`${said('Half')}\n\n`, error]))
    const { text, message, failure } = await ask('first question')
    expect({ text, code: failure?.code }).toEqual({ text: 'Half', code })
    expect(message.state).not.toBe('complete')
  })

  test.each([
    ['recitation', 'engine/refused'],
    ['MAX_TOKENS', 'engine/answer-limit'],
    ['insufficient_system_resource', 'engine/overloaded'],
    ['something_new', 'engine/no-finish'],
  ])('an answer that ended by %s is never complete', async (word, code) => {
    const { ask } = await replay(bytes([`${said('Half')}\n\n${ended(word)}\n\ndata: [DONE]\n\n`]))
    const { text, message, failure } = await ask('first question')
    expect({ text, code: failure?.code }).toEqual({ text: 'Half', code })
    expect(message.state).not.toBe('complete')
  })

  test(`${titleOf('img-05')}: its words are read`, async () => {
    const { ask } = await replay('img-05')
    const { text, message } = await ask('draw a red square')
    expect(text.trim()).toBe('Here it is:')
    expect(message.state).toBe('complete')
  })
})
