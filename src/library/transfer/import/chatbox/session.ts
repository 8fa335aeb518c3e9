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
 * Chatbox (chatboxai/chatbox, src/shared/types/session.ts): a session has its messages in a row; other
 * versions of what followed a message are lists in `messageForksHash`; what was said before "new thread" are
 * `threads` of their own.
 */

export interface SessionSurroundings {
  /** The place of what Chatbox keeps under a storage key. */
  findAsset(storageKey: string): string | null
  readonly leftOut: LeftOutTally
  readonly now: number
}

/** The conversations of one session: its own, and one for each earlier thread. */
export const convertSession = (
  session: unknown,
  surroundings: SessionSurroundings,
): ImportedConversation[] => {
  if (!isRecord(session) || !Array.isArray(session.messages)) {
    surroundings.leftOut.add('conversation', 'damaged', lineOf(recordOf(session).name, 300))
    return []
  }
  const sessionId = textOr(session.id, '')
  const name = lineOf(session.threadName, 300) || lineOf(session.name, 300)
  const id =
    sessionId === '' ? deriveId('chatbox', JSON.stringify(session.messages).slice(0, 10_000)) : sessionId
  const isStarred = session.starred === true
  const own = convert({ id, title: name, messages: session.messages, session, isStarred }, surroundings)
  const threads = listOf(session.threads).flatMap((thread, index) => {
    if (!isRecord(thread)) return []
    const title = lineOf(thread.name, 300) || name
    const threadId = `${id} ${textOr(thread.id, String(index))}`
    return convert(
      { id: threadId, title, messages: listOf(thread.messages), session, isStarred: false },
      surroundings,
    )
  })
  return [...own, ...threads]
}

interface Row {
  readonly id: string
  readonly title: string
  readonly messages: readonly unknown[]
  readonly session: Json
  readonly isStarred: boolean
}

const convert = (
  { id, title, messages, session, isStarred }: Row,
  surroundings: SessionSurroundings,
): ImportedConversation[] => {
  const nodes = new Map<string, SourceNode>()
  let instructions: string | null = null
  const addRow = (row: readonly unknown[], after: string | null): string | null => {
    let last = after
    for (const message of row) {
      if (!isRecord(message)) continue
      const nodeId = textOrNull(message.id) ?? `${id} ${nodes.size}`
      if (nodes.has(nodeId)) {
        surroundings.leftOut.add('message', 'duplicate', title)
        continue
      }
      if (message.role === 'system') instructions = systemText(message) ?? instructions
      const entry = message.role === 'system' ? null : toEntry(message, title, surroundings)
      nodes.set(nodeId, { id: nodeId, parentId: last, childIds: [], entry })
      last = nodeId
    }
    return last
  }
  const end = addRow(messages, null)
  for (const [forkedAt, fork] of Object.entries(recordOf(session.messageForksHash)))
    if (nodes.has(forkedAt))
      for (const list of listOf(recordOf(fork).lists)) addRow(listOf(recordOf(list).messages), forkedAt)
  const idOf = (nodeId: string) => deriveId('chatbox', id, nodeId)
  const { messages: built, leafId } = buildTree(nodes, end, idOf, surroundings.now)
  const [first] = built
  if (!first) {
    surroundings.leftOut.add('conversation', 'empty', title)
    return []
  }
  const updatedAt = built.reduce((latest, { createdAt }) => Math.max(latest, createdAt), first.createdAt)
  const question = first.parts.find((part) => part.type === 'text')
  return [
    {
      id: deriveId('chatbox', id),
      title: title || titleFrom(question?.type === 'text' ? question.text : ''),
      titleSource: title === '' ? 'question' : 'model',
      createdAt: first.createdAt,
      updatedAt,
      leafId,
      choices: instructions === null ? {} : { systemPrompt: instructions },
      pinnedAt: isStarred ? updatedAt : null,
      archivedAt: momentFrom(session.archivedAt),
      messages: built,
    },
  ]
}

const systemText = (message: Json): string | null => {
  const text = textsOf(message).join('\n\n').slice(0, 100_000).toWellFormed()
  return text.trim() === '' ? null : text
}

