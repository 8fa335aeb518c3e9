import type { EngineKind } from '@shared/model/engine'
import { exampleFactsFor, examplesFor } from '@shared/model/examples'
import { textOf } from '@shared/model/message'
import { beforeEach, expect, it } from 'vitest'
import { defaultAssistants } from '../../../src/main/settings/defaultAssistants'
import { claudeAnswer } from '../../fakes/anthropicMessages'
import type { Exchange } from '../../fakes/faultServer'
import { appPlace, chatPath, type TestApp } from './appPlace'

const place = appPlace()
const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

/** A server that answers without tools, and has no pictures. */
const withoutTools = ({ request, json, sse }: Exchange) => {
  if ((request.body as { tools?: unknown }).tools)
    json(400, { error: { message: 'This model does not support tools', type: 'invalid_request_error' } })
  else sse().chatAnswer('An answer.')
}

beforeEach(() => {
  const { server } = place
  server.script('/v1/messages', claudeAnswer('An answer.'))
  server.script(chatPath, withoutTools)
  server.script('/v1/images/generations', ({ json }) => json(200, { data: [{ b64_json: png }] }))
})

const start = async (kind: EngineKind, settings: object): Promise<TestApp> => {
  const { url } = place.server
  // At another address than its own, OpenAI is asked by its older API.
  if (kind === 'openai') place.server.script(chatPath, ({ sse }) => sse().chatAnswer('An answer.'))
  const baseUrl = kind === 'builtin' ? null : kind === 'anthropic' ? url : `${url}/v1`
  const engine = { id: `a-${kind}`, kind, name: kind, baseUrl, capabilities: {} }
  const app = place.start({ engines: [engine], ...settings })
  if (baseUrl) await app.services.secrets.keep(engine.id, 'sk-test-0000000000', url)
  return app
}

/** Presses everything that is offered with this assistant, and says what came of each. */
const pressAll = async (app: TestApp, engineId: string, assistantId: string | null) => {
  const assistant = defaultAssistants.find(({ id }) => id === assistantId)
  const choices = {
    engineId,
    ...(engineId.endsWith('builtin') ? {} : { model: 'test-model' }),
    ...(assistant ? { assistantId: assistant.id, systemPrompt: assistant.systemPrompt } : {}),
  }
  const settings = await app.call('settings.update', {})
  const facts = exampleFactsFor(choices, settings, app.services.engines.list())
  if (!facts) throw new Error('Something answers')
  const outcomes: Record<string, string> = {}
  for (const { id, text } of examplesFor(facts)) {
    const { conversationId, messageId } = await app.call('runs.start', {
      conversationId: null,
      prompt: text,
      choices,
    })
    await app.idle(conversationId)
    const [message] = await app.call('messages.load', { ids: [messageId] })
    const failure = message?.parts.find((part) => part.type === 'failure')
    const isFull =
      message?.parts.some(({ type }) => type === 'picture') || textOf(message ?? { parts: [] }) !== ''
    outcomes[id] = failure ? JSON.stringify(failure) : `${message?.state} ${isFull ? 'full' : 'empty'}`
  }
  return outcomes
}

const good = (ids: readonly string[]) => Object.fromEntries(ids.map((id) => [id, 'complete full']))
const ofAssistants = {
  'travel-guide': ['travel', 'travel-far'],
  editor: ['edit'],
  translator: ['translate'],
  'code-reviewer': ['review'],
}

it.each([
  ['openai', {}, ['explain', 'decide', 'build', 'draw']],
  ['openai', { webSearch: true }, ['explain', 'search', 'build', 'draw']],
  ['anthropic', {}, ['explain', 'decide', 'build', 'draft']],
  // Its own search is OpenAI's alone.
  ['anthropic', { webSearch: true }, ['explain', 'decide', 'build', 'draft']],
  ['compatible', {}, ['explain', 'decide', 'build', 'draft']],
  ['builtin', {}, ['help', 'connect', 'format', 'draw']],
] as const)(
  'everything that is offered on the first day with %s %j leads to an answer',
  async (kind, settings, ids) => {
    const app = await start(kind, settings)
    const pressed = (assistantId: string | null) => pressAll(app, `a-${kind}`, assistantId)
    expect(await pressed(null)).toEqual(good(ids))
    // The guide has its own four with every assistant, and takes its time to write.
    if (kind === 'builtin') return
    for (const { id } of defaultAssistants) {
      const own = id === 'general' ? ids : ofAssistants[id as keyof typeof ofAssistants]
      expect(await pressed(id), id).toEqual(good(own))
    }
  },
)
