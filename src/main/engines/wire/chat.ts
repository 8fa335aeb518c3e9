import type { Usage } from '@shared/model/message'
import {
  detailsIn,
  detailText,
  opaqueJson,
  type ThoughtDetail,
  thoughtsIn,
  withSignature,
} from './chatThoughts'
import { priceInUsage } from './prices'
import { isPicturePart, type PlacedPicture, picturesIn, sentPictureIn } from './sentPictures'
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
  /** The field in which the server wrote its thoughts, and wants them back; empty where it has none. */
  readonly reasoningField: string
  readonly details: readonly ThoughtDetail[]
  /** The server's own about this answer, to be handed back; null where there is none. */
  readonly extra: Fields | null
  readonly text: string
  /** Pictures among the text, in their order. */
  readonly pictures: readonly PlacedPicture[]
  /** The text is thoughts, by the server's word. */
  readonly isThought: boolean
  readonly refusal: string
  readonly calls: readonly ChatCall[]
  /** Empty as long as there is none. */
  readonly finish: string
  /** What the server calls its build; mostly empty. */
  readonly build: string
  readonly usage: Usage | null
  /** US dollars, where the server names its price. */
  readonly costUsd: number | undefined
}

/** A tool call, or a piece of one. */
export interface ChatCall {
  /** Its position in its list, where the server left it out. */
  readonly index: number
  readonly isNumbered: boolean
  readonly id: string
  readonly name: string
  readonly input: string
  /** What the server wants back with this call, as JSON; empty where there is nothing. */
  readonly opaque: string
}

const noCalls: readonly ChatCall[] = []
const nothing: Fields = {}

/** One event of a streamed chat completion. Some servers send the whole as the only one. */
export const parseChatChunk = (value: unknown): ChatChunk => {
  const chunk = recordIn(value, 'An event')
  const choice = firstChoice(chunk) ?? nothing
  const said = optionalRecordIn(choice.delta, 'A delta') ?? optionalRecordIn(choice.message, 'A message')
  return chunkOf(said ?? nothing, choice, chunk)
}

/** A chat completion that came whole; null where it holds no choice. */
export const parseChatCompletion = (value: unknown): ChatChunk | null => {
  const body = recordIn(value, 'An answer')
  const choice = firstChoice(body)
  if (choice === null) return null
  const message = recordIn(choice.message, 'A message')
  for (const call of callList(message.tool_calls)) {
    const { type, function: called, name } = recordIn(call, 'A tool call')
    if (type !== 'custom' && typeof name !== 'string') recordIn(called, 'A tool call')
  }
  return chunkOf(message, choice, body)
}

const firstChoice = ({ choices }: Fields): Fields | null => {
  const list = listIn(choices, 'The choices')
  return list.length === 0 ? null : recordIn(list[0], 'A choice')
}

/** Compatible servers send reasoning in fields that OpenAI's API does not have. */
const reasoningFields = ['reasoning_content', 'reasoning', 'thinking', 'thought'] as const

const chunkOf = (said: Fields, choice: Fields, chunk: Fields): ChatChunk => {
  const details = detailsIn(said.reasoning_details)
  let reasoning = ''
  let reasoningField = ''
  for (const field of reasoningFields) {
    if (said[field] === undefined || said[field] === null) continue
    reasoning = thoughtsIn(said[field])
    if (reasoning === '') continue
    reasoningField = field
    break
  }
  if (reasoning === '' && details.length > 0) reasoning = detailText(details)
  // A model's own thoughts among the parts of its content.
  if (Array.isArray(said.content)) reasoning += thoughtParts(said.content)
  const extra = isRecord(said.extra_content) ? said.extra_content : null
  const content = said.content ?? choice.text
  const usage = chunk.usage ?? choice.usage ?? groqUsage(chunk)
  const text = contentIn(content)
  return {
    reasoning,
    reasoningField,
    details,
    extra: extra && withSignature(extra),
    text,
    pictures: picturesOf(content, said.images, text.length),
    isThought: extra !== null && isRecord(extra.google) && extra.google.thought === true,
    refusal: textIn(said.refusal),
    calls: callsIn(said),
    finish: nameIn(choice.finish_reason, 'A finish reason'),
    build: typeof chunk.system_fingerprint === 'string' ? chunk.system_fingerprint : '',
    usage: usageIn(usage),
    costUsd: priceInUsage(usage),
  }
}

