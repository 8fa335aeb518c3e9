import { titleFrom } from '@shared/model/conversation'
import type { LeftOutTally } from '@shared/model/LeftOutTally'
import type { MessageState } from '@shared/model/message'
import type { AssetPart, ImportedConversation } from '../imported'
import { buildTree, type SourceEntry, type SourceNode, type SourcePart } from '../tree'
import {
  deriveId,
  isRecord,
  type Json,
  lineOf,
  listOf,
  momentFrom,
  recordOf,
  textOr,
  textOrNull,
} from '../values'

/*
 * Cherry Studio up to 1.x (CherryHQ/cherry-studio, src/renderer/src/types/newMessage.ts and
 * databases/index.ts): a topic has its messages in a row, each with blocks in a table of their own; answers
 * of several models to one question name it in `askId`. Before version 4 of its backups the text was in the
 * message itself.
 */

/** What the app's settings say of a topic: its table has only messages. */
export interface TopicInfo {
  readonly name: string
  readonly createdAt: number | null
  readonly isPinned: boolean
  readonly prompt: string
}

export interface TopicSurroundings {
  /** A file by its id and name, or the bytes of a `data:` address. */
  findAsset(pointer: string): string | null
  loadBlock(id: string): Promise<unknown>
  readonly leftOut: LeftOutTally
  readonly now: number
}

export const convertTopic = async (
  topic: unknown,
  info: TopicInfo | undefined,
  surroundings: TopicSurroundings,
): Promise<ImportedConversation | null> => {
  const { leftOut, now } = surroundings
  const topicId = isRecord(topic) ? textOrNull(topic.id) : null
  if (!isRecord(topic) || topicId === null || !Array.isArray(topic.messages)) {
    leftOut.add('conversation', 'damaged', info?.name)
    return null
  }
  const title = info?.name ?? ''
  const { nodes, end } = await nodesOf(topic.messages, title, surroundings)
  const { messages, leafId } = buildTree(nodes, end, (id) => deriveId('cherry', topicId, id), now)
  const [first] = messages
  if (!first) {
    leftOut.add('conversation', 'empty', title)
    return null
  }
  const last = messages.reduce((latest, { createdAt }) => Math.max(latest, createdAt), first.createdAt)
  const question = first.parts.find((part) => part.type === 'text')
  const createdAt = info?.createdAt ?? first.createdAt
  return {
    id: deriveId('cherry', topicId),
    title: title || titleFrom(question?.type === 'text' ? question.text : ''),
    titleSource: title === '' ? 'question' : 'model',
    createdAt,
    updatedAt: Math.max(createdAt, last),
    leafId,
    choices: info && info.prompt.trim() !== '' ? { systemPrompt: info.prompt.slice(0, 100_000) } : {},
    pinnedAt: info?.isPinned ? last : null,
    archivedAt: null,
    messages,
  }
}

const nodesOf = async (
  messages: readonly unknown[],
  title: string,
  surroundings: TopicSurroundings,
): Promise<{ readonly nodes: ReadonlyMap<string, SourceNode>; readonly end: string | null }> => {
  const nodes = new Map<string, SourceNode>()
  let end: string | null = null
  /**
   * The question that the answers at the end are to, and whether the one that the user chose is among them.
   */
  let answered = null as { readonly askId: string; readonly isChosen: boolean } | null
  for (const message of messages) {
    const id = isRecord(message) ? textOrNull(message.id) : null
    if (!isRecord(message) || id === null) {
      surroundings.leftOut.add('message', 'damaged', title)
      continue
    }
    // A line that says "begin anew from here".
    if (message.type === 'clear') continue
    if (nodes.has(id)) {
      surroundings.leftOut.add('message', 'duplicate', title)
      continue
    }
    const askId = message.role === 'assistant' ? textOrNull(message.askId) : null
    const isAnswer = askId !== null && nodes.has(askId)
    nodes.set(id, {
      id,
      parentId: isAnswer ? askId : end,
      childIds: [],
      entry: await toEntry(message, title, surroundings),
    })
    const isChosen = message.foldSelected === true || message.useful === true
    const stays: boolean = isAnswer && answered?.askId === askId && answered.isChosen && !isChosen
    if (!stays) end = id
    answered = isAnswer ? { askId, isChosen: isChosen || stays } : null
  }
  return { nodes, end }
}

