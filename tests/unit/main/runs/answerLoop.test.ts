import type { Message } from '@shared/model/message'
import { afterEach, expect, it } from 'vitest'
import { z } from 'zod'
import type { AnswerEvent, Engine } from '../../../../src/main/engines/engine'
import { defaultRetryPolicy } from '../../../../src/main/engines/retry'
import { setLogSink } from '../../../../src/main/lib/log'
import { type AnswerJob, writeAnswer } from '../../../../src/main/runs/answerLoop'
import { LiveMessage } from '../../../../src/main/runs/LiveMessage'
import { speakAloud } from '../../../../src/main/tools/speakAloud'
import type { Tool } from '../../../../src/main/tools/tool'
import { anOffer, toolPlace } from '../../../fakes/toolRegistry'

afterEach(() => setLogSink({ write: () => {} }))

const finish = { type: 'finish', reason: 'stop', usage: null } as const

interface Surroundings {
  readonly tools: readonly Tool[]
  readonly signal: AbortSignal
}

/** Answers with one list of events a round. */
const answerWith = async (
  rounds: readonly (readonly AnswerEvent[])[],
  { tools = [speakAloud(() => {})], signal = new AbortController().signal }: Partial<Surroundings> = {},
) => {
  const start: Message = {
    id: 'm',
    conversationId: 'c',
    parentId: null,
    role: 'assistant',
    state: 'streaming',
    parts: [],
    createdAt: 0,
  }
  const live = new LiveMessage(
    start,
    { publish: () => {}, writePart: () => {}, writeChunk: () => {} },
    () => 0,
  )
  const left = [...rounds]
  const engine = {
    async *answer() {
      yield* left.shift() ?? [finish]
    },
  } as unknown as Engine
  const job: AnswerJob = {
    engine,
    model: 'm',
    system: '',
    history: [],
    streaming: true,
    useTools: true,
    offer: anOffer,
    continuing: false,
    attachments: { pictureDataUrl: async () => null, fileText: async () => null },
    idleTimeoutMs: 1_000,
    policy: defaultRetryPolicy,
    priceOf: () => undefined,
    onRetry: () => {},
    showPicture: async () => {},
    toolContext: () => ({ engine }) as never,
  }
  const outcome = await writeAnswer(live, job, toolPlace(tools).registry, signal)
  return { outcome, parts: live.message.parts }
}

const call = (name: string, input: string, callId = '1'): AnswerEvent => ({
  type: 'tool-call',
  callId,
  name,
  input,
})

it('tells the model what was wrong with its input, without where this app lies', async () => {
  const { parts } = await answerWith([[call('speak', '{"text": my canary'), finish]])
  expect(parts.at(-1)).toEqual({
    type: 'tool-result',
    callId: '1',
    output: 'Failed: tool/bad-input: The input was not JSON',
    isError: true,
  })
})

it('logs a tool’s failure without the words of the model', async () => {
  const lines: string[] = []
  setLogSink({ write: (_level, line) => lines.push(line) })
  await answerWith([[call('speak', 'my canary'), call('the canary\nsings', '{}', '2'), finish]])
  expect(lines).toEqual(['A tool failed: tool/bad-input', 'A tool failed: tool/unknown'])
})

it('ends an answer that asks for tools without end in one round', async () => {
  const calls = Array.from({ length: 1_000 }, (_, index) => call('rm', '{}', String(index)))
  const { outcome, parts } = await answerWith([calls])
  expect(outcome).toMatchObject({ state: 'failed', failure: { code: 'tool/too-many-rounds' } })
  expect(parts.filter(({ type }) => type === 'tool-call')).toHaveLength(64)
})

it('is ended by a stop, though a tool pays no attention to it', async () => {
  const stopping = new AbortController()
  const deaf: Tool = {
    name: 'deaf',
    title: 'Deaf',
    origin: 'parley',
    description: '',
    input: z.object({}),
    run: () => {
      stopping.abort()
      return new Promise(() => {})
    },
  }
  const { outcome } = await answerWith([[call('deaf', '{}'), finish]], {
    tools: [deaf],
    signal: stopping.signal,
  })
  expect(outcome.state).toBe('stopped')
})