const thoughtTypes: ReadonlySet<unknown> = new Set(['thinking', 'reasoning', 'thought', 'redacted_thinking'])

const thoughtParts = (parts: readonly unknown[]): string => {
  let text = ''
  for (const part of parts) if (isRecord(part) && thoughtTypes.has(part.type)) text += thoughtsIn(part)
  return text
}

const contentIn = (content: unknown): string =>
  Array.isArray(content)
    ? textIn(content.filter((part) => !isRecord(part) || !thoughtTypes.has(part.type)))
    : textIn(content)

const noPictures: readonly PlacedPicture[] = []

/** Pictures among the parts of a content, and those of a list beside it, which come behind its text. */
const picturesOf = (content: unknown, images: unknown, length: number): readonly PlacedPicture[] => {
  if (!Array.isArray(content) && (images === undefined || images === null)) return noPictures
  const pictures: PlacedPicture[] = []
  let at = 0
  for (const part of Array.isArray(content) ? content : []) {
    if (isPicturePart(part)) pictures.push({ at, picture: sentPictureIn(part) })
    else at += contentIn([part]).length
  }
  for (const picture of picturesIn(images)) pictures.push({ at: length, picture })
  return pictures
}

/** More in one piece than a model asks for at all; the engine counts those of all pieces. */
const mostCalls = 1_000

/** One call may stand alone; before tools there was the call of a function. */
const callList = (value: unknown): readonly unknown[] =>
  isRecord(value) && isRecord(value.function) ? [value] : listIn(value, 'The tool calls')

const callsIn = ({ tool_calls: value, function_call: called }: Fields): readonly ChatCall[] => {
  const given = callList(value)
  const list = given.length === 0 && isRecord(called) ? [{ index: 0, function: called }] : given
  if (list.length === 0) return noCalls
  const calls: ChatCall[] = []
  for (const [position, each] of list.slice(0, mostCalls).entries()) {
    const call = recordIn(each, 'A tool call')
    if (call.type === 'custom') continue
    const called = optionalRecordIn(call.function, 'A tool call') ?? call
    calls.push({
      index: indexIn(call.index, position),
      // A lone piece without number, id and name goes on with whatever came last.
      isNumbered: list.length > 1 || (call.index !== undefined && call.index !== null),
      id: nameIn(call.id, 'The id of a call'),
      name: textIn(called.name),
      input: inputIn(called.arguments ?? called.parameters),
      opaque: called === call ? opaqueOf(call, nothing) : opaqueOf(call, called),
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

/** JSON, or the object itself. */
const inputIn = (value: unknown): string => {
  if (!isRecord(value)) return textIn(value)
  try {
    return JSON.stringify(value)
  } catch (error) {
    // Nested deeper than can be written.
    if (!(error instanceof RangeError)) throw error
    throw malformed('The input of a call')
  }
}

const opaqueFields = /^(extra_content|provider_specific_fields)$|signature/i

/** Signatures and the like stand at the call or at its function, under names that differ. */
const opaqueOf = (call: Fields, called: Fields): string => {
  const own = opaqueEntries(call)
  const inner = opaqueEntries(called)
  if (own.length === 0 && inner.length === 0) return ''
  const fields = {
    ...Object.fromEntries(own),
    ...(inner.length === 0 ? {} : { function: Object.fromEntries(inner) }),
  }
  return opaqueJson(fields) ?? ''
}

const opaqueEntries = (fields: Fields): [string, unknown][] =>
  Object.entries(fields).filter(
    ([name, value]) => opaqueFields.test(name) && value !== null && value !== undefined && value !== '',
  )

const groqUsage = ({ x_groq: own }: Fields): unknown => (isRecord(own) ? own.usage : undefined)

/** What is no count is none: an answer is not lost for its bill. */
const usageIn = (usage: unknown): Usage | null => {
  if (!isRecord(usage)) return null
  const { prompt_tokens_details: input, completion_tokens_details: output } = usage
  const cached = isRecord(input)
    ? input.cached_tokens
    : (usage.prompt_cache_hit_tokens ?? usage.cached_tokens)
  return {
    inputTokens: countIn(usage.prompt_tokens),
    cachedInputTokens: countIn(cached),
    outputTokens: countIn(usage.completion_tokens),
    reasoningTokens: isRecord(output) ? countIn(output.reasoning_tokens) : 0,
  }
}
