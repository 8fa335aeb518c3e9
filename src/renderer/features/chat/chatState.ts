import type { ErrorCode } from '@shared/ipc/errors'
import { assertNever } from '@shared/lib/assertNever'
import type { Conversation, QueuedQuestion } from '@shared/model/conversation'
import type { ConversationEvent, ConversationFeedItem, ConversationSnapshot } from '@shared/model/events'
import { type Message, type OutlineEntry, type Part, pathTo } from '@shared/model/message'
import { type PackedOutline, unpackOutline } from '@shared/model/outline'

export interface Retry {
  readonly code: ErrorCode
  readonly attempt: number
  /** Milliseconds since the epoch; null while the next try is on its way. */
  readonly at: number | null
}

/**
 * A conversation as this window knows it. Built from a snapshot and the events after it, and from nothing
 * else.
 */
export interface ChatState {
  readonly epoch: string
  readonly seq: number
  readonly conversation: Conversation
  readonly outline: ReadonlyMap<string, OutlineEntry>
  /** Content of the messages that were sent or loaded so far. */
  readonly messages: ReadonlyMap<string, Message>
  /** Ids from the first message to the shown leaf. */
  readonly path: readonly string[]
  readonly retries: ReadonlyMap<string, Retry>
  /** Revision of the newest preview, by `messageId/index`. */
  readonly previews: ReadonlyMap<string, number>
  /** Questions that wait for the answer in progress. */
  readonly queue: readonly QueuedQuestion[]
  readonly isDeleted: boolean
}

export const previewKey = (messageId: string, index: number): string => `${messageId}/${index}`

const entryOf = (message: Message): OutlineEntry => ({
  id: message.id,
  parentId: message.parentId,
  role: message.role,
  state: message.state,
  createdAt: message.createdAt,
})

const pathOf = (outline: ReadonlyMap<string, OutlineEntry>, conversation: Conversation): readonly string[] =>
  pathTo(outline, conversation.leafId).map((entry) => entry.id)

const outlineFrom = (packed: PackedOutline): ReadonlyMap<string, OutlineEntry> =>
  new Map(unpackOutline(packed).map((entry) => [entry.id, entry]))

const fromSnapshot = (snapshot: ConversationSnapshot): ChatState => {
  const outline = outlineFrom(snapshot.outline)
  return {
    epoch: snapshot.epoch,
    seq: snapshot.seq,
    conversation: snapshot.conversation,
    outline,
    messages: new Map(snapshot.messages.map((message) => [message.id, message])),
    path: pathOf(outline, snapshot.conversation),
    retries: new Map((snapshot.retries ?? []).map((retry) => [retry.messageId, retry])),
    previews: new Map(
      (snapshot.previews ?? []).map(({ messageId, index, revision }) => [
        previewKey(messageId, index),
        revision,
      ]),
    ),
    queue: snapshot.queue,
    isDeleted: false,
  }
}

/** A state that is being changed by one batch: maps are copied at most once each. */
class ChatStateCopy {
  private readonly copied = new Set<'outline' | 'messages' | 'retries' | 'previews'>()
  private pathIsOld = false

  constructor(public state: ChatState) {}

  map<K extends 'outline' | 'messages' | 'retries' | 'previews'>(
    key: K,
  ): ChatState[K] extends ReadonlyMap<string, infer V> ? Map<string, V> : never {
    type Writable = ChatState[K] extends ReadonlyMap<string, infer V> ? Map<string, V> : never
    if (!this.copied.has(key)) {
      this.copied.add(key)
      this.state = { ...this.state, [key]: new Map(this.state[key] as ReadonlyMap<string, unknown>) }
    }
    return this.state[key] as Writable
  }

  set(change: Partial<ChatState>): void {
    this.state = { ...this.state, ...change }
  }

  markPathOld(): void {
    this.pathIsOld = true
  }

  editPart(messageId: string, index: number, edit: (part: Part | undefined) => Part | undefined): void {
    const message = this.state.messages.get(messageId)
    if (!message || index > message.parts.length) return
    const part = edit(message.parts[index])
    if (!part) return
    const parts = message.parts.slice()
    parts[index] = part
    this.map('messages').set(messageId, { ...message, parts })
  }

  /** Takes a message out of the tree; what followed it hangs from its parent. */
  remove(messageId: string): void {
    const outline = this.map('outline')
    const parentId = outline.get(messageId)?.parentId ?? null
    outline.delete(messageId)
    this.map('messages').delete(messageId)
    for (const entry of this.state.outline.values()) {
      if (entry.parentId === messageId) outline.set(entry.id, { ...entry, parentId })
    }
    for (const message of this.state.messages.values()) {
      if (message.parentId === messageId) this.map('messages').set(message.id, { ...message, parentId })
    }
  }

