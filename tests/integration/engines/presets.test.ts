import { expect, it } from 'vitest'
import { createEngine } from '../../../src/main/engines/engineFactory'
import { collect, enginePlace, question, textIn } from './support'

// How providers word what they refuse, as public reports quote it: it is left out, and the answer comes.

const place = enginePlace()

const forbidden = (...loc: readonly string[]) => ({
  object: 'error',
  message: {
    detail: [{ type: 'extra_forbidden', loc: ['body', ...loc], msg: 'Extra inputs are not permitted' }],
  },
  type: 'invalid_request_error',
  param: null,
  code: null,
})

const rows = [
  {
    // acedergren/opencode-oci-provider v0.2.3; docs.rs/crate/mindfork, what xAI's models answered.
    preset: 'xai',
    left: 'reasoning_effort',
    status: 400,
    body: {
      code: 'invalid-argument',
      error: 'Model grok-build-0.1 does not support parameter reasoningEffort.',
    },
  },
  {
    // The form of editor-code-assistant/eca#231; which models take it: NousResearch/hermes-agent#11243.
    preset: 'mistral',
    left: 'reasoning_effort',
    status: 422,
    body: forbidden('reasoning_effort'),
  },
  {
    // dnakov/anon-kode#53, here behind a gateway that is not known as Mistral's.
    preset: 'vllm',
    left: 'stream_options',
    status: 422,
    body: forbidden('stream_options', 'include_usage'),
  },
]

it.each(rows)(
  '$preset refuses $left in its own words: it is asked again without',
  async ({ preset, left, status, body }) => {
    const { server } = place
    server.script('/v1/chat/completions', [
      ({ json }) => json(status, body),
      ({ sse }) => sse().chatAnswer('Here it is.'),
    ])
    const engine = createEngine(
      { id: 'test', kind: 'compatible', name: preset, preset, baseUrl: server.baseUrl, capabilities: {} },
      { loadKey: async () => 'sk-test' },
    )
    expect(textIn(await collect(engine.answer(question({ reasoningEffort: 'low' }))))).toBe('Here it is.')
    const [first, second] = server.requests.map((request) => Object.keys(request.body as object))
    expect(first).toContain(left)
    expect(second).not.toContain(left)
    expect(first?.filter((name) => !second?.includes(name))).toEqual([left])
  },
)

it('Mistral is not sent what it is known to refuse', async () => {
  const { server } = place
  server.script('/v1/chat/completions', ({ sse }) => sse().chatAnswer('Here it is.'))
  const engine = createEngine(
    {
      id: 'test',
      kind: 'compatible',
      name: 'M',
      preset: 'mistral',
      baseUrl: server.baseUrl,
      capabilities: {},
    },
    { loadKey: async () => 'sk-test' },
  )
  await collect(engine.answer(question()))
  expect(server.requests.map(({ body }) => Object.keys(body as object))).toEqual([
    ['model', 'messages', 'stream'],
  ])
})
