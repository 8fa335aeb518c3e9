import type { Message } from '@shared/model/message'
import { beforeEach, describe, expect, it } from 'vitest'
import { claudeAnswer, claudeModels, claudeWriter } from '../../fakes/anthropicMessages'
import { modelList } from '../../fakes/faultServer'
import { pdfFile, textOnPage } from '../../fakes/pdfFile'
import { appPlace, type TestApp } from './appPlace'

const path = '/v1/messages'
const model = 'claude-opus-5-5'
const place = appPlace()

interface Body {
  readonly tools?: readonly { readonly name: string }[]
  readonly messages: readonly {
    readonly role: string
    readonly content: readonly Record<string, unknown>[]
  }[]
}
const bodies = () =>
  place.server.requests.filter((each) => each.path === path).map(({ body }) => body as Body)

/** An app whose engine is Claude, at the scripted server. */
const start = async (): Promise<TestApp> => {
  const app = place.start({ model })
  await app.call('engines.connect', {
    kind: 'anthropic',
    key: 'sk-ant-test',
    baseUrl: `${place.server.url}/v1`,
  })
  await app.call('settings.update', { model })
  return app
}
const ask = async (app: TestApp, prompt: string, conversationId: string | null = null) => {
  const started = await app.call('runs.start', { conversationId, prompt })
  await app.idle(started.conversationId)
  return started.conversationId
}
const messagesOf = async (app: TestApp, conversationId: string): Promise<readonly Message[]> => {
  const snapshot = await app.watch(conversationId).until(({ type }) => type === 'snapshot')
  return snapshot.type === 'snapshot' ? snapshot.messages : []
}

beforeEach(() => {
  place.server.script('/v1/models', ({ json }) => json(200, claudeModels([model])))
})

