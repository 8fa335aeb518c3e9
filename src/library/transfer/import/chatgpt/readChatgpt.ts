import { titleFrom } from '@shared/model/conversation'
import type { LeftOutTally } from '@shared/model/LeftOutTally'
import type { ImportedConversation } from '../imported'
import { type JsonListener, type JsonPath, JsonStreamParser, type Verdict } from '../JsonStreamParser'
import { assembleOwn, type OwnMessage, readConversationExtra, readMessageExtra } from '../parleyExtras'
import { buildTree, type SourceNode } from '../tree'
import {
  deriveId,
  isRecord,
  type Json,
  lineOf,
  listOf,
  momentFromSeconds,
  recordOf,
  textOrNull,
} from '../values'
import { convertMessage } from './content'

/**
 * One node of a conversation: a message with all its machinery. Longer ones are no text that a user reads.
 */
const mostNodeBytes = 32 * 1024 * 1024
/** What is kept of one conversation while it is put together. Characters. */
const mostCharacters = 32_000_000
const mostNodes = 200_000

const fields = new Set([
  'title',
  'create_time',
  'update_time',
  'current_node',
  'id',
  'conversation_id',
  'is_archived',
  'is_starred',
  'pinned_time',
  'parley',
])

export interface ChatgptSurroundings {
  findAsset(pointer: string): string | null
  readonly leftOut: LeftOutTally
  readonly now: number
  /** It is our own export, as its fields `parley` say. */
  readonly onOwn: () => void
}

/** Conversations out of a `conversations.json` of any size, each as soon as it is whole. */
export async function* readChatgpt(
  bytes: AsyncIterable<Buffer>,
  surroundings: ChatgptSurroundings,
): AsyncGenerator<ImportedConversation> {
  const ready: ImportedConversation[] = []
  const listener = new ConversationListener(surroundings, (conversation) => ready.push(conversation))
  const parser = new JsonStreamParser(listener, mostNodeBytes)
  try {
    for await (const chunk of bytes) {
      parser.write(chunk)
      yield* ready.splice(0)
    }
    parser.end()
  } catch (error) {
    // What came before was whole.
    yield* ready.splice(0)
    throw error
  }
  yield* ready.splice(0)
}

/** One conversation as its pieces come in. */
interface UnfinishedConversation {
  readonly values: Map<string, unknown>
  readonly nodes: Map<string, SourceNode>
  /** The messages that our own export adds. */
  readonly own: OwnMessage[]
  instructions: string | null
  characters: number
  isTooLarge: boolean
}

/** An array of conversations, one under `conversations`, or a single conversation by itself. */
class ConversationListener implements JsonListener {
  private unfinished: UnfinishedConversation | null = null

  constructor(
    private readonly surroundings: ChatgptSurroundings,
    private readonly onConversation: (conversation: ImportedConversation) => void,
  ) {}

  decide(path: JsonPath): Verdict {
    const inside = withinConversation(path)
    if (inside === null) return path.length === 0 || path[0] === 'conversations' ? 'enter' : 'skip'
    const [field, node] = inside
    if (field === undefined) {
      this.unfinished = beginConversation()
      return 'enter'
    }
    this.unfinished ??= beginConversation()
    if (field === 'mapping')
      return node === undefined ? 'enter' : this.unfinished.isTooLarge ? 'skip' : 'take'
    return fields.has(String(field)) ? 'take' : 'skip'
  }

  take(path: JsonPath, value: unknown): void {
    const inside = withinConversation(path)
    if (inside === null) return
    const [field, node] = inside
    const { unfinished } = this
    if (field === undefined) {
      this.surroundings.leftOut.add('conversation', 'damaged')
      this.unfinished = null
    } else if (!unfinished) return
    else if (field === 'mapping' && node !== undefined) this.addNode(unfinished, String(node), value)
    else unfinished.values.set(String(field), value)
  }

  refuse(path: JsonPath, reason: 'damaged' | 'too-large'): void {
    const inside = withinConversation(path)
    if (inside?.[0] === 'mapping') this.surroundings.leftOut.add('message', reason, this.title())
  }

  leave(path: JsonPath): void {
    const { unfinished } = this
    // A single conversation is the outermost value itself.
    const isSingle = path.length === 0 && unfinished !== null && unfinished.nodes.size > 0
    if (!unfinished || (!isSingle && withinConversation(path)?.length !== 0)) return
    this.unfinished = null
    this.finish(unfinished)
  }

  private title(): string {
    return lineOf(this.unfinished?.values.get('title'), 300)
  }

