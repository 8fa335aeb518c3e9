import { AppError, isCancelled } from '@shared/ipc/errors'
import type { AsyncLibrary } from '@shared/ipc/library'
import type { PartWrite, TextChunk } from '@shared/ipc/library/messages'
import type { StartedRun } from '@shared/ipc/runs'
import { Channel } from '@shared/lib/Channel'
import type { Attachment } from '@shared/model/attachment'
import {
  type Conversation,
  type ConversationChoices,
  type ReasoningEffort,
  titleFrom,
} from '@shared/model/conversation'
import type { AppEvent, PendingRetry, PicturePreview } from '@shared/model/events'
import { type Message, type Part, textOf, type Usage } from '@shared/model/message'
import type { PictureOptions } from '@shared/model/pictureOptions'
import type { ConversationRows } from '../conversations/ConversationRows'
import type { AttachmentSource, Engine } from '../engines/engine'
import type { RetryPolicy } from '../engines/retry'
import { Emitter } from '../lib/Emitter'
import { log } from '../lib/log'
import { type DrawingDeps, type DrawingRequest, drawInto } from '../pictures/drawing'
import type { ToolRegistry } from '../tools/ToolRegistry'
import type { ToolContext } from '../tools/tool'
import { failed, type Outcome, writeAnswer } from './answerLoop'
import type { Feeds } from './Feeds'
import { LiveMessage } from './LiveMessage'
import type { Previews } from './Previews'
import { drawingRequestOf, questionParts } from './questionParts'
import type { UnsavedMessages } from './UnsavedMessages'

/** The growth of messages on its way to disk. */
export interface GrowthLog {
  addPart(write: PartWrite): void
  addChunk(chunk: TextChunk): void
  /** Resolves when all that was added is on disk. */
  flush(): Promise<void>
}

/** Engine and settings as they are for a conversation at the moment of asking. */
export interface AnswerSettings {
  readonly engine: Engine
  readonly model: string
  readonly system: string
  readonly streaming: boolean
  readonly useTools: boolean
  readonly idleTimeoutMs: number
  readonly reasoningEffort?: ReasoningEffort
  readonly temperature?: number
  priceOf(usage: Usage): number | null | undefined
}

export interface RunnerDeps {
  readonly library: AsyncLibrary
  readonly growth: GrowthLog
  readonly unsaved: UnsavedMessages
  readonly rows: ConversationRows
  readonly feeds: Feeds
  readonly events: Emitter<AppEvent>
  readonly previews: Previews
  readonly tools: ToolRegistry
  readonly drawing: DrawingDeps
  readonly retryPolicy: RetryPolicy
  /** One for each run. */
  attachments(): AttachmentSource
  /** `engine/none` when no engine was chosen, `run/over-budget`; `engine/no-key` is the engine's to say. */
  settingsFor(choices: Conversation['choices']): Promise<AnswerSettings>
  readonly now: () => number
  readonly newId: () => string
}

/** What is asked. */
export interface Question {
  /** Null begins a conversation. */
  readonly conversationId: string | null
  /** Absent: after the shown leaf. */
  readonly parentId?: string | null
  /** The id of its message, where that was given before. */
  readonly questionId?: string
  readonly prompt: string
  readonly attachments?: readonly Attachment[]
  /** Of what `/image` draws. */
  readonly wish?: PictureOptions
  /** Of a conversation that begins here. */
  readonly choices?: ConversationChoices
}

/** An answer that has ended, as it was written. */
export interface EndedRun {
  readonly conversation: Conversation
  readonly answer: Message
  /** What it answers, and everything before that. */
  readonly history: readonly Message[]
}

interface Run {
  readonly live: LiveMessage
  readonly conversation: Conversation
  readonly stopping: AbortController
  /** Stopped because the app quits: such an answer is `interrupted`, as the user did not ask for its end. */
  isQuitting: boolean
  readonly finished: Promise<void>
}

interface Asking {
  readonly conversation: Conversation
  readonly history: readonly Message[]
  readonly newMessages: readonly Message[]
  readonly answer: Message
  readonly windowId: number | null
  readonly continuing: boolean
  readonly settings: AnswerSettings
}

/** Owns every answer in progress. Windows come and go; a run ends by itself, by a stop, or with the app. */
export class Runner {
  private readonly runs = new Map<string, Run>()
  /** Conversations whose question is being written: a second question must not slip in between. */
  private readonly starting = new Set<string>()
  /** By message: what a window that attaches during the wait must be told. */
  private readonly retries = new Map<string, PendingRetry>()

