import { AppError } from '@shared/ipc/errors'
import type { AsyncLibrary } from '@shared/ipc/library'
import type { RemovedMessage } from '@shared/ipc/library/messages'
import type { Conversation } from '@shared/model/conversation'
import { askedPictureOptions, type Message, type Part } from '@shared/model/message'
import type { ActiveRuns } from '../runs/ActiveRuns'
import type { Feeds } from '../runs/Feeds'
import type { ConversationRows } from './ConversationRows'

/** Deletions that can be undone: more than a user takes back, few enough to keep in memory. */
const keptRemovals = 100
const longestTitle = 300

export interface MessageTreeDeps {
  readonly library: Pick<
    AsyncLibrary,
    | 'loadMessages'
    | 'loadPath'
    | 'addMessages'
    | 'getConversation'
    | 'openConversation'
    | 'removeMessage'
    | 'restoreMessage'
  >
  readonly rows: ConversationRows
  readonly feeds: Feeds
  readonly activeRuns: Pick<ActiveRuns, 'isWriting' | 'isStarting'>
  readonly now: () => number
  readonly newId: () => string
}

/** The user's changes to the tree of a conversation other than questions. Nothing is ever overwritten. */
export class MessageTree {
  private readonly removals = new Map<string, RemovedMessage>()

  constructor(private readonly deps: MessageTreeDeps) {}

  /** Another wording of a question beside the old one, with the same attachments. It becomes the leaf. */
  async saveEdit(messageId: string, text: string): Promise<{ readonly messageId: string }> {
    const old = await this.load(messageId)
    if (old.role !== 'user') throw new AppError('message/not-found', 'Only questions are edited')
    const at = this.deps.now()
    const wish = askedPictureOptions(old)
    const words: Part[] =
      text.trim() === '' ? [] : [{ type: 'text', text: text.toWellFormed(), ...(wish ? { wish } : {}) }]
    const edited: Message = {
      ...old,
      id: this.deps.newId(),
      parts: [...words, ...old.parts.filter(({ type }) => type !== 'text')],
      createdAt: at,
      finishedAt: at,
    }
    if (edited.parts.length === 0) throw new AppError('ipc/bad-input', 'A question needs something in it')
    await this.deps.rows.change(
      old.conversationId,
      (conversation) => ({ ...conversation, updatedAt: at, leafId: edited.id }),
      [edited],
    )
    return { messageId: edited.id }
  }

  /**
   * A new conversation with a copy of everything up to this message. Pictures and files are shared, not
   * copied.
   */
  async branch(messageId: string): Promise<{ readonly conversationId: string }> {
    const { library, rows, activeRuns, now, newId } = this.deps
    const end = await this.load(messageId)
    if (end.state === 'streaming' || (end.role === 'assistant' && activeRuns.isWriting(messageId)))
      throw new AppError('run/busy')
    const original = await library.getConversation({ id: end.conversationId })
    // The branch of a temporary one would be kept without the user's word.
    if (!original || original.isTemporary) throw new AppError('conversation/not-found')
    const path = await library.loadPath({ conversationId: original.id, leafId: messageId })
    const id = newId()
    const copies = copyPath(path, id, newId)
    const at = now()
    // In the same folder; pinned or put away is what the user did with the original.
    const { pinnedAt: _pinned, archivedAt: _archived, trashedAt: _trashed, ...kept } = original
    const branch: Conversation = {
      ...kept,
      id,
      title: branchTitle(original.title),
      createdAt: at,
      updatedAt: at,
      leafId: copies.at(-1)?.id ?? null,
    }
    await rows.write(id, () => branch, copies)
    return { conversationId: id }
  }

  /** Takes one message out; what followed it hangs from its parent. Can be undone until the app ends. */
  async remove(messageId: string): Promise<{ readonly undoId: string }> {
    const { library, feeds, activeRuns } = this.deps
    const { conversationId } = await this.load(messageId)
    if (activeRuns.isWriting(messageId) || activeRuns.isStarting(conversationId))
      throw new AppError('run/busy')
    const removed = await library.removeMessage({ id: messageId })
    if (!removed) throw new AppError('message/not-found')
    const undoId = this.deps.newId()
    this.removals.set(undoId, removed)
    const [oldest] = this.removals.keys()
    if (oldest !== undefined && this.removals.size > keptRemovals) this.removals.delete(oldest)
    feeds.publish(conversationId, { type: 'message.removed', messageId })
    await this.tellRow(conversationId)
    return { undoId }
  }

  /** Puts it back where it was. `message/not-found` when it is too late. */
  async restore(undoId: string): Promise<void> {
    const { library, feeds, activeRuns } = this.deps
    const removed = this.removals.get(undoId)
    if (!removed) throw new AppError('message/not-found')
    const { conversationId } = removed.message
    if (removed.childIds.some((id) => activeRuns.isWriting(id)) || activeRuns.isStarting(conversationId))
      throw new AppError('run/busy')
    if (!(await library.getConversation({ id: conversationId }))) throw new AppError('message/not-found')
    await library.restoreMessage({ removed })
    this.removals.delete(undoId)
    const opened = await library.openConversation({ id: conversationId, limit: 0 })
    if (opened) feeds.publish(conversationId, { type: 'outline.changed', outline: opened.outline })
    await this.tellRow(conversationId)
  }

  private async load(messageId: string): Promise<Message> {
    const [message] = await this.deps.library.loadMessages({ ids: [messageId] })
    if (!message) throw new AppError('message/not-found')
    return message
  }

  /** The library may have moved the leaf. */
  private async tellRow(conversationId: string): Promise<void> {
    const conversation = await this.deps.library.getConversation({ id: conversationId })
    if (conversation) this.deps.rows.tell(conversation)
  }
}

/** What was charged stays with the original: a copy costs nothing, and a month must not count it twice. */
const copyPath = (path: readonly Message[], conversationId: string, newId: () => string): Message[] => {
  let parentId: string | null = null
  return path.map(({ usage: _usage, costUsd: _costUsd, ...message }) => {
    const copy: Message = { ...message, id: newId(), conversationId, parentId }
    parentId = copy.id
    return copy
  })
}

const branchTitle = (title: string): string => {
  const suffix = ' (branch)'
  return title.endsWith(suffix) ? title : `${[...title].slice(0, longestTitle - 20).join('')}${suffix}`
}
