import type { ErrorCode, FailureData } from '../ipc/errors'
import type { PictureOptions } from './pictureOptions'
import type { AskedQuestion } from './serverQuestion'
import type { ApprovalAnswer, Source } from './tool'

export type Role = 'user' | 'assistant'

/**
 * `streaming`: being written. `complete`: the engine said it was done. `stopped`: the user stopped it.
 * `interrupted`: it ended without the engine's word (cut, crash). `failed`: nothing more will come, see the
 * failure part.
 */
export type MessageState = 'streaming' | 'complete' | 'stopped' | 'interrupted' | 'failed'

export interface TextPart {
  readonly type: 'text'
  readonly text: string
  /** The picture options that a question with `/image …` chose besides its words. */
  readonly wish?: PictureOptions
}
export interface ReasoningPart {
  readonly type: 'reasoning'
  readonly text: string
  /** Milliseconds since the epoch. */
  readonly startedAt?: number
  readonly endedAt?: number
  /**
   * The engine's own item as JSON, handed back on later turns where the API wants it (encrypted reasoning).
   */
  readonly opaque?: string
}
export interface ToolCallPart {
  readonly type: 'tool-call'
  readonly callId: string
  readonly name: string
  /** JSON text as the model wrote it; may be damaged. */
  readonly input: string
  /** What the engine wants back with the call, as JSON (a signature); absent where there is nothing. */
  readonly opaque?: string
}
export interface ToolResultPart {
  readonly type: 'tool-result'
  readonly callId: string
  /** The result that the model gets. */
  readonly output: string
  readonly isError: boolean
  /** What the user decided on the call; absent where they were not asked. */
  readonly approval?: ApprovalAnswer
  /** What the tool's server asked the user meanwhile; absent where it asked nothing. */
  readonly questions?: readonly AskedQuestion[]
  /** What it points at, where it comes from a tool server; absent where it points at nothing. */
  readonly links?: readonly ResultLink[]
}
/** Something that a result of a tool server points at: a page, or what the server itself would give. */
export interface ResultLink {
  readonly name: string
  readonly uri: string
}
/** What the answer rests on. Numbered through the message from 1, over all parts of this kind. */
export interface SourcesPart {
  readonly type: 'sources'
  readonly sources: readonly Source[]
}
export interface PicturePart {
  readonly type: 'picture'
  readonly prompt: string
  /** Null while it is being drawn, or where drawing failed. */
  readonly pictureId: string | null
  /** Pixels; 0 when not yet known. */
  readonly width: number
  readonly height: number
  /** The reason why there is no picture, where a tool drew it: the answer itself goes on. */
  readonly failure?: { readonly code: ErrorCode; readonly data?: FailureData }
}
export interface FilePart {
  readonly type: 'file'
  readonly fileId: string
  readonly name: string
  readonly mediaType: string
  readonly byteLength: number
}
export interface FailurePart {
  readonly type: 'failure'
  readonly code: ErrorCode
  readonly data?: FailureData
}
/** Stands where a message, or a part of it, could not be read from the history. */
export const isDamagedPart = (part: Part): boolean =>
  part.type === 'failure' && part.code === 'message/damaged'

export type Part =
  | TextPart
  | ReasoningPart
  | ToolCallPart
  | ToolResultPart
  | PicturePart
  | FilePart
  | SourcesPart
  | FailurePart

/**
 * Tokens, as the engine counted them. `inputTokens` includes `cachedInputTokens`, `outputTokens` includes
 * `reasoningTokens`.
 */
export interface Usage {
  readonly inputTokens: number
  readonly cachedInputTokens: number
  readonly outputTokens: number
  readonly reasoningTokens: number
  /** Of the input, put into the maker's cache for the next request; absent where none were. */
  readonly cacheWriteTokens?: number
  /** US dollars that the maker's cache saved, less what filling it cost; absent where that is not known. */
  readonly cacheSavedUsd?: number
  /** Searches of the web by the engine itself, which it charges for apart; absent where it made none. */
  readonly webSearches?: number
}

/** What several requests for one answer took. */
export const sumUsage = (one: Usage, other: Usage): Usage => ({
  inputTokens: one.inputTokens + other.inputTokens,
  cachedInputTokens: one.cachedInputTokens + other.cachedInputTokens,
  outputTokens: one.outputTokens + other.outputTokens,
  reasoningTokens: one.reasoningTokens + other.reasoningTokens,
  ...sumOf('cacheWriteTokens', one, other),
  ...sumOf('cacheSavedUsd', one, other),
  ...sumOf('webSearches', one, other),
})

const sumOf = (
  name: 'cacheWriteTokens' | 'cacheSavedUsd' | 'webSearches',
  one: Usage,
  other: Usage,
): Partial<Usage> =>
  one[name] === undefined && other[name] === undefined
    ? {}
    : { [name]: (one[name] ?? 0) + (other[name] ?? 0) }

export interface Message {
  readonly id: string
  readonly conversationId: string
  /** Null for the first message of a conversation. */
  readonly parentId: string | null
  readonly role: Role
  readonly state: MessageState
  readonly parts: readonly Part[]
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  readonly finishedAt?: number
  readonly engineId?: string
  readonly model?: string
  readonly usage?: Usage
  /**
   * US dollars for tokens and pictures of this message; null when a price is unknown; absent when nothing was
   * charged.
   */
  readonly costUsd?: number | null
}

/** A message's place in the tree, without its content: cheap enough to send for thousands. */
export interface OutlineEntry {
  readonly id: string
  readonly parentId: string | null
  readonly role: Role
  readonly state: MessageState
  readonly createdAt: number
}

/** What the user or the model wrote, without reasoning, tools or pictures. */
export const textOf = (message: Pick<Message, 'parts'>): string =>
  message.parts
    .filter((part) => part.type === 'text')
    .map((part) => part.text)
    .join('\n\n')

/**
 * Results by their calls. Where ids repeat, the result is that of the first call of its id that has none yet,
 * of the calls since the last text: those before were interrupted.
 */
export const resultsByCall = (parts: readonly Part[]): ReadonlyMap<ToolCallPart, ToolResultPart> => {
  const results = new Map<ToolCallPart, ToolResultPart>()
  let open: ToolCallPart[] = []
  for (const part of parts) {
    if (part.type === 'tool-call') open.push(part)
    if (part.type === 'text' || part.type === 'reasoning') open = []
    if (part.type !== 'tool-result') continue
    const index = open.findIndex(({ callId }) => callId === part.callId)
    const [call] = index < 0 ? [] : open.splice(index, 1)
    if (call) results.set(call, part)
  }
  return results
}

/** All sources of a message, by their numbers from 1. */
export const sourcesOf = (message: Pick<Message, 'parts'>): readonly Source[] =>
  message.parts.flatMap((part) => (part.type === 'sources' ? part.sources : []))

/** The picture options of a question that asks for a picture; null for any other. */
export const askedPictureOptions = (message: Pick<Message, 'parts'>): PictureOptions | null => {
  const first = message.parts.find((part) => part.type === 'text')
  return first?.wish ?? null
}

/** The messages from the first to `leafId`, in reading order. Unknown or cyclic parents end the walk. */
export const pathTo = <T extends { readonly id: string; readonly parentId: string | null }>(
  entries: ReadonlyMap<string, T>,
  leafId: string | null,
): T[] => {
  const path: T[] = []
  const seen = new Set<string>()
  let current = leafId
  while (current !== null && !seen.has(current)) {
    seen.add(current)
    const entry = entries.get(current)
    if (!entry) break
    path.push(entry)
    current = entry.parentId
  }
  return path.reverse()
}
