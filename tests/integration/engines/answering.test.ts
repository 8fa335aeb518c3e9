import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CompatibleEngine } from '../../../src/main/engines/compatibleEngine'
import { OpenAIEngine } from '../../../src/main/engines/openaiEngine'
import { type FaultServer, startFaultServer } from '../../fakes/faultServer'
import { collect, question, textIn } from './support'

let server: FaultServer
beforeEach(async () => {
  server = await startFaultServer()
})
afterEach(() => server.stop())

const options = () => ({ id: 'test', baseUrl: server.baseUrl, loadKey: async () => 'sk-test' })

describe('a streamed answer', () => {
  it('comes from Chat Completions in pieces, with its end and its count of tokens', async () => {
    server.script('/v1/chat/completions', ({ sse }) => sse().chatAnswer('Hello there, world'))
    const events = await collect(new CompatibleEngine(options()).answer(question()))
    expect(textIn(events)).toBe('Hello there, world')
    expect(events.at(-1)).toEqual({
      type: 'finish',
      reason: 'stop',
      usage: { inputTokens: 10, cachedInputTokens: 0, outputTokens: 5, reasoningTokens: 0 },
    })
  })

  it('comes from Responses in pieces, with its end and its count of tokens', async () => {
    server.script('/v1/responses', ({ sse }) => sse().responseAnswer('Hello there, world'))
    const events = await collect(new OpenAIEngine(options()).answer(question()))
    expect(textIn(events)).toBe('Hello there, world')
    expect(events.at(-1)).toEqual({
      type: 'finish',
      reason: 'stop',
      usage: { inputTokens: 10, cachedInputTokens: 4, outputTokens: 5, reasoningTokens: 2 },
    })
  })
})
