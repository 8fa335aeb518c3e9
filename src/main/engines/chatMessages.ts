import type { Message } from '@shared/model/message'
import type {
  ChatCompletionAssistantMessageParam,
  ChatCompletionContentPart,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions'
import type { AnswerRequest } from './engine'
import { continueInstruction, freeId, isOwn, type Step, stepsOf, type ToolRound } from './history'
import { onlyText, type Piece, questionContent, questionsShown } from './questionContent'
import { parseCallOpaque, parseChatThought } from './wire/chatThoughts'
import { type Fields, isRecord } from './wire/values'

/** How the server at the other end takes what the others leave open. */
export interface ChatMessageOptions {
  readonly seesPictures?: boolean
  /** Whose messages get back what the server wrote for itself; absent: none. */
  readonly engineId?: string
  /** Calls get ids of nine letters and digits, as Mistral's models want them. */
  readonly hasShortIds?: boolean
  /** An answer that only calls has an empty text instead of none. */
  readonly hasEmptyText?: boolean
  /** Calls of another model get empty thoughts, which DeepSeek wants with every call. */
  readonly fillsThoughts?: boolean
  /** Calls of another model get what stands for a signature, which Gemini wants with every call. */
  readonly fillsSignatures?: boolean
  /** The system prompt stands in the first question, for models that know no such message. */
  readonly hasSystemInQuestion?: boolean
  /** Questions that follow each other become one. */
  readonly alternates?: boolean
}

/** The branch as Chat Completions wants it. */
export const chatMessages = async (
  request: AnswerRequest,
  options: ChatMessageOptions = {},
): Promise<ChatCompletionMessageParam[]> => {
  const messages: ChatCompletionMessageParam[] = []
  const role = options.hasSystemInQuestion ? 'user' : 'system'
  if (request.system.trim() !== '') messages.push({ role, content: request.system })
  const { seesPictures = true } = options
  const shown = questionsShown(request.messages)
  const answers = new Answers(request.model, options)
  for (const message of request.messages) {
    if (message.role === 'user') {
      const pictures = !shown.has(message.id) ? 'named' : seesPictures ? 'shown' : 'refused'
      const pieces = await questionContent(message, request.attachments, pictures)
      if (pieces.length > 0)
        messages.push({ role: 'user', content: onlyText(pieces) ?? pieces.map(contentPart) })
    } else {
      messages.push(...answers.messagesOf(message))
    }
  }
  if (request.continuing) messages.push({ role: 'user', content: continueInstruction })
  return options.alternates || options.hasSystemInQuestion ? inTurns(messages) : messages
}

/** Joins questions that follow each other. */
const inTurns = (messages: readonly ChatCompletionMessageParam[]): ChatCompletionMessageParam[] => {
  const joined: ChatCompletionMessageParam[] = []
  for (const message of messages) {
    const before = joined.at(-1)
    if (message.role !== 'user' || before?.role !== 'user') joined.push(message)
    else joined[joined.length - 1] = { ...message, content: joinedContent(before.content, message.content) }
  }
  return joined
}

type QuestionContent = string | ChatCompletionContentPart[]

const joinedContent = (first: QuestionContent, second: QuestionContent): QuestionContent =>
  typeof first === 'string' && typeof second === 'string'
    ? `${first}\n\n${second}`
    : [...partsOf(first), ...partsOf(second)]

const partsOf = (content: QuestionContent): ChatCompletionContentPart[] =>
  typeof content === 'string' ? [{ type: 'text', text: content }] : content

const contentPart = (piece: Piece): ChatCompletionContentPart =>
  piece.type === 'text'
    ? { type: 'text', text: piece.text }
    : { type: 'image_url', image_url: { url: piece.dataUrl } }

type Reasoning = Extract<Step, { readonly type: 'reasoning' }>

/** What Google's API takes in place of a signature that there is none of. */
const noSignature = { google: { thought_signature: 'skip_thought_signature_validator' } }

/** Writes answers; ids of calls are unique within the request. */
class Answers {
  private readonly ids = new Set<string>()

  constructor(
    private readonly model: string,
    private readonly options: ChatMessageOptions,
  ) {}

  /** One assistant message a round: text, then calls; their results follow as messages of their own. */
  messagesOf(message: Message): ChatCompletionMessageParam[] {
    const { engineId } = this.options
    const isReturned = engineId !== undefined && isOwn(message, engineId, this.model)
    const steps = stepsOf(message)
    const hasCalls = steps.some(({ type }) => type === 'tools')
    const messages: ChatCompletionMessageParam[] = []
    let texts: string[] = []
    let thoughts: Reasoning[] = []
    const own = () => (isReturned ? returned(thoughts, hasCalls) : {})
    for (const step of steps) {
      if (step.type === 'text') texts.push(step.text)
      if (step.type === 'reasoning') thoughts.push(step)
      if (step.type !== 'tools') continue
      messages.push(...this.round(texts, step.calls, own(), isReturned))
      texts = []
      thoughts = []
    }
    if (texts.length > 0) messages.push({ role: 'assistant', content: texts.join('\n\n'), ...own() })
    return messages
  }

  private round(
    texts: readonly string[],
    calls: readonly ToolRound[],
    own: Fields,
    isReturned: boolean,
  ): ChatCompletionMessageParam[] {
    const { hasEmptyText, fillsThoughts } = this.options
    const named = calls.map((call, index) => {
      const kept = (isReturned ? parseCallOpaque(call.opaque) : null) ?? this.filling(index)
      return { ...call, kept, id: this.idFor(typeof kept.id === 'string' ? kept.id : call.callId) }
    })
    const said: ChatCompletionAssistantMessageParam = {
      role: 'assistant',
      content: texts.length > 0 ? texts.join('\n\n') : hasEmptyText ? '' : null,
      tool_calls: named.map(({ id, name, input, kept: { function: inner, ...fields } }) => ({
        ...fields,
        id,
        type: 'function',
        function: { ...(isRecord(inner) ? inner : {}), name, arguments: input },
      })),
      ...(fillsThoughts ? { reasoning_content: '' } : {}),
      ...own,
    }
    return [
      said,
      ...named.map(({ id, output }) => ({ role: 'tool' as const, tool_call_id: id, content: output })),
    ]
  }

  /** The first call of a round carries the signature. */
  private filling(index: number): Fields {
    return this.options.fillsSignatures && index === 0 ? { extra_content: noSignature } : {}
  }

  private idFor(given: string): string {
    if (!this.options.hasShortIds) return freeId(this.ids, given)
    const id = `c${String(this.ids.size + 1).padStart(8, '0')}`
    this.ids.add(id)
    return id
  }
}

/**
 * What the server wants back of a round's thoughts, in the fields that it wrote. Plain thoughts go back with
 * answers that used tools: elsewhere DeepSeek has refused them, and no server needs them.
 */
const returned = (thoughts: readonly Reasoning[], hasCalls: boolean): Fields => {
  const fields: Record<string, unknown> = {}
  const details: Fields[] = []
  for (const { opaque, text } of thoughts) {
    const thought = parseChatThought(opaque)
    if (!thought) continue
    if (hasCalls && thought.field !== '') {
      const before = fields[thought.field]
      fields[thought.field] = typeof before === 'string' ? before + text : text
    }
    details.push(...thought.details)
    if (thought.extra) fields.extra_content = thought.extra
  }
  const wanted = hasCalls ? details : details.filter(isSealed)
  if (wanted.length > 0) fields.reasoning_details = wanted
  return fields
}

/** Signed or encrypted: more than the words of a thought. */
const isSealed = ({ signature, data }: Fields): boolean =>
  (typeof signature === 'string' && signature !== '') || (typeof data === 'string' && data !== '')
