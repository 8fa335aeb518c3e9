import type { Part } from '@shared/model/message'
import { describe, expect, it } from 'vitest'
import { CompatibleEngine } from '../../../src/main/engines/CompatibleEngine'
import { OpenAIEngine } from '../../../src/main/engines/OpenAIEngine'
import { collect, enginePlace, message, question, textIn } from './support'

const place = enginePlace()
const { options } = place

const bodies = () => place.server.requests.map(({ body }) => body as Record<string, unknown>)

const picture = (id: string): Part => ({
  type: 'picture',
  prompt: `${id}.png`,
  pictureId: id,
  width: 1,
  height: 1,
})
const attachments = {
  pictureDataUrl: async (id: string) => (id === 'gone' ? null : `data:image/png;base64,${id}`),
  fileText: async () => 'Text',
}
const withPicture = (id = 'kite') => [message('user', [{ type: 'text', text: 'Look' }, picture(id)])]

describe('Responses', () => {
  const path = '/v1/responses'
  const answerAll = () => place.server.script(path, ({ sse }) => sse().responseAnswer('Fine'))

  it('shows pictures of the last two questions and names earlier ones', async () => {
    answerAll()
    const messages = ['one', 'two', 'gone'].flatMap((id) => [...withPicture(id), message('assistant', 'Yes')])
    await collect(new OpenAIEngine(options()).answer(question({ messages, attachments })))
    const users = ((bodies()[0]?.input ?? []) as { role: string; content: unknown }[]).filter(
      ({ role }) => role === 'user',
    )
    expect(users.map(({ content }) => content)).toEqual([
      'Look\n\n[picture: one.png]',
      [
        { type: 'input_text', text: 'Look' },
        { type: 'input_image', image_url: 'data:image/png;base64,two', detail: 'auto' },
      ],
      'Look\n\n[picture: gone.png] Its file is no longer there.',
    ])
  })

  it('goes on without pictures where the model takes none', async () => {
    place.server.script(path, ({ request, error, sse }) => {
      if (JSON.stringify(request.body).includes('input_image'))
        error(400, { message: 'This model does not support image inputs.', param: 'input' })
      else sse().responseAnswer('Fine')
    })
    const engine = new OpenAIEngine(options())
    const asked = question({ messages: withPicture(), attachments })
    expect(textIn(await collect(engine.answer(asked)))).toBe('Fine')
    expect(JSON.stringify(bodies()[1])).toContain('this model takes no pictures')
    await collect(engine.answer(asked))
    expect(place.server.requests).toHaveLength(3)
  })

  it('does not take a broken picture for a model that sees none', async () => {
    place.server.script(path, ({ error }) =>
      error(400, { message: 'The image data you provided is not valid.', code: 'invalid_image_format' }),
    )
    const asked = question({ messages: withPicture(), attachments })
    await expect(collect(new OpenAIEngine(options()).answer(asked))).rejects.toMatchObject({
      code: 'engine/bad-request',
    })
    expect(place.server.requests).toHaveLength(1)
  })

  it.each([
    ['gpt-6.2-sol', 'high', { reasoning: { summary: 'auto', effort: 'high' } }],
    ['gpt-6-luna', 'none', { reasoning: { summary: 'auto', effort: 'none' }, temperature: 0.3 }],
    ['gpt-5.6-terra', undefined, { reasoning: { summary: 'auto' } }],
    ['gpt-4o', 'high', { temperature: 0.3 }],
  ] as const)(
    'gives %s at effort %s what it takes of effort and temperature',
    async (model, effort, sent) => {
      answerAll()
      const asked = question({ model, reasoningEffort: effort, temperature: 0.3 })
      await collect(new OpenAIEngine(options()).answer(asked))
      const { reasoning, temperature } = bodies()[0] ?? {}
      expect({ reasoning, temperature }).toEqual({ reasoning: undefined, temperature: undefined, ...sent })
    },
  )

  it('leaves out an effort that is refused, and only that one', async () => {
    place.server.script(path, ({ request, error, sse }) => {
      const { reasoning } = request.body as { reasoning?: { effort?: string } }
      if (reasoning?.effort === 'none')
        error(400, { message: "Unsupported value: 'none'", param: 'reasoning.effort' })
      else sse().responseAnswer('Fine')
    })
    const engine = new OpenAIEngine(options())
    const ask = (reasoningEffort: 'none' | 'low') =>
      collect(engine.answer(question({ model: 'gpt-6.2-sol', reasoningEffort, temperature: 1 })))
    await ask('none')
    await ask('none')
    await ask('low')
    expect(bodies().map(({ reasoning }) => (reasoning as { effort?: string }).effort)).toEqual([
      'none',
      undefined,
      undefined,
      'low',
    ])
    // Without the effort that allows it, a temperature would be the next refusal.
    expect(bodies().map(({ temperature }) => temperature)).toEqual([1, undefined, undefined, undefined])
  })

  it('keeps the effort where only summaries are refused', async () => {
    place.server.script(path, ({ request, error, sse }) => {
      const { reasoning } = request.body as { reasoning?: { summary?: string } }
      if (reasoning?.summary)
        error(400, {
          message: 'Your organization must be verified to generate reasoning summaries.',
          param: 'reasoning.summary',
        })
      else sse().responseAnswer('Fine')
    })
    const asked = question({ model: 'gpt-6.2-sol', reasoningEffort: 'low' })
    await collect(new OpenAIEngine(options()).answer(asked))
    expect(bodies().at(-1)?.reasoning).toEqual({ effort: 'low' })
  })
})

