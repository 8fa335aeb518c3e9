import type { Exchange, SseWriter } from './faultServer'

/** What Anthropic's server writes, event by event. */
export interface ClaudeWriter {
  start(usage?: Readonly<Record<string, unknown>>): void
  /** A block in whole; its pieces come one by one. */
  text(text: string): void
  thinking(text: string, signature: string): void
  redacted(data: string): void
  toolUse(id: string, name: string, json: string): void
  /** The reason why it ended, and the rest of the usage. */
  end(reason: string, usage?: Readonly<Record<string, unknown>>): void
  event(event: Readonly<Record<string, unknown>>): void
  readonly stream: SseWriter
}

export const claudeWriter = ({ sse }: Exchange): ClaudeWriter => {
  const stream = sse()
  let index = -1
  const event = (fields: Readonly<Record<string, unknown>>) => stream.event(fields, String(fields.type))
  const block = (
    start: Readonly<Record<string, unknown>>,
    deltas: readonly Readonly<Record<string, unknown>>[],
  ) => {
    index += 1
    event({ type: 'content_block_start', index, content_block: start })
    for (const delta of deltas) event({ type: 'content_block_delta', index, delta })
    event({ type: 'content_block_stop', index })
  }
  const inPieces = (text: string) => text.match(/[\s\S]{1,5}/g) ?? []
  return {
    stream,
    event,
    start: (usage = { input_tokens: 10, output_tokens: 1 }) => {
      event({
        type: 'message_start',
        message: {
          id: 'msg_fake',
          type: 'message',
          role: 'assistant',
          content: [],
          stop_reason: null,
          usage,
        },
      })
      event({ type: 'ping' })
    },
    text: (text) =>
      block(
        { type: 'text', text: '' },
        inPieces(text).map((piece) => ({ type: 'text_delta', text: piece })),
      ),
    thinking: (text, signature) =>
      block({ type: 'thinking', thinking: '', signature: '' }, [
        ...inPieces(text).map((piece) => ({ type: 'thinking_delta', thinking: piece })),
        { type: 'signature_delta', signature },
      ]),
    redacted: (data) => block({ type: 'redacted_thinking', data }, []),
    toolUse: (id, name, json) =>
      block(
        { type: 'tool_use', id, name, input: {} },
        inPieces(json).map((piece) => ({ type: 'input_json_delta', partial_json: piece })),
      ),
    end(reason, usage = { output_tokens: 5 }) {
      event({ type: 'message_delta', delta: { stop_reason: reason, stop_sequence: null }, usage })
      event({ type: 'message_stop' })
      stream.end()
    },
  }
}

/** A message that came whole. */
export const claudeMessage = (
  content: readonly unknown[],
  stopReason: string | null = 'end_turn',
  usage: Readonly<Record<string, unknown>> = { input_tokens: 10, output_tokens: 5 },
): unknown => ({
  id: 'msg_fake',
  type: 'message',
  role: 'assistant',
  model: 'fake',
  content,
  stop_reason: stopReason,
  stop_sequence: null,
  usage,
})

export const claudeAnswer =
  (text: string) =>
  (exchange: Exchange): void => {
    const claude = claudeWriter(exchange)
    claude.start()
    claude.text(text)
    claude.end('end_turn')
  }

/** An error in Anthropic's shape. */
export const claudeError = (type: string, message: string): unknown => ({
  type: 'error',
  error: { type, message },
  request_id: 'req_fake',
})

export const claudeModels = (
  models: readonly (string | Readonly<Record<string, unknown>>)[],
  more: { readonly has_more?: boolean; readonly last_id?: string | null } = {},
): unknown => ({
  data: models.map((model) => ({
    type: 'model',
    display_name: 'Fake',
    created_at: '2026-01-01T00:00:00Z',
    ...(typeof model === 'string' ? { id: model } : model),
  })),
  has_more: false,
  first_id: null,
  last_id: null,
  ...more,
})
