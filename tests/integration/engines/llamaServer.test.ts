import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AnthropicEngine } from '../../../src/main/engines/AnthropicEngine'
import { CompatibleEngine } from '../../../src/main/engines/CompatibleEngine'
import { checkEngine } from '../../../src/main/engines/connect'
import type { Engine } from '../../../src/main/engines/engine'
import { OpenAIEngine } from '../../../src/main/engines/OpenAIEngine'
import { type ServerProcess, startServerProcess } from '../../fakes/serverProcess'
import { collect, drawTool, message, question } from './support'

// llama.cpp's own server, where one is on the PATH. `LLAMA_MODEL` names its model, a GGUF file: none is
// fetched here. Otherwise these are reported as skipped. What a model says is its own affair: a small one
// may say anything, so only what every answer has is expected.

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
const program = (process.env.PATH ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'llama-server'))
  .find(isProgram)
const model = process.env.LLAMA_MODEL

describe.skipIf(program === undefined || model === undefined)('llama-server', () => {
  let server: ServerProcess
  beforeAll(async () => {
    server = await startServerProcess({
      program,
      args: (port) => ['--model', model ?? '', '--host', '127.0.0.1', '--port', String(port), '--jinja'],
      ready: /server is listening/,
    })
  })
  afterAll(() => server.stop())

  const options = () => ({ id: 'test', baseUrl: `${server.url}/v1`, loadKey: async () => null })
  const makes = [
    { name: 'Chat Completions', make: (): Engine => new CompatibleEngine(options()) },
    { name: 'Responses', make: (): Engine => new OpenAIEngine(options()) },
    {
      name: 'Messages',
      make: (): Engine => new AnthropicEngine({ ...options(), baseUrl: server.url }),
    },
  ]

  it('is found, and its model is listed', async () => {
    const checked = await checkEngine({ kind: 'compatible', baseUrl: server.url, key: null })
    expect(checked.baseUrl).toBe(`${server.url}/v1`)
    expect(checked.models).not.toEqual([])
  })

  it.each(makes)('answers over $name, with a tool at hand', async ({ make }) => {
    const messages = [message('user', 'Say hello in one word.')]
    const events = await collect(make().answer(question({ messages, tools: [drawTool] })))
    expect(events.length).toBeGreaterThan(1)
    expect(events.at(-1)).toMatchObject({ type: 'finish', usage: { outputTokens: expect.any(Number) } })
  })

  it('says that it has no speech', async () => {
    const { signal } = new AbortController()
    const speech = new CompatibleEngine(options()).speak({ text: 'Hello', voice: 'onyx', model: 'm', signal })
    await expect(speech).rejects.toMatchObject({ code: 'engine/unsupported' })
  })
})
