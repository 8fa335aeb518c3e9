import { titleFrom } from '@shared/model/conversation'
import type { LeftOutTally } from '@shared/model/LeftOutTally'
import type { MessageState, Role } from '@shared/model/message'
import type { TransferSource } from '@shared/model/transfer'
import type { AssetPart, ImportedConversation } from '../imported'
import { buildTree, type SourceNode, type SourcePart } from '../tree'
import { deriveId, type Json, lineOf } from '../values'

/** What a format may ask of the file around a conversation. */
export interface Around {
  /** A file of the source by its name or id, or the bytes of a `data:` address; null where there is none. */
  findAsset(pointer: string): string | null
  /** Keeps a text that the conversation holds as a file of its own. Null: it is too much. */
  keepText(text: string): string | null
  readonly leftOut: LeftOutTally
  readonly now: number
  /** The name of the file that the conversation stands in. */
  readonly file: string
  /** Folders and projects by id, as other files of the source name them. */
  readonly folders: ReadonlyMap<string, string>
}

/** A conversation as another app has it, before its steps become messages. */
export interface Found {
  readonly id: string
  readonly title: unknown
  readonly nodes: ReadonlyMap<string, SourceNode>
  /** The node that the other app showed last. */
  readonly current: string | null
  readonly createdAt?: number | null
  readonly updatedAt?: number | null
  readonly systemPrompt?: string
  readonly isPinned?: boolean
  readonly isArchived?: boolean
  readonly folder?: { readonly id: string; readonly name: string } | null
}

/** One kind of export: what tells it from others, and how one of its conversations is read. */
export interface Format {
  readonly source: TransferSource
  /** By the paths of keys in its first conversation: positions and ids are `*`. */
  isMeant(keys: ReadonlySet<string>): boolean
  convert(record: Json, around: Around): readonly Found[]
}

/** The conversation as the library takes it; null, and told, where nothing was said in it. */
export const build = (source: TransferSource, found: Found, around: Around): ImportedConversation | null => {
  const named = lineOf(found.title, 300)
  const idOf = (nodeId: string) => deriveId(source, found.id, nodeId)
  const { messages, leafId } = buildTree(found.nodes, found.current, idOf, found.createdAt ?? around.now)
  const [first] = messages
  if (!first) {
    around.leftOut.add('conversation', 'empty', named)
    return null
  }
  const latest = messages.reduce((last, { createdAt }) => Math.max(last, createdAt), first.createdAt)
  const createdAt = found.createdAt ?? first.createdAt
  const updatedAt = Math.max(createdAt, found.updatedAt ?? latest)
  const question = messages.find(({ role }) => role === 'user') ?? first
  const words = question.parts.find((part) => part.type === 'text')
  const prompt = found.systemPrompt?.slice(0, 100_000).toWellFormed() ?? ''
  const folderName = lineOf(found.folder?.name, 100)
  return {
    id: deriveId(source, found.id),
    title: named || titleFrom(words?.type === 'text' ? words.text : ''),
    titleSource: named ? 'model' : 'question',
    createdAt,
    updatedAt,
    leafId,
    choices: prompt.trim() === '' ? {} : { systemPrompt: prompt },
    pinnedAt: found.isPinned ? updatedAt : null,
    archivedAt: found.isArchived ? updatedAt : null,
    ...(found.folder && folderName !== ''
      ? { folder: { id: deriveId(source, 'folder', found.folder.id), name: folderName } }
      : {}),
    messages,
  }
}

export interface Said {
  readonly id: string
  readonly parentId: string | null
  readonly role: Role | null
  readonly parts: readonly SourcePart[]
  readonly createdAt?: number | null
  readonly model?: unknown
  readonly state?: MessageState
}

/** One message in the tree. Without words, or of a role that is not known, it only holds its place. */
export const nodeOf = ({ id, parentId, role, parts, createdAt, model, state }: Said): SourceNode => ({
  id,
  parentId,
  childIds: [],
  entry:
    role === null || parts.length === 0
      ? null
      : {
          role,
          parts,
          createdAt: createdAt ?? null,
          state: state ?? 'complete',
          model: lineOf(model, 200) || null,
        },
})

/** Messages that follow each other in one row. */
export const inRow = (said: readonly Omit<Said, 'parentId'>[]): ReadonlyMap<string, SourceNode> => {
  const nodes = new Map<string, SourceNode>()
  let last: string | null = null
  for (const each of said) {
    // The same id twice: both are kept.
    const id = nodes.has(each.id) ? `${each.id} ${nodes.size}` : each.id
    nodes.set(id, nodeOf({ ...each, id, parentId: last }))
    last = id
  }
  return nodes
}

export const textPart = (text: unknown): SourcePart[] =>
  typeof text === 'string' && text.trim() !== '' ? [{ type: 'text', text }] : []
export const thoughtPart = (text: unknown): SourcePart[] =>
  typeof text === 'string' && text.trim() !== '' ? [{ type: 'reasoning', text }] : []

/** An answer's text, with the thoughts that local models write in front of it between marks of their own. */
export const answerParts = (text: unknown): SourcePart[] => {
  const start = typeof text === 'string' ? text.trimStart() : ''
  const end = start.indexOf('</think>')
  if (!start.startsWith('<think>') || end === -1) return textPart(text)
  return [
    ...thoughtPart(start.slice('<think>'.length, end).trim()),
    ...textPart(start.slice(end + '</think>'.length).trim()),
  ]
}

/** A value as text; what is nested deeper than the stack is left out. */
export const jsonText = (value: unknown): string => {
  if (typeof value === 'string') return value
  try {
    return JSON.stringify(value, null, 2) ?? ''
  } catch {
    return ''
  }
}

/** What a tool was called with: JSON of an object in any case. */
export const inputText = (value: unknown): string => {
  const text = jsonText(value).trim()
  return text.startsWith('{') ? text : text === '' ? '{}' : JSON.stringify({ text })
}

export const callPart = (callId: string, name: unknown, input: unknown): SourcePart => ({
  type: 'tool-call',
  callId,
  name: lineOf(name, 100) || 'tool',
  input: inputText(input),
})

export const resultPart = (callId: string, output: unknown, isError = false): SourcePart => ({
  type: 'tool-result',
  callId,
  output: jsonText(output),
  isError,
})

/** A picture or file. Its key says how it is found: null where the source only speaks of it. */
export const assetPart = (
  key: string | null,
  name: string,
  { mediaType, prompt }: { readonly mediaType?: unknown; readonly prompt?: string } = {},
): AssetPart => {
  const type = lineOf(mediaType, 100)
  const isPicture = prompt !== undefined || type.startsWith('image/')
  return {
    type: 'asset',
    key,
    name,
    mediaType: type || (isPicture ? 'image/*' : 'application/octet-stream'),
    prompt: prompt ?? null,
    width: 0,
    height: 0,
    byteLength: 0,
    wanted: isPicture ? 'picture' : 'any',
  }
}