const textsOf = (message: Json): string[] => {
  const texts = listOf(message.contentParts).flatMap((part) =>
    isRecord(part) && part.type === 'text' && typeof part.text === 'string' ? [part.text] : [],
  )
  // The content was one string until 2025.
  return texts.length === 0 && typeof message.content === 'string' ? [message.content] : texts
}

const toEntry = (message: Json, title: string, surroundings: SessionSurroundings): SourceEntry | null => {
  const { role } = message
  if (role !== 'user' && role !== 'assistant' && role !== 'tool') {
    surroundings.leftOut.add('message', 'unsupported', `${title}: ${lineOf(role, 50) || 'no role'}`)
    return null
  }
  // A summary is written by that app itself so that long conversations fit a model.
  if (message.isSummary === true) {
    surroundings.leftOut.add('message', 'hidden', title)
    return null
  }
  const parts = [...partsOf(message, title, surroundings), ...filesOf(message, surroundings)]
  if (parts.length === 0) return null
  return {
    role: role === 'user' ? 'user' : 'assistant',
    parts,
    createdAt: momentFrom(message.timestamp) ?? momentFrom(message.updatedAt),
    state: stateOf(message),
    model: lineOf(message.model, 200) || null,
  }
}

const stateOf = (message: Json): MessageState =>
  message.generating === true || textOrNull(message.error) !== null ? 'interrupted' : 'complete'

const partsOf = (message: Json, title: string, surroundings: SessionSurroundings): SourcePart[] => {
  const reasoning = textOrNull(message.reasoningContent)
  const before: SourcePart[] = reasoning === null ? [] : [{ type: 'reasoning', text: reasoning }]
  const list = listOf(message.contentParts)
  if (list.length === 0 && typeof message.content === 'string')
    return [
      ...before,
      ...(message.content.trim() === '' ? [] : [{ type: 'text' as const, text: message.content }]),
    ]
  return [...before, ...list.flatMap((part) => (isRecord(part) ? toParts(part, title, surroundings) : []))]
}

const toParts = (part: Json, title: string, { findAsset, leftOut }: SessionSurroundings): SourcePart[] => {
  const text = textOr(part.text, '')
  switch (part.type) {
    case 'text':
      return text.trim() === '' ? [] : [{ type: 'text', text }]
    case 'reasoning':
      return text.trim() === '' ? [] : [{ type: 'reasoning', text }]
    case 'image':
      return [
        assetOf(findAsset(textOr(part.storageKey, '')), `Picture from “${title}”`, 'image/*', 'picture'),
      ]
    case 'tool-call':
      return toolParts(part)
    case 'info':
      return []
    default:
      leftOut.add('content', 'unsupported', lineOf(part.type, 50) || 'unknown')
      return []
  }
}

const toolParts = (part: Json): SourcePart[] => {
  const callId = textOr(part.toolCallId, '') || deriveId(JSON.stringify(part).slice(0, 1_000))
  const input = isRecord(part.args) ? JSON.stringify(part.args) : JSON.stringify({ text: part.args ?? '' })
  const call: SourcePart = { type: 'tool-call', callId, name: lineOf(part.toolName, 100) || 'tool', input }
  if (part.state === 'call' || part.result === undefined) return [call]
  const output = typeof part.result === 'string' ? part.result : JSON.stringify(part.result, null, 2)
  return [call, { type: 'tool-result', callId, output, isError: part.state === 'error' }]
}

const filesOf = (message: Json, { findAsset }: SessionSurroundings): SourcePart[] =>
  listOf(message.files).flatMap((file) => {
    if (!isRecord(file)) return []
    const key = findAsset(textOr(file.storageKey, ''))
    return [assetOf(key, lineOf(file.name, 300) || 'File', lineOf(file.fileType, 100), 'any')]
  })

const assetOf = (
  key: string | null,
  name: string,
  mediaType: string,
  wanted: AssetPart['wanted'],
): AssetPart => ({
  type: 'asset',
  key,
  name,
  mediaType: mediaType || 'application/octet-stream',
  prompt: null,
  width: 0,
  height: 0,
  byteLength: 0,
  wanted,
})
