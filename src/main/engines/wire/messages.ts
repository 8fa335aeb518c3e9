import type { Usage } from '@shared/model/message'
import {
  countIn,
  type Fields,
  isRecord,
  listIn,
  malformed,
  nameIn,
  optionalRecordIn,
  recordIn,
  strictTextIn,
} from './values'

/** The events of one of Anthropic's streams that are used here. */
export type MessageEvent =
  | { readonly type: 'begin'; readonly counts: TokenCounts }
  | { readonly type: 'open'; readonly index: number; readonly block: MessageBlock }
  | { readonly type: 'grow'; readonly index: number; readonly delta: MessageDelta }
  | { readonly type: 'close'; readonly index: number }
  | { readonly type: 'end'; readonly reason: string; readonly counts: TokenCounts }
  | { readonly type: 'stop' }

/** A part of an answer, as it begins or in whole. */
export type MessageBlock =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'thinking'; readonly text: string; readonly signature: string }
  | { readonly type: 'redacted_thinking'; readonly data: string }
  /** `input`: JSON; `{}` where it is still to come. */
  | { readonly type: 'tool_use'; readonly id: string; readonly name: string; readonly input: string }
  | { readonly type: 'other' }

export interface MessageDelta {
  readonly type: 'text' | 'thinking' | 'signature' | 'input' | 'other'
  readonly text: string
}

export interface WholeMessage {
  readonly blocks: readonly MessageBlock[]
  /** Empty where there is none. */
  readonly reason: string
  readonly counts: TokenCounts
}

/** Tokens of one report. Undefined: it does not say. */
export interface TokenCounts {
  readonly input?: number
  readonly cacheRead?: number
  readonly cacheWrite?: number
  readonly output?: number
  readonly thinking?: number
}

/** Null for pings, and for events newer than this. */
export const parseMessageEvent = (event: Fields): MessageEvent | null => {
  switch (nameIn(event.type, 'The type of an event')) {
    case 'message_start':
      return { type: 'begin', counts: countsIn(recordIn(event.message, 'A message').usage) }
    case 'content_block_start':
      return { type: 'open', index: indexIn(event), block: blockIn(event.content_block) }
    case 'content_block_delta':
      return { type: 'grow', index: indexIn(event), delta: deltaIn(event.delta) }
    case 'content_block_stop':
      return { type: 'close', index: indexIn(event) }
    case 'message_delta': {
      const { stop_reason: reason } = recordIn(event.delta, 'A delta')
      return { type: 'end', reason: nameIn(reason, 'The reason for an end'), counts: countsIn(event.usage) }
    }
    case 'message_stop':
      return { type: 'stop' }
    default:
      return null
  }
}

/** A message that came whole. */
export const parseMessage = (message: Fields): WholeMessage => {
  if (!Array.isArray(message.content)) throw malformed('A message')
  return {
    blocks: listIn(message.content, 'A message').map(blockIn),
    reason: nameIn(message.stop_reason, 'The reason for an end'),
    counts: countsIn(message.usage),
  }
}

/** Anthropic counts what came from its cache, and what went into it, beside the other input. */
export const usageOf = ({
  input = 0,
  cacheRead = 0,
  cacheWrite = 0,
  output = 0,
  thinking = 0,
}: TokenCounts): Usage => ({
  inputTokens: input + cacheRead + cacheWrite,
  cachedInputTokens: cacheRead,
  outputTokens: output,
  reasoningTokens: thinking,
  ...(cacheWrite === 0 ? {} : { cacheWriteTokens: cacheWrite }),
})

const indexIn = ({ index }: Fields): number => {
  if (index === undefined) return 0
  if (typeof index !== 'number' || !Number.isSafeInteger(index) || index < 0) throw malformed('An index')
  return index
}

const blockIn = (value: unknown): MessageBlock => {
  const block = recordIn(value, 'A block')
  switch (nameIn(block.type, 'The type of a block')) {
    case 'text':
      return { type: 'text', text: strictTextIn(block.text, 'A text') }
    case 'thinking':
      return {
        type: 'thinking',
        text: strictTextIn(block.thinking, 'A thought'),
        signature: strictTextIn(block.signature, 'A signature'),
      }
    case 'redacted_thinking':
      return { type: 'redacted_thinking', data: strictTextIn(block.data, 'A thought') }
    case 'tool_use':
      return {
        type: 'tool_use',
        id: nameIn(block.id, 'The id of a call'),
        name: nameIn(block.name, 'The name of a tool'),
        input: inputIn(optionalRecordIn(block.input, 'The input of a call') ?? {}),
      }
    default:
      return { type: 'other' }
  }
}

const deltaIn = (value: unknown): MessageDelta => {
  const delta = recordIn(value, 'A delta')
  switch (nameIn(delta.type, 'The type of a delta')) {
    case 'text_delta':
      return { type: 'text', text: strictTextIn(delta.text, 'A text') }
    case 'thinking_delta':
      return { type: 'thinking', text: strictTextIn(delta.thinking, 'A thought') }
    case 'signature_delta':
      return { type: 'signature', text: strictTextIn(delta.signature, 'A signature') }
    case 'input_json_delta':
      return { type: 'input', text: strictTextIn(delta.partial_json, 'The input of a call') }
    default:
      return { type: 'other', text: '' }
  }
}

const inputIn = (input: Fields): string => {
  try {
    return JSON.stringify(input)
  } catch (error) {
    // Nested deeper than can be written.
    if (!(error instanceof RangeError)) throw error
    throw malformed('The input of a call')
  }
}

const countsIn = (value: unknown): TokenCounts => {
  const usage = optionalRecordIn(value, 'The usage')
  if (!usage) return {}
  const details = isRecord(usage.output_tokens_details) ? usage.output_tokens_details : {}
  return {
    ...count('input', usage.input_tokens),
    ...count('cacheRead', usage.cache_read_input_tokens),
    ...count('cacheWrite', usage.cache_creation_input_tokens),
    ...count('output', usage.output_tokens),
    ...count('thinking', details.thinking_tokens),
  }
}

const count = (name: keyof TokenCounts, value: unknown): TokenCounts =>
  typeof value === 'number' ? { [name]: countIn(value) } : {}
