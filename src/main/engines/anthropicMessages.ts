import type {
  Base64ImageSource,
  CacheControlEphemeral,
  ContentBlockParam,
  ImageBlockParam,
  MessageParam,
  TextBlockParam,
} from '@anthropic-ai/sdk/resources/messages/messages'
import type { FilePart, Message } from '@shared/model/message'
import { parseThought, type ThoughtBlock } from './anthropicThoughts'
import type { AnswerRequest, AttachmentSource } from './engine'
import { continueInstruction, freeId, isOwn, type Step, stepsOf, type ToolRound } from './history'
import { type DocumentPiece, type Piece, questionContent } from './questionContent'
import { isRecord } from './wire/values'

/** What this model takes, as far as it is known. */
export interface MessageOptions {
  readonly seesPictures: boolean
  readonly readsDocuments: boolean
  /** Thoughts go back only where the model thinks now, and has not refused them. */
  readonly keepsThoughts: boolean
  /** Calls of tools can only be told of where tools go along. */
  readonly keepsCalls: boolean
}

type Block = ContentBlockParam

/** 5 MB as Base64: Anthropic takes no larger picture. */
const mostPictureBytes = 3_750_000
/** Anthropic takes 32 MB in all. */
const mostDocumentBytes = 16_000_000
const mostBase64 = 24_000_000

/**
 * The branch as Messages wants it: user and assistant in turns, the user first; results of tools right after
 * their calls and before anything else. Thoughts go back only to the engine that they came from.
 */
export const anthropicMessages = async (
  request: AnswerRequest,
  engineId: string,
  options: MessageOptions,
): Promise<MessageParam[]> => {
  const turns = new Turns()
  const budget = { left: mostBase64 }
  const shown = questionsInWindow(request.messages)
  for (const message of request.messages) {
    if (message.role === 'user') {
      const isShown = shown.has(message.id)
      turns.add('user', await questionBlocks(message, request.attachments, { ...options, isShown, budget }))
    } else {
      const keepsThoughts = options.keepsThoughts && isOwn(message, engineId, request.model)
      addAnswer(turns, stepsOf(message), { ...options, keepsThoughts })
    }
  }
  if (request.continuing) turns.add('user', [{ type: 'text', text: continueInstruction }])
  return turns.messages
}

/** Pictures of at most this many questions go along… */
const mostQuestionsShown = 8
/** …and this many fewer, once there are more: what was sent stays as it was, or Anthropic's cache is lost. */
const questionsPerStep = 4

/** The questions whose pictures are sent; earlier ones are only named. */
export const questionsInWindow = (messages: readonly Message[]): ReadonlySet<string> => {
  const withPictures = messages.filter(
    ({ role, parts }) => role === 'user' && parts.some(({ type }) => type === 'picture'),
  )
  const surplus = Math.max(0, withPictures.length - mostQuestionsShown)
  const named = Math.ceil(surplus / questionsPerStep) * questionsPerStep
  return new Set(withPictures.slice(named).map(({ id }) => id))
}

/** Collects messages; those of the same role in a row are one. */
class Turns {
  readonly messages: { role: 'user' | 'assistant'; content: Block[] }[] = []

  add(role: 'user' | 'assistant', blocks: readonly Block[]): void {
    if (blocks.length === 0) return
    const last = this.messages.at(-1)
    if (last?.role === role) {
      last.content.push(...blocks)
      return
    }
    if (!last && role === 'assistant')
      this.add('user', [{ type: 'text', text: '(The conversation begins.)' }])
    this.messages.push({ role, content: [...blocks] })
  }

  /** Calls so far: ids must not be used twice, and other engines number theirs anew in each answer. */
  readonly callIds = new Set<string>()
}

interface QuestionOptions extends MessageOptions {
  readonly isShown: boolean
  /** Characters of Base64 that may still go along. */
  readonly budget: { left: number }
}

const questionBlocks = async (
  message: Message,
  source: AttachmentSource,
  options: QuestionOptions,
): Promise<Block[]> => {
  const pictures = !options.isShown ? 'named' : options.seesPictures ? 'shown' : 'refused'
  const limited: AttachmentSource = {
    pictureDataUrl: (id) => source.pictureDataUrl(id, mostPictureBytes),
    fileText: (id) => source.fileText(id),
  }
  const blocks: Block[] = []
  for (const part of message.parts) {
    const document = part.type === 'file' ? await documentOf(part, source, options) : null
    const pieces = document
      ? [document]
      : await questionContent({ ...message, parts: [part] }, limited, pictures)
    for (const piece of pieces) blocks.push(blockOf(piece, options.budget))
  }
  return blocks
}

