import { AppError } from '@shared/ipc/errors'
import type { AsyncLibrary } from '@shared/ipc/library'
import { type Conversation, type ConversationChoices, titleFrom } from '@shared/model/conversation'
import type { AppEvent, TemporaryShown } from '@shared/model/events'
import type { IntentWindow } from '@shared/model/intent'
import { type Message, textOf } from '@shared/model/message'
import { Emitter } from '../lib/Emitter'
import { log } from '../lib/log'
import { Serial } from '../lib/Serial'
import { realTimers, type Timers } from '../lib/timers'
import type { Feeds } from '../runs/Feeds'
import type { QuestionQueue } from '../runs/QuestionQueue'
import type { ConversationRows } from './ConversationRows'

/** Long enough to see that it was left and to come back; the page offers it for a little less. */
const leftForMs = 15_000

export const temporaryTitle = 'Temporary conversation'

export interface TemporaryConversationsDeps {
  readonly library: Pick<
    AsyncLibrary,
    'beginTemporary' | 'keepTemporary' | 'dropTemporary' | 'openConversation' | 'loadPath' | 'getNote'
  >
  readonly rows: ConversationRows
  readonly feeds: Feeds
  readonly queue: Pick<QuestionQueue, 'forget'>
  /** Resolves when the answers in progress, if any, have ended. */
  readonly stop: (conversationId: string) => Promise<void>
  readonly events: Emitter<AppEvent>
  readonly now: () => number
  readonly newId: () => string
  readonly timers?: Timers
}

/**
 * Conversations that are in memory only: one a window, gone soon after the window shows something else, and
 * with the app's end. Where they are is the library's; this knows how long.
 */
export class TemporaryConversations {
  private readonly shown = new Map<IntentWindow, string>()
  /** Those that were left, until their time is over. */
  private readonly left = new Map<string, { readonly window: IntentWindow; readonly timer: unknown }>()
  private readonly ensuring = new Serial()
  private readonly timers: Timers
  /** One became an ordinary one; with the branch that was shown. */
  readonly kept = new Emitter<{ readonly conversation: Conversation; readonly path: readonly Message[] }>()

  constructor(private readonly deps: TemporaryConversationsDeps) {
    this.timers = deps.timers ?? realTimers
  }

  get current(): TemporaryShown {
    return { main: this.shown.get('main') ?? null, quick: this.shown.get('quick') ?? null }
  }

  has(conversationId: string): boolean {
    return this.windowOf(conversationId) !== null || this.left.has(conversationId)
  }

  async begin(
    window: IntentWindow,
    { conversationId, choices = {} }: { conversationId?: string; choices?: ConversationChoices } = {},
  ): Promise<{ conversationId: string; leftId: string | null }> {
    const { library, now, newId } = this.deps
    const before = this.shown.get(window)
    const at = now()
    const id = conversationId ?? newId()
    await library.beginTemporary({
      conversation: {
        id,
        title: temporaryTitle,
        createdAt: at,
        updatedAt: at,
        leafId: null,
        choices,
        titleSource: 'question',
        isTemporary: true,
      },
    })
    this.shown.set(window, id)
    this.tell()
    const isLeft = before !== undefined && (await this.putAside(before, window)).canComeBack
    return { conversationId: id, leftId: isLeft ? before : null }
  }

  /** The window's own, begun where there is none; what was not begun yet takes over these choices. */
  ensure(window: IntentWindow, choices: ConversationChoices = {}): Promise<{ conversationId: string }> {
    return this.ensuring.run(window, async () => {
      const conversationId = this.shown.get(window)
      if (conversationId === undefined) return this.begin(window, { choices })
      await this.deps.rows.write(conversationId, (current) =>
        current && current.leafId === null ? { ...current, choices } : null,
      )
      return { conversationId }
    })
  }