const toEntry = async (
  message: Json,
  title: string,
  surroundings: TopicSurroundings,
): Promise<SourceEntry | null> => {
  const { role } = message
  if (role !== 'user' && role !== 'assistant') {
    surroundings.leftOut.add('message', role === 'system' ? 'hidden' : 'unsupported', title)
    return null
  }
  const parts: SourcePart[] = []
  const reasoning = textOrNull(message.reasoning_content)
  if (reasoning !== null) parts.push({ type: 'reasoning', text: reasoning })
  if (textOr(message.content, '').trim() !== '')
    parts.push({ type: 'text', text: textOr(message.content, '') })
  for (const id of listOf(message.blocks)) {
    if (typeof id !== 'string') continue
    const block = await surroundings.loadBlock(id)
    if (isRecord(block)) parts.push(...blockParts(id, block, title, surroundings))
    else surroundings.leftOut.add('content', 'missing', title)
  }
  for (const file of listOf(message.files))
    if (isRecord(file)) parts.push(fileAsset(file, title, surroundings))
  for (const picture of listOf(message.images))
    if (typeof picture === 'string') parts.push(pictureAsset(picture, {}, '', title, surroundings))
  if (parts.length === 0) return null
  const model = recordOf(message.model)
  return {
    role,
    parts,
    createdAt: momentFrom(message.createdAt),
    state: stateOf(message.status),
    model: lineOf(model.id ?? message.modelId, 200) || null,
  }
}

const stateOf = (status: unknown): MessageState =>
  status === 'error' ? 'failed' : status === 'paused' ? 'stopped' : 'complete'

const blockParts = (
  id: string,
  block: Json,
  title: string,
  surroundings: TopicSurroundings,
): SourcePart[] => {
  const text = textOr(block.content, '')
  const texts = (shown: string): SourcePart[] => (text.trim() === '' ? [] : [{ type: 'text', text: shown }])
  switch (block.type) {
    case 'main_text':
    case 'translation':
    case 'compact':
      return texts(text)
    case 'thinking':
      return text.trim() === '' ? [] : [{ type: 'reasoning', text }]
    case 'code': {
      const fence = '`'.repeat(
        Math.max(3, ...[...text.matchAll(/`{3,}/g)].map(([ticks]) => ticks.length + 1)),
      )
      return texts(`${fence}${lineOf(block.language, 30)}\n${text}\n${fence}`)
    }
    case 'tool':
      return toolParts(id, block)
    case 'image': {
      const prompt = lineOf(recordOf(block.metadata).prompt, 2_000)
      const made = listOf(recordOf(recordOf(block.metadata).generateImageResponse).images)
      const pictures = made.length > 0 ? made : [block.url]
      if (isRecord(block.file)) return [pictureAsset('', block.file, prompt, title, surroundings)]
      return pictures.map((picture) => pictureAsset(textOr(picture, ''), {}, prompt, title, surroundings))
    }
    case 'file':
      return isRecord(block.file) ? [fileAsset(block.file, title, surroundings)] : []
    case 'error':
      return [{ type: 'failure', code: 'engine/server-error' }]
    // Nothing had come yet.
    case 'unknown':
      return []
    default:
      surroundings.leftOut.add('content', 'unsupported', lineOf(block.type, 50) || 'unknown')
      return []
  }
}

const toolParts = (id: string, block: Json): SourcePart[] => {
  const name = lineOf(block.toolName, 100) || lineOf(block.toolId, 100) || 'tool'
  const input = isRecord(block.arguments) ? JSON.stringify(block.arguments) : '{}'
  const call: SourcePart = { type: 'tool-call', callId: id, name, input }
  if (block.content === undefined || block.content === null) return [call]
  const output = typeof block.content === 'string' ? block.content : JSON.stringify(block.content, null, 2)
  return [call, { type: 'tool-result', callId: id, output, isError: block.status === 'error' }]
}

const pictureAsset = (
  address: string,
  file: Json,
  prompt: string,
  title: string,
  { findAsset }: TopicSurroundings,
): AssetPart => ({
  type: 'asset',
  key: findAsset(address.startsWith('data:') ? address : fileName(file)),
  name: lineOf(file.origin_name, 300) || prompt || `Picture from “${title}”`,
  mediaType: 'image/*',
  prompt: prompt === '' ? null : prompt,
  width: 0,
  height: 0,
  byteLength: 0,
  wanted: 'picture',
})

const fileAsset = (file: Json, title: string, { findAsset }: TopicSurroundings): AssetPart => ({
  type: 'asset',
  key: findAsset(fileName(file)),
  name: lineOf(file.origin_name, 300) || lineOf(file.name, 300) || `File from “${title}”`,
  mediaType: file.type === 'image' ? 'image/*' : 'application/octet-stream',
  prompt: null,
  width: 0,
  height: 0,
  byteLength: 0,
  wanted: 'any',
})

/** Under `Data/Files` they are called by id and ending. */
const fileName = (file: Json): string => `${textOr(file.id, '')}${textOr(file.ext, '')}`
