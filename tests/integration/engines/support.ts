import type { Message, Part, Role } from '@shared/model/message'
import { afterEach, beforeEach } from 'vitest'
import type { AnswerEvent, AnswerRequest, LearnCapability } from '../../../src/main/engines/engine'
import { type FaultServer, startFaultServer } from '../../fakes/faultServer'

/** A server of each test's own, what an engine at it is made of, and what it has learnt of it. */
export const enginePlace = () => {
  let server: FaultServer
  const learnt: Parameters<LearnCapability>[] = []
  beforeEach(async () => {
    server = await startFaultServer()
    learnt.length = 0
  })
  afterEach(() => server.stop())
  return {
    get server() {
      return server
    },
    learnt,
    options: () => ({
      id: 'test',
      baseUrl: server.baseUrl,
      loadKey: async () => 'sk-test',
      learn: (...what: Parameters<LearnCapability>) => {
        learnt.push(what)
      },
    }),
  }
}

let nextId = 0

export const message = (
  role: Role,
  parts: readonly Part[] | string,
  fields: Partial<Message> = {},
): Message => {
  nextId += 1
  return {
    id: `message-${nextId}`,
    conversationId: 'conversation',
    parentId: null,
    role,
    state: 'complete',
    parts: typeof parts === 'string' ? [{ type: 'text', text: parts }] : parts,
    createdAt: nextId,
    ...fields,
  }
}

export const question = (fields: Partial<AnswerRequest> = {}): AnswerRequest => ({
  model: 'test-model',
  system: 'You are a helpful assistant',
  messages: [message('user', 'Hello')],
  tools: [],
  streaming: true,
  continuing: false,
  attachments: { pictureDataUrl: async () => null, fileText: async () => null },
  idleTimeoutMs: 60_000,
  signal: new AbortController().signal,
  ...fields,
})

export const drawTool = {
  name: 'generate_image',
  description: 'Draws a picture',
  parameters: { type: 'object', properties: { prompt: { type: 'string' } }, required: ['prompt'] },
}

export const collect = async <T>(events: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = []
  for await (const event of events) all.push(event)
  return all
}

export const textIn = (events: readonly AnswerEvent[]): string =>
  events.map((event) => (event.type === 'text' ? event.text : '')).join('')

/** What came before it failed, and how it failed. */
export const collectUntilFailure = async <T>(
  events: AsyncIterable<T>,
): Promise<{ readonly seen: readonly T[]; readonly error: unknown }> => {
  const seen: T[] = []
  try {
    for await (const event of events) seen.push(event)
  } catch (error) {
    return { seen, error }
  }
  throw new Error('It was to fail, and did not')
}
