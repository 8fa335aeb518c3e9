import { describe, expect, it } from 'vitest'
import type { AnswerEvent, AnswerRequest } from '../../../src/main/engines/engine'
import { OpenAIEngine } from '../../../src/main/engines/OpenAIEngine'
import type { Part } from '../../../src/shared/model/message'
import type { SseWriter } from '../../fakes/faultServer'
import { enginePlace, message, question } from './support'

const place = enginePlace()
const path = '/v1/responses'

const eventsOf = async (request: Partial<AnswerRequest>): Promise<readonly AnswerEvent[]> => {
  const events: AnswerEvent[] = []
  for await (const event of new OpenAIEngine(place.options()).answer(question(request))) events.push(event)
  return events
}
const bodyOf = (index: number) => place.server.requests[index]?.body as Record<string, unknown>

const search = {
  type: 'web_search_call',
  id: 'ws_1',
  status: 'completed',
  action: { type: 'search', query: 'capital', queries: ['capital'] },
}
const citation = (url: string, title: string) => ({
  type: 'url_citation',
  start_index: 0,
  end_index: 5,
  url,
  title,
})
const text = 'Paris ([city.example](https://city.example/?utm_source=openai)).'
const said = {
  type: 'message',
  id: 'msg_1',
  role: 'assistant',
  status: 'completed',
  content: [
    {
      type: 'output_text',
      text,
      annotations: [
        citation('https://city.example/?utm_source=openai', 'The city'),
        citation('https://other.example/a', 'Another'),
        citation('javascript:alert(1)', 'None'),
        { type: 'file_citation', file_id: 'f' },
      ],
    },
  ],
}
const thought = (id: string) => ({ type: 'reasoning', id, summary: [], encrypted_content: `secret-${id}` })

/** The events in the order in which the API sends them. */
const answerWithSearch = (stream: SseWriter) => {
  const { event } = stream
  const typed = (type: string, fields: object) => event({ type, ...fields }, type)
  typed('response.output_item.done', { output_index: 0, item: thought('rs_1') })
  typed('response.output_item.added', { output_index: 1, item: { ...search, status: 'in_progress' } })
  typed('response.web_search_call.in_progress', { output_index: 1, item_id: 'ws_1', sequence_number: 3 })
  typed('response.web_search_call.searching', { output_index: 1, item_id: 'ws_1', sequence_number: 4 })
  typed('response.web_search_call.completed', { output_index: 1, item_id: 'ws_1', sequence_number: 5 })
  typed('response.output_item.done', { output_index: 1, item: search })
  typed('response.output_item.done', { output_index: 2, item: thought('rs_2') })
  stream.responseText(text)
  typed('response.output_text.annotation.added', {
    item_id: 'msg_1',
    output_index: 3,
    content_index: 0,
    annotation_index: 0,
    annotation: citation('https://city.example/?utm_source=openai', 'The city'),
  })
  typed('response.output_item.done', { output_index: 3, item: said })
  stream.responseEnd('response.completed', { output: [thought('rs_1'), search, thought('rs_2'), said] })
  stream.end()
}

const wanted = [
  { type: 'sources', sources: [{ url: 'https://city.example/', title: 'The city' }] },
  { type: 'sources', sources: [{ url: 'https://other.example/a', title: 'Another' }] },
]

describe('OpenAI’s own search of the web', () => {
  it('is offered where it is wanted, beside the tools, and not at the least effort', async () => {
    place.server.script(path, ({ sse }) => sse().responseAnswer('Hello.'))
    const tools = [{ name: 'draw', description: 'Draws', parameters: { type: 'object' } }]
    await eventsOf({ tools })
    await eventsOf({ tools, searchesWeb: true })
    await eventsOf({ model: 'gpt-5', searchesWeb: true, reasoningEffort: 'minimal' })
    expect(
      [0, 1, 2].map((index) =>
        (bodyOf(index).tools as { type: string }[] | undefined)?.map(({ type }) => type),
      ),
    ).toEqual([['function'], ['function', 'web_search'], undefined])
  })

  it('gives what its text cites as sources, each once, and leaves the text as it is', async () => {
    place.server.script(path, ({ sse }) => answerWithSearch(sse()))
    const events = await eventsOf({ model: 'gpt-5', searchesWeb: true })
    expect(events.filter(({ type }) => type === 'sources')).toEqual(wanted)
    expect(events.filter(({ type }) => type === 'text')).toEqual([{ type: 'text', text }])
    expect(events.at(-1)).toMatchObject({ type: 'finish', reason: 'stop' })
  })

  it('counts what is charged apart: searches, each once, and not the pages that it opened', async () => {
    const opened = { ...search, id: 'ws_2', action: { type: 'open_page', url: 'https://city.example/' } }
    const again = { ...search, id: 'ws_3' }
    place.server.script(path, ({ json }) =>
      json(200, {
        object: 'response',
        status: 'completed',
        output: [search, opened, again, said],
        usage: { input_tokens: 10, output_tokens: 5 },
      }),
    )
    const events = await eventsOf({ searchesWeb: true, streaming: false })
    expect(events.at(-1)).toMatchObject({ type: 'finish', usage: { inputTokens: 10, webSearches: 2 } })
  })

  it('also in an answer that comes whole', async () => {
    place.server.script(path, ({ json }) =>
      json(200, { object: 'response', status: 'completed', output: [search, said] }),
    )
    const events = await eventsOf({ searchesWeb: true, streaming: false })
    expect(events.flatMap((event) => (event.type === 'sources' ? event.sources : []))).toEqual(
      wanted.flatMap(({ sources }) => sources),
    )
  })

  it('searches go back between the thoughts around them', async () => {
    place.server.script(path, ({ sse }) => answerWithSearch(sse()))
    const events = await eventsOf({ model: 'gpt-5', searchesWeb: true })
    const parts = events.flatMap((event): Part[] =>
      event.type === 'reasoning-item' ? [{ type: 'reasoning', text: '', opaque: event.opaque }] : [],
    )
    const answer = message('assistant', [...parts, { type: 'text', text }], {
      engineId: 'test',
      model: 'gpt-5',
    })
    const messages = [message('user', 'Hello'), answer, message('user', 'And?')]
    await eventsOf({ model: 'gpt-5', messages })
    expect(bodyOf(1).input).toEqual([
      { role: 'user', content: 'Hello' },
      thought('rs_1'),
      search,
      thought('rs_2'),
      { role: 'assistant', content: text },
      { role: 'user', content: 'And?' },
    ])
    // To another model nothing of it goes.
    await eventsOf({ model: 'gpt-4.1', messages })
    expect(JSON.stringify(bodyOf(2).input)).not.toMatch(/web_search_call|secret/)
  })

  it('a refusal of it is learnt, and the answer comes without', async () => {
    place.server.script(path, ({ request, sse, error }) =>
      JSON.stringify(request.body).includes('web_search')
        ? error(400, {
            message: "Hosted tool 'web_search' is not supported with this model.",
            type: 'invalid_request_error',
            param: 'tools',
            code: null,
          })
        : sse().responseAnswer('Without.'),
    )
    const engine = new OpenAIEngine(place.options())
    for (let round = 0; round < 2; round += 1) {
      const events: AnswerEvent[] = []
      for await (const event of engine.answer(question({ searchesWeb: true }))) events.push(event)
      expect(events.at(-1)).toMatchObject({ type: 'finish', reason: 'stop' })
    }
    expect(place.server.requests).toHaveLength(3)
  })
})
