import { AppError } from '@shared/ipc/errors'
import { expect, test } from 'vitest'
import type { AnswerEvent } from '../../../../src/main/engines/engine'
import { responsesStreamEvents } from '../../../../src/main/engines/responsesEvents'

const eventsOf = async (...values: readonly unknown[]): Promise<readonly AnswerEvent[]> => {
  async function* sent() {
    yield* values
  }
  const events: AnswerEvent[] = []
  for await (const event of responsesStreamEvents(sent(), () => new AppError('engine/server-error')))
    events.push(event)
  return events
}

const drawn = { type: 'image_generation_call', id: 'ig_1', status: 'completed', result: 'iVBORw0KGgo=' }
const said = {
  type: 'message',
  id: 'msg_1',
  content: [
    { type: 'output_text', text: 'Here.' },
    { type: 'output_image', image_url: 'data:image/png;base64,AAAA' },
  ],
}
const response = { object: 'response', status: 'completed', output: [drawn, said] }
const pictures = [
  { type: 'picture', picture: { type: 'data', base64: 'iVBORw0KGgo=' } },
  { type: 'picture', picture: { type: 'data', base64: 'AAAA' } },
]

test('img-05 in a response: pictures of a stream come once, though the whole repeats them', async () => {
  const events = await eventsOf(
    { type: 'response.output_item.done', item: drawn },
    { type: 'response.output_text.delta', item_id: 'msg_1', content_index: 0, delta: 'Here.' },
    { type: 'response.output_item.done', item: said },
    { type: 'response.completed', response },
  )
  expect(events).toEqual([
    pictures[0],
    { type: 'text', text: 'Here.' },
    pictures[1],
    { type: 'finish', reason: 'stop', usage: null },
  ])
})

test('img-05 in a response that came whole', async () => {
  expect((await eventsOf(response)).filter(({ type }) => type === 'picture')).toEqual(pictures)
})

test('a picture that was begun and never made is none', async () => {
  const begun = { ...drawn, status: 'failed', result: null }
  const events = await eventsOf({ ...response, output: [begun] })
  expect(events.map(({ type }) => type)).toEqual(['finish'])
})
