import { expect, it } from 'vitest'
import { CompatibleEngine } from '../../../src/main/engines/CompatibleEngine'
import { collect, enginePlace, message, question } from './support'

const chat = '/v1/chat/completions'
const place = enginePlace()
const { options } = place

type Body = Readonly<Record<string, unknown>>

/** Refuses with the first of these words whose condition holds, and otherwise does as asked. */
const refusing =
  (...refusals: readonly (readonly [when: (body: Body) => boolean, words: string])[]) =>
  (body: Body): string | undefined =>
    refusals.find(([when]) => when(body))?.[1]

const bodiesAt = (path: string) =>
  place.server.requests.filter((each) => each.path === path).map(({ body }) => body as Body)

it.each([
  {
    title: 'a limit where one is wanted',
    refused: refusing([(body) => body.max_tokens === undefined, 'max_tokens: field required']),
    requests: 2,
    last: { max_tokens: 8_192 },
  },
  {
    title: 'the newer name of the limit',
    refused: refusing(
      [
        (body) => body.max_tokens !== undefined,
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      ],
      [(body) => body.max_completion_tokens === undefined, 'max_completion_tokens must be set'],
    ),
    requests: 3,
    last: { max_completion_tokens: 8_192 },
  },
  {
    title: 'the nearest effort',
    refused: refusing([
      (body) => body.reasoning_effort === 'xhigh',
      'reasoning_effort must be one of low, medium, high',
    ]),
    fields: { reasoningEffort: 'xhigh' as const },
    requests: 2,
    last: { reasoning_effort: 'high' },
  },
  {
    title: 'no effort where none is known',
    refused: refusing([(body) => body.reasoning_effort !== undefined, 'Unknown field: reasoning_effort']),
    fields: { reasoningEffort: 'none' as const },
    requests: 3,
    last: { stream: true },
  },
  {
    title: 'no temperature and no options of the stream',
    refused: refusing(
      [(body) => body.stream_options !== undefined, 'Extra inputs are not permitted: stream_options'],
      [(body) => body.temperature !== undefined, 'temperature is not supported'],
    ),
    fields: { temperature: 1 },
    requests: 3,
    last: { stream: true },
  },
  {
    title: 'the system prompt within the question',
    refused: refusing([
      (body) => JSON.stringify(body).includes('"system"'),
      'Developer instruction is not enabled for this model',
    ]),
    requests: 2,
    last: { messages: [{ role: 'user', content: 'You are a helpful assistant\n\nHello' }] },
  },
  {
    title: 'two questions in a row as one',
    refused: refusing([
      (body) => (body.messages as unknown[]).length > 2,
      'Conversation roles must alternate user/assistant/user/assistant/...',
    ]),
    fields: { messages: [message('user', 'One'), message('user', 'Two')] },
    requests: 2,
    last: {
      messages: [
        { role: 'system', content: 'You are a helpful assistant' },
        { role: 'user', content: 'One\n\nTwo' },
      ],
    },
  },
])('gives $title, and does so from then on', async ({ refused, fields, requests, last }) => {
  place.server.script(chat, ({ request, error, sse }) => {
    const words = refused(request.body as Body)
    if (words === undefined) sse().chatAnswer('Yes')
    else error(400, { message: words })
  })
  const engine = new CompatibleEngine(options())
  await collect(engine.answer(question(fields)))
  expect(bodiesAt(chat)).toHaveLength(requests)
  expect(bodiesAt(chat).at(-1)).toMatchObject(last)
  await collect(engine.answer(question(fields)))
  expect(bodiesAt(chat)).toHaveLength(requests + 1)
  expect(bodiesAt(chat).at(-1)).toMatchObject(last)
})

it('draws without a size that is refused, says so, and does so from then on', async () => {
  const path = '/v1/images/generations'
  const picture =
    'iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAIAAAAlC+aJAAAAT0lEQVR42u3PQQkAAAgEsEty/aMYywi+hcEKLNO+FgEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQGBywLKp0DxvxLbjwAAAABJRU5ErkJggg=='
  place.server.script(path, ({ request, error, json }) =>
    (request.body as Body).size === undefined
      ? json(200, { data: [{ b64_json: picture }] })
      : error(400, { message: 'This model does not support the size parameter', param: 'size' }),
  )
  const engine = new CompatibleEngine(options())
  const request = { prompt: 'A kite', model: 'm', size: '512x512', signal: new AbortController().signal }
  const [first] = await collect(engine.draw(request))
  expect(first).toMatchObject({ type: 'picture', leftOut: ['size'] })
  const before = bodiesAt(path).length
  await collect(engine.draw(request))
  expect(bodiesAt(path).length - before).toBe(1)
})