const documentOf = async (
  { fileId, name, mediaType, byteLength }: FilePart,
  source: AttachmentSource,
  { readsDocuments, budget }: QuestionOptions,
): Promise<DocumentPiece | null> => {
  if (!readsDocuments || mediaType !== 'application/pdf' || !source.pdfBase64) return null
  if (Math.ceil(byteLength / 3) * 4 > budget.left) return null
  const base64 = await source.pdfBase64(fileId, mostDocumentBytes)
  return base64 === null || base64.length > budget.left ? null : { type: 'document', name, base64 }
}

const blockOf = (piece: Piece | DocumentPiece, budget: { left: number }): Block => {
  switch (piece.type) {
    case 'text':
      return { type: 'text', text: piece.text }
    case 'document':
      budget.left -= piece.base64.length
      return {
        type: 'document',
        source: { type: 'base64', media_type: 'application/pdf', data: piece.base64 },
        title: piece.name.replace(/\s+/g, ' ').slice(0, 500),
      }
    case 'picture':
      return pictureBlock(piece.dataUrl, budget)
  }
}

const pictureBlock = (dataUrl: string, budget: { left: number }): ImageBlockParam | TextBlockParam => {
  const comma = dataUrl.indexOf(',')
  const mediaType = /^data:([a-z]+\/[a-z+.-]+);base64$/.exec(dataUrl.slice(0, comma))?.[1]
  const data = dataUrl.slice(comma + 1)
  if (!isTaken(mediaType) || data.length > budget.left) {
    const why = isTaken(mediaType) ? 'the question holds too much already' : 'this model takes no such file'
    return { type: 'text', text: `[picture] It could not be shown to you, because ${why}.` }
  }
  budget.left -= data.length
  return { type: 'image', source: { type: 'base64', media_type: mediaType, data } }
}

const isTaken = (type: string | undefined): type is Base64ImageSource['media_type'] =>
  type === 'image/jpeg' || type === 'image/png' || type === 'image/gif' || type === 'image/webp'

const addAnswer = (turns: Turns, steps: readonly Step[], options: MessageOptions): void => {
  // A thought must be followed by what it led to: one that was cut off before that is left out.
  let thoughts: ThoughtBlock[] = []
  for (const step of steps) {
    if (step.type === 'reasoning') {
      const thought = options.keepsThoughts ? parseThought(step.opaque) : null
      if (thought) thoughts.push(thought)
      continue
    }
    turns.add('assistant', thoughts)
    thoughts = []
    if (step.type === 'text') turns.add('assistant', [{ type: 'text', text: step.text }])
    else if (options.keepsCalls) addRound(turns, step.calls)
    else turns.add('assistant', [{ type: 'text', text: step.calls.map(noteCall).join('\n') }])
  }
}

const addRound = (turns: Turns, calls: readonly ToolRound[]): void => {
  const named = calls.map((call) => ({ ...call, id: freeId(turns.callIds, plainId(call.callId)) }))
  turns.add(
    'assistant',
    named.map(({ id, name, input }) => ({
      type: 'tool_use',
      id,
      name: name.replace(/[^\w-]/g, '_').slice(0, 128) || 'tool',
      input: inputOf(input),
    })),
  )
  turns.add(
    'user',
    named.map(({ id, output, isError }) => ({
      type: 'tool_result',
      tool_use_id: id,
      content: output.trim() === '' ? '(nothing)' : output,
      ...(isError ? { is_error: true } : {}),
    })),
  )
}

const noteCall = ({ name, output }: ToolRound): string => `[tool ${name}: ${output}]`

/** An id that Anthropic takes. */
const plainId = (given: string): string => given.replace(/[^\w-]/g, '_').slice(0, 200) || 'call'

/** Anthropic takes an object only. */
const inputOf = (text: string): Record<string, unknown> => {
  const value: unknown = JSON.parse(text)
  return isRecord(value) ? value : {}
}

/** Kept for five minutes, and from then on for five more with each use. */
export const cacheControl: CacheControlEphemeral = { type: 'ephemeral' }

/**
 * Marks the end of the newest question and of the one before it (what was written to the cache then is read
 * now). With tools and system prompt these are the four marks that Anthropic allows.
 */
export const markForCache = (messages: readonly MessageParam[]): MessageParam[] => {
  const users = messages.flatMap(({ role }, index) => (role === 'user' ? [index] : [])).slice(-2)
  return messages.map((message, index) => {
    if (!users.includes(index) || typeof message.content === 'string') return message
    const last = message.content.at(-1)
    if (!last) return message
    const marked = { ...last, cache_control: cacheControl } as Block
    return { ...message, content: [...message.content.slice(0, -1), marked] } as MessageParam
  })
}