  private isClosing = false
  /** Told of each answer once its conversation is free for the next. */
  readonly ended = new Emitter<EndedRun>()

  constructor(private readonly deps: RunnerDeps) {}

  get activeConversationIds(): string[] {
    return [...this.runs.keys()]
  }

  /** An answer is in progress or about to be. */
  isBusy(conversationId: string): boolean {
    return this.runs.has(conversationId) || this.starting.has(conversationId)
  }

  isStarting(conversationId: string): boolean {
    return this.starting.has(conversationId)
  }

  /** A run writes this message, or hangs what it writes from it. */
  isWriting(messageId: string): boolean {
    return [...this.runs.values()].some(({ live }) => live.id === messageId || live.parentId === messageId)
  }

  /** Throws what would keep a question of this conversation from being answered. */
  async ensureAskable(conversationId: string): Promise<void> {
    await this.deps.settingsFor((await this.loadConversation(conversationId)).choices)
  }

  /** The message being written, as it is now. */
  liveMessage(messageId: string): Message | null {
    for (const run of this.runs.values()) if (run.live.id === messageId) return run.live.message
    return null
  }

  /** Unfinished pictures of the answer in progress. */
  pendingPreviews(conversationId: string): readonly PicturePreview[] {
    const run = this.runs.get(conversationId)
    return run ? this.deps.previews.of(run.live.id) : []
  }

  /** The conversation's answer waits for its next try; null when it does not. */
  pendingRetry(conversationId: string): PendingRetry | null {
    const run = this.runs.get(conversationId)
    return (run && this.retries.get(run.live.id)) ?? null
  }

  /** The text of an answer as it is and as it grows, until its end; null when it is not being written. */
  followText(messageId: string, signal: AbortSignal): AsyncIterable<string> | null {
    const run = [...this.runs.values()].find(({ live }) => live.id === messageId)
    if (!run) return null
    const channel = new Channel<string>(() => unfollow())
    channel.push(textOf(run.live.message))
    const unfollow = run.live.follow((text) => channel.push(text))
    void run.finished.finally(() => channel.end())
    return channel.until(signal)
  }

  async start(input: Question, windowId: number | null): Promise<StartedRun> {
    const { now, newId, library } = this.deps
    const attachments = input.attachments ?? []
    const conversationId = input.conversationId ?? newId()
    return this.exclusively(conversationId, async () => {
      const at = now()
      const conversation =
        input.conversationId === null
          ? {
              id: conversationId,
              title: titleFrom(input.prompt.trim() === '' ? (attachments[0]?.name ?? '') : input.prompt),
              createdAt: at,
              updatedAt: at,
              leafId: null,
              choices: input.choices ?? {},
              titleSource: 'question' as const,
            }
          : await this.loadConversation(conversationId)
      const settings = await this.deps.settingsFor(conversation.choices)
      const parentId = input.parentId === undefined ? conversation.leafId : input.parentId
      const question: Message = {
        id: input.questionId ?? newId(),
        conversationId,
        parentId,
        role: 'user',
        state: 'complete',
        parts: await questionParts(library, input.prompt, attachments, input.wish),
        createdAt: at,
        finishedAt: at,
      }
      const history = await this.loadHistory(conversationId, parentId)
      const answer = this.newAnswer(conversationId, question.id, settings)
      return this.begin({
        conversation: { ...conversation, updatedAt: at, leafId: answer.id },
        history: [...history, question],
        newMessages: [question],
        answer,
        windowId,
        continuing: false,
        settings,
      })
    })
  }

  async regenerate(
    input: { messageId: string; engineId?: string; model?: string },
    windowId: number | null,
  ): Promise<StartedRun> {
    const old = await this.loadMessage(input.messageId)
    // A question that was only saved is answered for the first time.
    const questionId = old.role === 'user' ? old.id : old.parentId
    return this.exclusively(old.conversationId, async () => {
      const conversation = await this.loadConversation(old.conversationId)
      const { engineId, model } = input
      const { model: ownModel, ...others } = conversation.choices
      // A model belongs to its engine: the conversation's own is not asked of another.
      const asked = model ?? (engineId === undefined ? ownModel : undefined)
      const settings = await this.deps.settingsFor({
        ...others,
        ...(engineId === undefined ? {} : { engineId }),
        ...(asked === undefined ? {} : { model: asked }),
      })
      const answer = this.newAnswer(conversation.id, questionId, settings)
      return this.begin({
        conversation: { ...conversation, updatedAt: this.deps.now(), leafId: answer.id },
        history: await this.loadHistory(conversation.id, questionId),
        newMessages: [],
        answer,
        windowId,
        continuing: false,
        settings,
      })
    })
  }