  private addNode(unfinished: UnfinishedConversation, id: string, value: unknown): void {
    const { leftOut } = this.surroundings
    const title = this.title()
    if (unfinished.nodes.has(id) || !isRecord(value)) {
      leftOut.add('message', isRecord(value) ? 'duplicate' : 'damaged', title)
      return
    }
    const own = ownMessage(id, value)
    if (own) unfinished.own.push(own)
    const converted = convertMessage(id, value.message, { ...this.surroundings, title })
    if (converted.instructions !== null) unfinished.instructions = converted.instructions
    for (const part of converted.entry?.parts ?? []) {
      if ('text' in part) unfinished.characters += part.text.length
      if ('output' in part) unfinished.characters += part.output.length
      if ('input' in part) unfinished.characters += part.input.length
    }
    unfinished.nodes.set(id, {
      id,
      parentId: textOrNull(value.parent),
      childIds: listOf(value.children).filter((child) => typeof child === 'string'),
      entry: converted.entry,
    })
    if (unfinished.characters <= mostCharacters && unfinished.nodes.size <= mostNodes) return
    unfinished.isTooLarge = true
    unfinished.nodes.clear()
  }

  /** Whether it was a conversation of our own export. */
  private finishOwn(values: UnfinishedConversation['values'], own: readonly OwnMessage[]): boolean {
    const extra = readConversationExtra(values.get('parley'))
    const sourceId = textOrNull(values.get('id'))
    if (!extra || sourceId === null) return false
    const { onOwn, findAsset, leftOut } = this.surroundings
    onOwn()
    const title = lineOf(values.get('title'), 300)
    const conversation = assembleOwn(sourceId, title, extra, own, findAsset)
    if (conversation) this.onConversation(conversation)
    else leftOut.add('conversation', 'empty', title)
    return true
  }

  private finish({ values, nodes, own, instructions, isTooLarge }: UnfinishedConversation): void {
    const { leftOut, now } = this.surroundings
    const named = lineOf(values.get('title'), 300)
    if (isTooLarge) {
      leftOut.add('conversation', 'too-large', named)
      return
    }
    if (this.finishOwn(values, own)) return
    const sourceId = textOrNull(values.get('conversation_id')) ?? textOrNull(values.get('id'))
    // A conversation without an id is known by its nodes, whose ids are as unique.
    const conversation = sourceId ?? deriveId(...nodes.keys())
    const idOf = (nodeId: string) => deriveId('chatgpt', conversation, nodeId)
    const { messages, leafId } = buildTree(nodes, textOrNull(values.get('current_node')), idOf, now)
    const [first] = messages
    if (!first) {
      leftOut.add('conversation', 'empty', named)
      return
    }
    const createdAt = momentFromSeconds(values.get('create_time')) ?? first.createdAt
    const updatedAt = momentFromSeconds(values.get('update_time')) ?? latestOf(messages)
    const pinnedAt = momentFromSeconds(values.get('pinned_time'))
    const question = messages.find(({ role }) => role === 'user') ?? first
    const text = question.parts.find((part) => part.type === 'text')
    this.onConversation({
      id: deriveId('chatgpt', conversation),
      title: named || titleFrom(text?.type === 'text' ? text.text : ''),
      titleSource: named ? 'model' : 'question',
      createdAt,
      updatedAt: Math.max(createdAt, updatedAt),
      leafId,
      choices: instructions === null ? {} : { systemPrompt: instructions },
      pinnedAt: pinnedAt ?? (values.get('is_starred') === true ? updatedAt : null),
      archivedAt: values.get('is_archived') === true ? updatedAt : null,
      messages,
    })
  }
}

const ownMessage = (nodeId: string, node: Json): OwnMessage | null => {
  if (!isRecord(node.message)) return null
  const { message } = node
  const extra = readMessageExtra(message.parley)
  const role = recordOf(message.author).role
  if (!extra || (role !== 'user' && role !== 'assistant')) return null
  const texts = listOf(recordOf(message.content).parts).filter((part) => typeof part === 'string')
  return { nodeId, parentId: textOrNull(node.parent), role, texts, extra }
}

const beginConversation = (): UnfinishedConversation => ({
  values: new Map(),
  nodes: new Map(),
  own: [],
  instructions: null,
  characters: 0,
  isTooLarge: false,
})

const latestOf = (messages: readonly { readonly createdAt: number }[]): number =>
  messages.reduce((latest, { createdAt }) => Math.max(latest, createdAt), 0)

/** The rest of the path within its conversation; null outside of any. */
const withinConversation = (path: JsonPath): JsonPath | null => {
  if (typeof path[0] === 'number') return path.slice(1)
  if (path[0] === 'conversations') return typeof path[1] === 'number' ? path.slice(2) : null
  return path.length === 0 ? null : path
}