describe('Claude', () => {
  it('thinks and calls a tool over several turns, and is given its thoughts back after a restart', async () => {
    place.server.script(path, [
      (exchange) => {
        const claude = claudeWriter(exchange)
        claude.start()
        claude.thinking('Aloud, then.', 'sig-1')
        claude.toolUse('toolu_1', 'speak', '{"text":"Hello"}')
        claude.end('tool_use')
      },
      (exchange) => {
        const claude = claudeWriter(exchange)
        claude.start()
        claude.thinking('Done.', 'sig-2')
        claude.redacted('ENCRYPTED')
        claude.text('I said it.')
        claude.end('end_turn')
      },
      claudeAnswer('Gladly.'),
    ])
    const first = await start()
    const conversationId = await ask(first, 'Say hello')
    const [, answer] = await messagesOf(first, conversationId)
    expect(answer).toMatchObject({ state: 'complete', engineId: `claude:${place.server.url}` })
    expect(answer?.parts.map(({ type }) => type)).toEqual([
      'reasoning',
      'tool-call',
      'tool-result',
      'reasoning',
      'reasoning',
      'text',
    ])
    const kept = first.settingsFile.read()
    await first.close()

    const again = place.start({ ...kept, model })
    // The environment's engine serves every run of these tests until another is chosen.
    await again.call('settings.update', { engineId: `claude:${place.server.url}`, model })
    await ask(again, 'Thanks', conversationId)
    const last = bodies().at(-1)
    expect(last?.messages).toMatchObject([
      { role: 'user', content: [{ text: 'Say hello' }] },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'Aloud, then.', signature: 'sig-1' },
          { type: 'tool_use', id: 'toolu_1', name: 'speak', input: { text: 'Hello' } },
        ],
      },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1' }] },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'Done.', signature: 'sig-2' },
          { type: 'redacted_thinking', data: 'ENCRYPTED' },
          { type: 'text', text: 'I said it.' },
        ],
      },
      { role: 'user', content: [{ text: 'Thanks' }] },
    ])
    // What was said before stands as it did, byte for byte: only then is it read from the cache.
    const before = JSON.stringify(bodies()[1]?.messages).replaceAll(
      ',"cache_control":{"type":"ephemeral"}',
      '',
    )
    const after = JSON.stringify(last?.messages).replaceAll(',"cache_control":{"type":"ephemeral"}', '')
    expect(after.startsWith(before.slice(0, -1))).toBe(true)
  })

  it('is offered to draw by way of another engine, until none is left that may: then it says so', async () => {
    place.server.script(path, claudeAnswer('Hi'))
    const app = await start()
    const toolsNow = async () => {
      await ask(app, 'Hello')
      return bodies()
        .at(-1)
        ?.tools?.map(({ name }) => name)
    }
    expect(await toolsNow()).toEqual(['generate_image', 'speak', 'remember'])
    const conversationId = await ask(app, '/image a cat')
    const [, answer] = await messagesOf(app, conversationId)
    expect(JSON.stringify(answer?.parts)).toContain('engine/unsupported')
    expect(await toolsNow()).toEqual(['speak', 'remember'])
    expect(bodies()).toHaveLength(2)
  })

  it('is handed a PDF as the document itself', async () => {
    place.server.script(path, claudeAnswer('Read'))
    const app = await start()
    const bytes = pdfFile({ pages: [textOnPage('Kites fly')] })
    const attachment = await app.call('files.attach', { name: 'kites.pdf', bytes: new Uint8Array(bytes) })
    const { conversationId } = await app.call('runs.start', {
      conversationId: null,
      prompt: 'Sum up',
      attachments: [attachment],
    })
    await app.idle(conversationId)
    expect(bodies()[0]?.messages[0]?.content).toMatchObject([
      { type: 'text', text: 'Sum up' },
      { type: 'document', title: 'kites.pdf', source: { data: Buffer.from(bytes).toString('base64') } },
    ])
  })

  it('keeps a key to the server that it was given for, and a key of another kind beside it', async () => {
    const app = await start()
    const engines = app.services.engines.list()
    expect(engines.find(({ kind }) => kind === 'anthropic')).toMatchObject({
      id: `claude:${place.server.url}`,
      baseUrl: place.server.url,
      defaultModel: model,
    })
    expect(JSON.stringify(engines)).not.toContain('sk-ant-test')
    expect(JSON.stringify(app.events)).not.toContain('sk-ant-test')
    await app.call('engines.remove', { engineId: `claude:${place.server.url}` })
    expect(app.services.engines.list().some(({ kind }) => kind === 'anthropic')).toBe(false)
  })
})

describe('a provider that takes its key in a header of another name', () => {
  it('is checked and asked with that header, under the version in its address', async () => {
    const base = '/openai/deployments/gpt'
    const seen: string[] = []
    place.server.script(`${base}/models`, ({ json, request, raw }) => {
      seen.push(raw.request.url ?? '')
      if (request.headers['api-key'] !== 'azure-key-0000') json(401, { error: { message: 'no' } })
      else json(200, modelList(['gpt-6-luna']))
    })
    place.server.script(`${base}/chat/completions`, ({ sse, request, raw }) => {
      seen.push(raw.request.url ?? '')
      expect(request.headers).toMatchObject({ 'api-key': 'azure-key-0000' })
      expect(request.headers).not.toHaveProperty('authorization')
      sse().chatAnswer('Hi')
    })
    const app = place.start()
    const engine = await app.call('engines.connect', {
      kind: 'compatible',
      preset: 'azure',
      baseUrl: `${place.server.url}${base}/chat/completions?api-version=2024-10-21`,
      key: 'azure-key-0000',
    })
    expect(engine).toMatchObject({ kind: 'compatible', preset: 'azure' })
    const conversationId = await ask(app, 'Hello')
    expect((await messagesOf(app, conversationId))[1]).toMatchObject({ state: 'complete' })
    expect(seen.length).toBeGreaterThan(1)
    for (const url of seen) expect(url).toContain('?api-version=2024-10-21')
  })
})