  /** The same message is written further; its failure, if any, goes. */
  async continue(input: { messageId: string }, windowId: number | null): Promise<StartedRun> {
    const old = await this.loadMessage(input.messageId)
    if (old.role !== 'assistant') throw new AppError('message/not-found')
    return this.exclusively(old.conversationId, async () => {
      const conversation = await this.loadConversation(old.conversationId)
      const settings = await this.deps.settingsFor(conversation.choices)
      const kept = old.parts.filter((part) => part.type !== 'failure' && !isUndrawn(part))
      const { finishedAt: _, ...rest } = old
      const answer: Message = {
        ...rest,
        state: 'streaming',
        parts: kept,
        engineId: settings.engine.id,
        model: settings.model,
      }
      return this.begin({
        conversation: { ...conversation, updatedAt: this.deps.now(), leafId: answer.id },
        history: await this.loadHistory(conversation.id, old.parentId),
        newMessages: [],
        answer,
        windowId,
        continuing: kept.at(-1)?.type === 'text',
        settings,
      })
    })
  }

  /** Resolves when the request is torn down and what had arrived is on disk. */
  async stop(conversationId: string): Promise<void> {
    const run = this.runs.get(conversationId)
    if (!run) return
    run.stopping.abort()
    await run.finished
  }

  /** For the end of the app: every answer is kept as far as it came. */
  async interruptAll(): Promise<void> {
    this.isClosing = true
    await Promise.all(
      [...this.runs.values()].map((run) => {
        run.isQuitting = true
        run.stopping.abort()
        return run.finished
      }),
    )
  }

  /** After `interruptAll`, where the app goes on all the same. */
  resume(): void {
    this.isClosing = false
  }

  private async exclusively<T>(conversationId: string, work: () => Promise<T>): Promise<T> {
    if (this.isClosing) throw new AppError('cancelled')
    if (this.isBusy(conversationId)) throw new AppError('run/busy')
    this.starting.add(conversationId)
    try {
      return await work()
    } finally {
      this.starting.delete(conversationId)
    }
  }

  /** Rows first, on disk; only then the engine is asked. */
  private async begin(asking: Asking): Promise<StartedRun> {
    const { rows, feeds, unsaved } = this.deps
    const { conversation, newMessages, answer } = asking
    await unsaved.retry()
    const release = feeds.hold(conversation.id)
    try {
      const { updatedAt, leafId } = conversation
      // A name or choices that were given meanwhile stay.
      await rows.write(conversation.id, (current) => ({ ...(current ?? conversation), updatedAt, leafId }), [
        ...newMessages,
        answer,
      ])
    } catch (error) {
      release()
      throw error
    }

    const live = new LiveMessage(
      answer,
      {
        publish: (change) => {
          this.retries.delete(answer.id)
          feeds.publish(conversation.id, change)
        },
        writePart: (write) => this.deps.growth.addPart(write),
        writeChunk: (chunk) => this.deps.growth.addChunk(chunk),
      },
      this.deps.now,
    )
    const stopping = new AbortController()
    const run: Run = {
      live,
      conversation,
      stopping,
      isQuitting: false,
      // In the next turn, so that the page hears of the run before the run is heard of.
      finished: Promise.resolve()
        .then(() => this.answer(asking, live, stopping.signal))
        .then((outcome) => this.finish(run, asking.history, outcome))
        .finally(release),
    }
    this.runs.set(conversation.id, run)
    this.announceRuns()
    return { conversationId: conversation.id, messageId: answer.id }
  }

  private async answer(asking: Asking, live: LiveMessage, signal: AbortSignal): Promise<Outcome> {
    const { feeds, tools, retryPolicy } = this.deps
    const { conversation, settings, history } = asking
    const toolContext = (callId: string, toolSignal: AbortSignal) =>
      this.toolContext(asking, live, callId, toolSignal)
    const order = drawingRequestOf(history.at(-1))
    if (order) return this.draw(order, live, toolContext('', signal))
    return writeAnswer(
      live,
      {
        ...settings,
        history,
        attachments: this.deps.attachments(),
        continuing: asking.continuing,
        policy: retryPolicy,
        priceOf: (usage) => settings.priceOf(usage),
        toolContext,
        onRetry: ({ type, code, attempt, at }) => {
          const messageId = live.id
          if (type === 'scheduled' && code !== undefined && at !== undefined) {
            this.retries.set(messageId, { messageId, code, attempt, at })
            feeds.publish(conversation.id, { type: 'retry.scheduled', messageId, code, attempt, at })
          } else {
            const waiting = this.retries.get(messageId)
            if (waiting) this.retries.set(messageId, { ...waiting, attempt, at: null })
            feeds.publish(conversation.id, { type: 'retry.started', messageId, attempt })
          }
        },
      },
      tools,
      signal,
    )
  }

