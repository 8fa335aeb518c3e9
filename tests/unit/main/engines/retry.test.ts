import { AppError, type ErrorCode, type FailureData } from '@shared/ipc/errors'
import { describe, expect, it } from 'vitest'
import type { AnswerEvent, AnswerRequest, Engine } from '../../../../src/main/engines/engine'
import { answerWithRetry, type RetryPolicy } from '../../../../src/main/engines/retry'
import { collect, collectUntilFailure, question } from '../../../integration/engines/support'

type Attempt = readonly (AnswerEvent | AppError)[]

/** Plays one list of events an attempt; an AppError in it is thrown. */
class ScriptedEngine implements Engine {
  readonly id = 'scripted'
  readonly kind = 'compatible'
  attempts = 0

  constructor(private readonly script: readonly Attempt[]) {}

  async *answer(_request: AnswerRequest): AsyncGenerator<AnswerEvent> {
    const attempt = this.script[this.attempts] ?? this.script.at(-1) ?? []
    this.attempts += 1
    for (const step of attempt) {
      if (step instanceof AppError) throw step
      yield step
    }
  }

  speak = () => Promise.reject(new AppError('engine/unsupported'))
  transcribe = () => Promise.reject(new AppError('engine/unsupported'))
  models = async () => []
  async *draw() {}
}

const failure = (code: ErrorCode, data?: FailureData) => new AppError(code, code, data)
const text: AnswerEvent = { type: 'text', text: 'Hi' }
const finish: AnswerEvent = { type: 'finish', reason: 'stop', usage: null }

const waits: number[] = []
const policy = (fields: Partial<RetryPolicy> = {}): RetryPolicy => {
  waits.length = 0
  return {
    maxTries: 3,
    baseDelayMs: 1_000,
    maxDelayMs: 8_000,
    maxRetryAfterMs: 60_000,
    now: () => 5_000,
    random: () => 0,
    wait: async (ms) => {
      waits.push(ms)
    },
    ...fields,
  }
}

describe('answering with retries', () => {
  it('passes an answer through as it is', async () => {
    const engine = new ScriptedEngine([[text, finish]])
    expect(await collect(answerWithRetry(engine, question(), policy()))).toEqual([text, finish])
  })

  it('tells when the next try is, waits as long as the server asked, and tries again', async () => {
    const engine = new ScriptedEngine([
      [failure('engine/rate-limited', { retryAfterMs: 7_000 })],
      [text, finish],
    ])
    expect(await collect(answerWithRetry(engine, question(), policy()))).toEqual([
      { type: 'retry-scheduled', code: 'engine/rate-limited', attempt: 2, at: 12_000 },
      { type: 'retry-started', attempt: 2 },
      text,
      finish,
    ])
    expect(waits).toEqual([7_000])
  })

  it.each(['engine/rate-limited', 'engine/overloaded', 'engine/server-error', 'engine/timeout'] as const)(
    'tries three times for %s, each pause twice the one before, then tells the failure',
    async (code) => {
      const engine = new ScriptedEngine([[failure(code)]])
      const { error } = await collectUntilFailure(answerWithRetry(engine, question(), policy()))
      expect(error).toMatchObject({ code })
      expect(engine.attempts).toBe(3)
      expect(waits).toEqual([500, 1_000])
    },
  )

  it('spreads pauses between half and all of their length', async () => {
    const engine = new ScriptedEngine([[failure('engine/overloaded')]])
    await collectUntilFailure(answerWithRetry(engine, question(), policy({ random: () => 0.999_9 })))
    expect(waits).toEqual([1_000, 2_000])
  })

  it.each([
    ['refused', 2],
    ['dns', 2],
    ['tls', 1],
    ['reset', 3],
  ])('tries an unreachable server (%s) %i times', async (reason, tries) => {
    const engine = new ScriptedEngine([[failure('engine/unreachable', { reason })]])
    await collectUntilFailure(answerWithRetry(engine, question(), policy()))
    expect(engine.attempts).toBe(tries)
  })

  it('fails at once, with the time, when the server wants to be left alone for too long', async () => {
    const engine = new ScriptedEngine([[failure('engine/rate-limited', { retryAfterMs: 120_000 })]])
    const { seen, error } = await collectUntilFailure(answerWithRetry(engine, question(), policy()))
    expect(seen).toEqual([])
    expect(error).toMatchObject({ code: 'engine/rate-limited', data: { retryAfterMs: 120_000 } })
  })

  it.each([
    'engine/no-credit',
    'engine/bad-key',
    'engine/no-key',
    'engine/forbidden',
    'engine/model-not-found',
    'engine/bad-request',
    'engine/context-too-long',
    'engine/refused',
    'engine/stalled',
    'engine/malformed',
    'engine/cut',
    'engine/no-finish',
    'cancelled',
  ] as const)('never tries again for %s', async (code) => {
    const engine = new ScriptedEngine([[failure(code)]])
    const { seen, error } = await collectUntilFailure(answerWithRetry(engine, question(), policy()))
    expect(seen).toEqual([])
    expect(error).toMatchObject({ code })
    expect(engine.attempts).toBe(1)
  })

  it.each([
    text,
    { type: 'reasoning', text: 'Hm' } as const,
    { type: 'tool-call', callId: 'a', name: 'speak', input: '{}' } as const,
  ])('never tries again after the first token ($type)', async (first) => {
    const engine = new ScriptedEngine([[first, failure('engine/server-error')]])
    const { seen, error } = await collectUntilFailure(answerWithRetry(engine, question(), policy()))
    expect(seen).toEqual([first])
    expect(error).toMatchObject({ code: 'engine/server-error' })
    expect(engine.attempts).toBe(1)
  })

  it('never tries again for a bug, and passes it on as it is', async () => {
    const bug = new TypeError('x is not a function')
    const engine = new ScriptedEngine([[text]])
    engine.answer = () => {
      throw bug
    }
    const { error } = await collectUntilFailure(answerWithRetry(engine, question(), policy()))
    expect(error).toBe(bug)
  })

  it('ends a pause at once when it is stopped', async () => {
    const stop = new AbortController()
    const engine = new ScriptedEngine([[failure('engine/overloaded')], [text, finish]])
    const waiting = policy({
      wait: (_ms, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason))
          stop.abort()
        }),
    })
    const { seen, error } = await collectUntilFailure(
      answerWithRetry(engine, question({ signal: stop.signal }), waiting),
    )
    expect(seen).toHaveLength(1)
    expect(error).toMatchObject({ code: 'cancelled' })
    expect(engine.attempts).toBe(1)
  })
})