describe('Chat Completions', () => {
  const path = '/v1/chat/completions'

  it('sends neither effort nor temperature where none was chosen', async () => {
    place.server.script(path, ({ sse }) => sse().chatAnswer('Fine'))
    await collect(new CompatibleEngine(options()).answer(question()))
    expect(Object.keys(bodies()[0] ?? {})).not.toContain('temperature')
    expect(Object.keys(bodies()[0] ?? {})).not.toContain('reasoning_effort')
  })

  it.each([
    ['reasoning_effort', '"tiny" does not support thinking'],
    ['reasoning_effort', "Unknown parameter: 'reasoning_effort'"],
    ['temperature', "Unsupported parameter: 'temperature' is not supported with this model."],
  ])('leaves out %s where the model refuses it (%s), at once and from then on', async (name, words) => {
    place.server.script(path, ({ request, error, sse }) => {
      if (name in (request.body as object)) error(400, { message: words })
      else sse().chatAnswer('Fine')
    })
    const engine = new CompatibleEngine(options())
    const asked = question({ reasoningEffort: 'high', temperature: 0.5 })
    expect(textIn(await collect(engine.answer(asked)))).toBe('Fine')
    await collect(engine.answer(asked))
    expect(bodies().map((body) => name in body)).toEqual([true, false, false])
    expect(bodies().every((body) => 'reasoning_effort' in body || 'temperature' in body)).toBe(true)
  })

  it.each([
    [400, 'Invalid message content: messages[0].content must be a string'],
    [422, 'unknown variant `image_url`, expected `text`'],
    [500, 'image input is not supported - hint: you may need to provide the mmproj'],
    [400, 'Model does not support images. Please use a model that does.'],
  ])('goes on without pictures after %i %s', async (status, words) => {
    place.server.script(path, ({ request, error, sse }) => {
      if (JSON.stringify(request.body).includes('"image_url"')) error(status, { message: words })
      else sse().chatAnswer('Fine')
    })
    const asked = question({ messages: withPicture(), attachments })
    expect(textIn(await collect(new CompatibleEngine(options()).answer(asked)))).toBe('Fine')
    expect(place.server.requests).toHaveLength(2)
    expect(bodies()[1]?.messages).toContainEqual({
      role: 'user',
      content: expect.stringContaining('takes no pictures'),
    })
  })
})