  forgetRetry(messageId: string): void {
    if (this.state.retries.has(messageId)) this.map('retries').delete(messageId)
  }

  done(): ChatState {
    if (!this.pathIsOld) return this.state
    const path = pathOf(this.state.outline, this.state.conversation)
    const before = this.state.path
    const isSame = path.length === before.length && path.every((id, index) => id === before[index])
    return isSame ? this.state : { ...this.state, path }
  }
}

const grown = (part: Part | undefined, text: string): Part | undefined => {
  if (part?.type === 'text' || part?.type === 'reasoning') return { ...part, text: part.text + text }
  if (part?.type === 'tool-call') return { ...part, input: part.input + text }
  return undefined
}

const apply = (copy: ChatStateCopy, event: ConversationEvent): void => {
  switch (event.type) {
    case 'conversation.changed':
      copy.set({ conversation: event.conversation })
      copy.markPathOld()
      return
    case 'conversation.deleted':
      copy.set({ isDeleted: true })
      return
    case 'message.added':
      copy.map('messages').set(event.message.id, event.message)
      copy.map('outline').set(event.message.id, entryOf(event.message))
      copy.markPathOld()
      return
    case 'message.removed':
      copy.remove(event.messageId)
      copy.forgetRetry(event.messageId)
      copy.markPathOld()
      return
    case 'queue.changed':
      copy.set({ queue: event.queue })
      return
    case 'outline.changed':
      copy.set({ outline: outlineFrom(event.outline) })
      copy.markPathOld()
      return
    case 'part.opened':
      copy.editPart(event.messageId, event.index, () => event.part)
      copy.forgetRetry(event.messageId)
      return
    case 'part.replaced':
      copy.editPart(event.messageId, event.index, () => event.part)
      return
    case 'part.grew':
      copy.editPart(event.messageId, event.index, (part) => grown(part, event.text))
      copy.forgetRetry(event.messageId)
      return
    case 'picture.previewed':
      copy.map('previews').set(previewKey(event.messageId, event.index), event.revision)
      return
    case 'retry.scheduled':
      copy.map('retries').set(event.messageId, { code: event.code, attempt: event.attempt, at: event.at })
      return
    case 'retry.started': {
      const retry = copy.state.retries.get(event.messageId)
      if (retry) copy.map('retries').set(event.messageId, { ...retry, attempt: event.attempt, at: null })
      return
    }
    case 'message.finished': {
      copy.forgetRetry(event.messageId)
      const message = copy.state.messages.get(event.messageId)
      if (message) {
        const { state, finishedAt, usage, costUsd } = event
        copy.map('messages').set(event.messageId, {
          ...message,
          state,
          finishedAt,
          ...(usage === undefined ? {} : { usage }),
          ...(costUsd === undefined ? {} : { costUsd }),
        })
      }
      const entry = copy.state.outline.get(event.messageId)
      if (entry) copy.map('outline').set(event.messageId, { ...entry, state: event.state })
      return
    }
    default:
      assertNever(event)
  }
}

/**
 * The state after a batch, or `'gap'` where an event is missing: the only cure is a new snapshot. Events that
 * the state already holds are skipped, so a repeated batch changes nothing.
 */
export const applyBatch = (
  state: ChatState | null,
  items: readonly ConversationFeedItem[],
): ChatState | null | 'gap' => {
  let copy = state ? new ChatStateCopy(state) : null
  for (const item of items) {
    if (item.type === 'snapshot') {
      copy = new ChatStateCopy(fromSnapshot(item))
      continue
    }
    if (!copy) return 'gap'
    if (item.seq <= copy.state.seq) continue
    if (item.seq !== copy.state.seq + 1) return 'gap'
    apply(copy, item)
    copy.set({ seq: item.seq })
  }
  return copy ? copy.done() : null
}

/** Bodies that `messages.load` brought. What events have made meanwhile wins. */
export const withLoaded = (state: ChatState, loaded: readonly Message[]): ChatState => {
  const fresh = loaded.filter((message) => state.outline.has(message.id) && !state.messages.has(message.id))
  if (fresh.length === 0) return state
  const messages = new Map(state.messages)
  for (const message of fresh) messages.set(message.id, message)
  return { ...state, messages }
}
