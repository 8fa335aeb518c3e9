import type { Arrived, AsyncLibrary } from '@shared/ipc/library'
import type { Message } from '@shared/model/message'
import { log } from '../lib/log'
import type { Timers } from '../lib/timers'

export interface ArrivedChangesDeps {
  readonly library: Pick<AsyncLibrary, 'loadConversations' | 'openConversation' | 'loadMessages'>
  /** A window watches it, or an answer is written in it. */
  readonly isOpen: (conversationId: string) => boolean
  /** The answer is being written here. */
  readonly isWriting: (messageId: string) => boolean
  /** To the windows that show it. */
  readonly publish: (
    conversationId: string,
    change:
      | { readonly type: 'message.added'; readonly message: Message }
      | {
          readonly type: 'outline.changed'
          readonly outline: NonNullable<Awaited<ReturnType<AsyncLibrary['openConversation']>>>['outline']
        },
  ) => void
  /** Their rows are different: to lists, and to the windows that show them. */
  readonly tellRows: (ids: readonly string[]) => Promise<void>
  /** They are gone: as if they had been deleted here. */
  readonly forget: (ids: readonly string[]) => Promise<void>
  readonly tellFolders: () => Promise<void>
  readonly timers: Timers
}

/** Windows put what came into their lists this often. */
const gatherMs = 250
/** Rows of one request to the library. */
const mostAtOnce = 200

/** What came from other devices, shown in the windows that are open. */
export class ArrivedChanges {
  private conversationIds = new Set<string>()
  private messageIds = new Set<string>()
  private areFolders = false
  private timer: unknown = null
  private telling: Promise<void> = Promise.resolve()

  constructor(private readonly deps: ArrivedChangesDeps) {}

  add({ conversationIds, messageIds, areFolders }: Arrived): void {
    for (const id of conversationIds) this.conversationIds.add(id)
    // Without a window that shows it, nothing is to be told of a message.
    if (conversationIds.some((id) => this.deps.isOpen(id)))
      for (const id of messageIds) this.messageIds.add(id)
    this.areFolders ||= areFolders
    this.timer ??= this.deps.timers.set(() => {
      this.timer = null
      this.telling = this.telling.then(() => this.tell())
    }, gatherMs)
  }

  dispose(): void {
    if (this.timer !== null) this.deps.timers.clear(this.timer)
    this.timer = null
  }

  private async tell(): Promise<void> {
    const [ids, messageIds, areFolders] = [[...this.conversationIds], this.messageIds, this.areFolders]
    this.conversationIds = new Set()
    this.messageIds = new Set()
    this.areFolders = false
    try {
      if (areFolders) await this.deps.tellFolders()
      for (let at = 0; at < ids.length; at += mostAtOnce)
        await this.tellConversations(ids.slice(at, at + mostAtOnce), messageIds)
    } catch (error) {
      log.warning('What came from another device could not be shown at once', error)
    }
  }

  private async tellConversations(ids: readonly string[], messageIds: ReadonlySet<string>): Promise<void> {
    const { library, isOpen, tellRows, forget } = this.deps
    const there = new Set((await library.loadConversations({ ids })).map(({ id }) => id))
    const gone = ids.filter((id) => !there.has(id))
    if (gone.length > 0) await forget(gone)
    // The messages first: the row may name one of them as its end.
    for (const id of there) if (isOpen(id)) await this.tellMessages(id, messageIds)
    if (there.size > 0) await tellRows([...there])
  }

  private async tellMessages(id: string, messageIds: ReadonlySet<string>): Promise<void> {
    const { library, isWriting, publish } = this.deps
    const opened = await library.openConversation({ id, limit: 0 })
    if (!opened) return
    const messages = await library.loadMessages({ ids: [...messageIds] })
    for (const message of messages)
      if (message.conversationId === id && !isWriting(message.id))
        publish(id, { type: 'message.added', message })
    publish(id, { type: 'outline.changed', outline: opened.outline })
  }
}