  async leave(conversationId: string, window: IntentWindow): Promise<{ canComeBack: boolean }> {
    if (this.shown.get(window) !== conversationId) return { canComeBack: this.left.has(conversationId) }
    this.shown.delete(window)
    this.tell()
    return this.putAside(conversationId, window)
  }

  async comeBack(conversationId: string): Promise<void> {
    const left = this.left.get(conversationId)
    if (!left) throw new AppError('conversation/not-found')
    this.timers.clear(left.timer)
    this.left.delete(conversationId)
    const other = this.shown.get(left.window)
    this.shown.set(left.window, conversationId)
    this.tell()
    if (other !== undefined) await this.putAside(other, left.window)
  }

  /** The window in which it is goes on with it in another one. */
  moveTo(window: IntentWindow, conversationId: string): void {
    const from = this.windowOf(conversationId)
    if (from === null || from === window) return
    this.shown.delete(from)
    const other = this.shown.get(window)
    this.shown.set(window, conversationId)
    this.tell()
    if (other !== undefined) void this.putAside(other, window)
  }

  async keep(conversationId: string): Promise<void> {
    const { library, rows } = this.deps
    if (!this.has(conversationId)) throw new AppError('conversation/not-found')
    const path = await this.path(conversationId)
    const kept = await rows.alone(conversationId, () =>
      library.keepTemporary({ id: conversationId, title: titleOf(path) }),
    )
    if (!kept) throw new AppError('conversation/not-found')
    this.forget(conversationId)
    rows.tell(kept)
    this.kept.publish({ conversation: kept, path })
  }

  private async path(conversationId: string): Promise<readonly Message[]> {
    const opened = await this.deps.library.openConversation({ id: conversationId, limit: 0 })
    const leafId = opened?.conversation.leafId ?? null
    return leafId === null ? [] : this.deps.library.loadPath({ conversationId, leafId })
  }

  /** What holds nothing needs no time. */
  private async putAside(conversationId: string, window: IntentWindow): Promise<{ canComeBack: boolean }> {
    if (!(await this.holdsAnything(conversationId))) {
      await this.drop(conversationId)
      return { canComeBack: false }
    }
    const timer = this.timers.set(() => {
      this.drop(conversationId).catch((error: unknown) =>
        log.error('A temporary conversation could not be let go', error),
      )
    }, leftForMs)
    this.left.set(conversationId, { window, timer })
    return { canComeBack: true }
  }

  private async holdsAnything(conversationId: string): Promise<boolean> {
    const { library } = this.deps
    const opened = await library.openConversation({ id: conversationId, limit: 0 })
    if (!opened) return false
    return (
      opened.outline.ids !== '[]' || (await library.getNote({ name: `draft:${conversationId}` })) !== null
    )
  }

  private async drop(conversationId: string): Promise<void> {
    const { library, rows, feeds, queue, stop, events } = this.deps
    this.forget(conversationId)
    await queue.forget(conversationId)
    await stop(conversationId)
    await rows.alone(conversationId, () => library.dropTemporary({ id: conversationId }))
    feeds.remove(conversationId)
    events.publish({ type: 'conversations.removed', ids: [conversationId] })
  }

  private forget(conversationId: string): void {
    const left = this.left.get(conversationId)
    if (left) this.timers.clear(left.timer)
    this.left.delete(conversationId)
    const window = this.windowOf(conversationId)
    if (window === null) return
    this.shown.delete(window)
    this.tell()
  }

  private windowOf(conversationId: string): IntentWindow | null {
    for (const [window, id] of this.shown) if (id === conversationId) return window
    return null
  }

  private tell(): void {
    this.deps.events.publish({ type: 'temporary.changed', ...this.current })
  }
}

/** As it would have been called had it been an ordinary one from the beginning. */
const titleOf = (path: readonly Message[]): string => {
  const question = path.find(({ role }) => role === 'user')
  if (!question) return titleFrom('')
  const file = question.parts.find((part) => part.type === 'file')
  const text = textOf(question)
  return titleFrom(text.trim() === '' && file?.type === 'file' ? file.name : text)
}
