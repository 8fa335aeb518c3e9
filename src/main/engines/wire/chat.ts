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
  textIn,
} from './values'

/** What of a chat completion, or of a piece of one, is used here. */
export interface ChatChunk {
  readonly reasoning: string
  readonly text: string
  readonly refusal: string
  readonly calls: readonly ChatCall[]
  /** Empty as long as there is none. */
  readonly finish: string
  readonly usage: Usage | null
}

/** A tool call, or a piece of one. */
export interface ChatCall {
  readonly index: number
  readonly id: string
  readonly name: string
  readonly input: string
}

const noCalls: readonly ChatCall[] = []
const nothing: Fields = {}

/** One event of a streamed chat completion. */
export const parseChatChunk = (value: unknown): ChatChunk => {
  const chunk = recordIn(value, 'An event')
  const choice = firstChoice(chunk) ?? nothing
  const said = optionalRecordIn(choice.delta, 'A delta') ?? nothing
  return chunkOf(said, choice, chunk)
}

/** A chat completion that came whole; null where it holds no choice. */
export const parseChatCompletion = (body: Fields): ChatChunk | null => {
  const choice = firstChoice(body)
  if (choice === null) return null
  const message = recordIn(choice.message, 'A message')
  for (const call of listIn(message.tool_calls, 'The tool calls')) {
    const { type, function: called } = recordIn(call, 'A tool call')
    if (type !== 'custom') recordIn(called, 'A tool call')
  }
  return chunkOf(message, choice, body)
}

const firstChoice = ({ choices }: Fields): Fields | null => {
  const list = listIn(choices, 'The choices')
  return list.length === 0 ? null : recordIn(list[0], 'A choice')
}

const chunkOf = (said: Fields, choice: Fields, chunk: Fields): ChatChunk => ({
  // Compatible servers send reasoning in fields that OpenAI's API does not have.
  reasoning:
    typeof said.reasoning_content === 'string' ? said.reasoning_content : plainTextIn(said.reasoning),
  text: textIn(said.content),
  refusal: textIn(said.refusal),
  calls: callsIn(said.tool_calls),
  finish: nameIn(choice.finish_reason, 'A finish reason'),
  usage: usageIn(chunk.usage),
})

const plainTextIn = (value: unknown): string => (typeof value === 'string' ? value : '')

/** More in one piece than a model asks for at all; the engine counts those of all pieces. */
const mostCalls = 1_000

const callsIn = (value: unknown): readonly ChatCall[] => {
  const list = listIn(value, 'The tool calls')
  if (list.length === 0) return noCalls
  const calls: ChatCall[] = []
  for (const [position, each] of list.slice(0, mostCalls).entries()) {
    const call = recordIn(each, 'A tool call')
    if (call.type === 'custom') continue
    const called = optionalRecordIn(call.function, 'A tool call') ?? nothing
    calls.push({
      index: indexIn(call.index, position),
      id: textIn(call.id),
      name: textIn(called.name),
      input: textIn(called.arguments),
    })
  }
  return calls
}

/** Some servers leave it out. */
const indexIn = (value: unknown, position: number): number => {
  if (value === undefined || value === null) return position
  const index = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value
  if (typeof index !== 'number') throw malformed('The index of a tool call')
  return index
}

/** What is no count is none: an answer is not lost for its bill. */
const usageIn = (usage: unknown): Usage | null => {
  if (!isRecord(usage)) return null
  const { prompt_tokens_details: input, completion_tokens_details: output } = usage
  return {
    inputTokens: countIn(usage.prompt_tokens),
    cachedInputTokens: isRecord(input) ? countIn(input.cached_tokens) : 0,
    outputTokens: countIn(usage.completion_tokens),
    reasoningTokens: isRecord(output) ? countIn(output.reasoning_tokens) : 0,
  }
}