  /**
   * `/image PROMPT`: the artist without the model. What is there already of a drawing that is gone on with
   * stays.
   */
  private async draw(
    order: Omit<DrawingRequest, 'done'>,
    live: LiveMessage,
    context: ToolContext,
  ): Promise<Outcome> {
    const done = live.message.parts.filter(({ type }) => type === 'picture').length
    try {
      await drawInto({ ...order, done }, context, this.deps.drawing)
      return { state: 'complete', failure: null }
    } catch (error) {
      if (context.signal.aborted || isCancelled(error)) return { state: 'stopped', failure: null }
      return failed(live, error)
    }
  }

  private async finish(run: Run, history: readonly Message[], outcome: Outcome): Promise<void> {
    const { feeds, events, growth, unsaved, previews } = this.deps
    const { conversation, live } = run
    const state = outcome.state === 'stopped' && run.isQuitting ? 'interrupted' : outcome.state
    const message = live.finish(state, outcome.failure)
    // The final row replaces the growth, so growth must not arrive after it.
    await growth
      .flush()
      .catch((error: unknown) => log.warning('Growth could not be written before the end', error))
    await unsaved.save(message)
    previews.drop(message.id)
    feeds.publish(conversation.id, {
      type: 'message.finished',
      messageId: message.id,
      state,
      finishedAt: message.finishedAt ?? this.deps.now(),
      ...(message.usage === undefined ? {} : { usage: message.usage }),
      ...(message.costUsd === undefined ? {} : { costUsd: message.costUsd }),
    })
    this.runs.delete(conversation.id)
    this.retries.delete(message.id)
    this.announceRuns()
    log.info(`Answer ${state}`)
    this.ended.publish({ conversation, answer: message, history })
    events.publish({
      type: 'conversations.changed',
      conversations: await this.currentConversation(conversation),
    })
  }

  private async currentConversation(known: Conversation): Promise<readonly Conversation[]> {
    try {
      const current = await this.deps.library.getConversation({ id: known.id })
      return current ? [current] : []
    } catch (error) {
      log.warning('The conversation could not be read again after its answer', error)
      return []
    }
  }

  private toolContext(asking: Asking, live: LiveMessage, callId: string, signal: AbortSignal): ToolContext {
    const { feeds, previews } = this.deps
    return {
      conversationId: asking.conversation.id,
      messageId: live.id,
      callId,
      engine: asking.settings.engine,
      windowId: asking.windowId,
      signal,
      addPart: (part) => live.add(part),
      replacePart: (index, part) => live.replace(index, part),
      preview: (index, bytes) => {
        const revision = previews.put(live.id, index, bytes)
        feeds.publish(asking.conversation.id, {
          type: 'picture.previewed',
          messageId: live.id,
          index,
          revision,
        })
      },
      charge: (costUsd) => live.charge(null, costUsd),
    }
  }

  private newAnswer(conversationId: string, parentId: string | null, settings: AnswerSettings): Message {
    return {
      id: this.deps.newId(),
      conversationId,
      parentId,
      role: 'assistant',
      state: 'streaming',
      parts: [],
      createdAt: this.deps.now(),
      engineId: settings.engine.id,
      model: settings.model,
    }
  }

  private announceRuns(): void {
    this.deps.events.publish({ type: 'runs.changed', conversationIds: this.activeConversationIds })
  }

  private async loadConversation(id: string): Promise<Conversation> {
    const conversation = await this.deps.library.getConversation({ id })
    if (!conversation) throw new AppError('conversation/not-found')
    return conversation
  }

  private async loadMessage(id: string): Promise<Message> {
    const [message] = await this.deps.library.loadMessages({ ids: [id] })
    if (!message) throw new AppError('message/not-found')
    return message
  }

  private async loadHistory(conversationId: string, leafId: string | null): Promise<readonly Message[]> {
    return leafId === null ? [] : this.deps.library.loadPath({ conversationId, leafId })
  }
}

const isUndrawn = (part: Part): boolean => part.type === 'picture' && part.pictureId === null
