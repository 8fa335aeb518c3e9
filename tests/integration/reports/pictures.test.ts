import type { Part } from '@shared/model/message'
import { describe, expect, test } from 'vitest'
import type { Wire } from '../../fakes/replayServer'
import { replayPlace, titleOf } from './replay'

const replay = replayPlace()

const red =
  'iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAIAAAAlC+aJAAAAT0lEQVR42u3PQQkAAAgEsEty/aMYywi+hcEKLNO+FgEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQGBywLKp0DxvxLbjwAAAABJRU5ErkJggg=='
const dataUrl = `data:image/png;base64,${red}`

/** A server that sends these deltas one after the other, and then that it is done. */
const streaming = (...deltas: readonly unknown[]): Wire => ({
  endpoint: 'POST /v1/chat/completions',
  respond: {
    status: 200,
    headers: { 'content-type': 'text/event-stream' },
    chunks: [
      ...deltas.map(
        (delta) => `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: null }] })}\n\n`,
      ),
      `data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })}\n\n`,
      'data: [DONE]\n\n',
    ],
  },
})
const whole = (message: unknown): Wire => ({
  endpoint: 'POST /v1/chat/completions',
  respond: {
    status: 200,
    headers: { 'content-type': 'application/json' },
    chunks: [JSON.stringify({ choices: [{ index: 0, message, finish_reason: 'stop' }] })],
  },
})

/** What a window shows of these parts: words, and the pixels of each picture. */
const shown = (parts: readonly Part[]) =>
  parts.map((part) =>
    part.type === 'text'
      ? part.text.trim()
      : part.type === 'picture'
        ? part.pictureId === null
          ? (part.failure?.code ?? 'nothing')
          : `${part.width} × ${part.height}`
        : part.type,
  )

describe('a picture in an answer is a picture like any other', () => {
  test.each([
    { title: titleOf('img-05'), wire: 'img-05', parts: ['Here it is:', '64 × 64'] },
    { title: titleOf('sse-27'), wire: 'sse-27', parts: ['Here:', '64 × 64'] },
    {
      title: 'img-05 as a whole answer',
      wire: whole({ role: 'assistant', content: 'Whole.', images: [{ image_url: { url: dataUrl } }] }),
      parts: ['Whole.', '64 × 64'],
    },
    {
      title: 'img-05 among the parts of a content, in their order',
      wire: streaming({
        content: [
          { type: 'text', text: 'One' },
          { type: 'image_url', image_url: { url: dataUrl } },
          { type: 'text', text: 'Two' },
        ],
      }),
      parts: ['One', '64 × 64', 'Two'],
    },
    ...[
      { inline_data: { mime_type: 'image/png', data: red } },
      { inlineData: { mimeType: 'image/png', data: red } },
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: red } },
      { type: 'image', data: red, mimeType: 'image/png' },
      { type: 'output_image', image_url: dataUrl },
      { type: 'output_image', b64_json: red },
    ].map((part) => ({
      title: `img-05 as ${JSON.stringify(part).slice(0, 60)}`,
      wire: whole({ role: 'assistant', content: [{ type: 'text', text: 'Seen.' }, part] }),
      parts: ['Seen.', '64 × 64'],
    })),
    {
      title: 'img-05 sent again with the end',
      wire: streaming({ content: 'Once.' }, { images: [dataUrl] }, { images: [dataUrl] }),
      parts: ['Once.', '64 × 64'],
    },
    {
      title: 'sse-27 cut in the middle of its data',
      wire: streaming(
        { content: 'Here: ![ima' },
        { content: `ge](data:image/png;ba` },
        { content: `se64,${red.slice(0, 33)}` },
        { content: `${red.slice(33)})\n\nThere` },
        { content: ' it is.' },
      ),
      parts: ['Here:', '64 × 64', 'There it is.'],
    },
    {
      title: 'sse-27 as a whole answer',
      wire: whole({ role: 'assistant', content: `![image](${dataUrl})` }),
      parts: ['64 × 64'],
    },
    {
      title: 'img-05 that is no picture',
      wire: streaming(
        { content: 'Words.' },
        { images: [{ image_url: { url: 'data:image/png;base64,AAAA' } }] },
      ),
      parts: ['Words.', 'picture/unreadable'],
    },
    {
      title: 'sse-27 of a kind that is not opened',
      wire: streaming({ content: `Before ![x](data:image/svg+xml;base64,${btoa('<svg/>')}) after` }),
      parts: ['Before', 'picture/unreadable', 'after'],
    },
  ])('$title', async ({ wire, parts }) => {
    const { ask } = await replay(wire)
    const { message, failure } = await ask('draw a red square')
    expect(failure).toBeUndefined()
    expect([message.state, shown(message.parts)]).toEqual(['complete', parts])
    expect(JSON.stringify(message)).not.toContain('base64')
  })

  test('img-05: it is kept among the pictures, named after the question', async () => {
    const { ask, app } = await replay('img-05')
    const { message } = await ask('draw a red square')
    const part = message.parts.find(({ type }) => type === 'picture') as Extract<Part, { type: 'picture' }>
    const picture = await app.services.library.getPicture({ id: part.pictureId ?? '' })
    expect(picture).toMatchObject({
      prompt: 'draw a red square',
      model: 'm-1',
      origin: 'made',
      messageId: message.id,
      width: 64,
    })
  })

  test('sse-27: the data does not go back with the next question', async () => {
    const { ask, server } = await replay('sse-27')
    const { conversationId } = await ask('draw a red square')
    await ask('and now?', conversationId)
    expect(server.requests.at(-1)).toContain('Here: ')
    expect(server.requests.at(-1)).not.toContain('base64')
  })

  test('img-05 that lies elsewhere is a link, and nothing is fetched from there', async () => {
    const { ask, server } = await replay({
      ...streaming({ content: 'Here.' }, { images: [{ image_url: { url: '{{other}}/a.png' } }] }),
      other: {},
    })
    const { text, message } = await ask('draw a red square')
    expect(message.parts.map(({ type }) => type)).toEqual(['text'])
    expect(text).toMatch(/^Here\.\n\n\[Picture at 127\.0\.0\.1:\d+\]\(<http:\/\/127\.0\.0\.1:\d+\/a\.png>\)/)
    expect(server.requests).toHaveLength(1)
  })
})
