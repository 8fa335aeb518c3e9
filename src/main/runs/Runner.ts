import { AppError, isCancelled } from '@shared/ipc/errors'
import type { AsyncLibrary } from '@shared/ipc/library'
import type { PartWrite, TextChunk } from '@shared/ipc/library/messages'
import type { StartedRun } from '@shared/ipc/runs'
import type { Conversation } from '@shared/model/conversation'
import type { AppEvent } from '@shared/model/events'
import type { Message } from '@shared/model/message'
import type { ConversationRows } from '../conversations/ConversationRows'
import type { AttachmentSource } from '../engines/engine'
import type { RetryPolicy } from '../engines/retry'
import { Emitter } from '../lib/Emitter'
import { log } from '../lib/log'
import { type DrawingDeps, type DrawingRequest, drawInto } from '../pictures/drawing'
import { SentPictures } from '../pictures/sentPictures'
import type { ToolRegistry } from '../tools/ToolRegistry'
import type { ToolContext } from '../tools/tool'
import type { ActiveRuns, Run } from './ActiveRuns'
import type { AnswerPlan, AnswerPlanner, Question } from './AnswerPlanner'
import { failed, type Outcome, writeAnswer } from './answerLoop'
import type { Feeds } from './Feeds'
import { LiveMessage } from './LiveMessage'
import type { Previews } from './Previews'
import { drawingRequestOf } from './questionParts'
import { leftOutOf, toolContextOf, type Writing } from './toolContext'
import type { UnsavedMessages } from './UnsavedMessages'

/** The growth of messages on its way to disk. */
export interface GrowthLog {
  addPart(write: PartWrite): void
  addChunk(chunk: TextChunk): void
  /** Resolves when all that was added is on disk. */
  flush(): Promise<void>
}

export interface RunnerDeps {
  readonly library: AsyncLibrary
  readonly growth: GrowthLog
  readonly unsaved: UnsavedMessages
  readonly rows: ConversationRows
  readonly feeds: Feeds
  readonly events: Emitter<AppEvent>
  readonly previews: Previews
  readonly activeRuns: ActiveRuns
  readonly planner: AnswerPlanner
  readonly tools: ToolRegistry
  readonly drawing: DrawingDeps
  readonly retryPolicy: RetryPolicy
  /** Makes a source for one run. */
  attachments(): AttachmentSource
  readonly now: () => number
  readonly newId: () => string
}

/** An answer that has ended, as it was written. */
export interface EndedRun {
  readonly conversation: Conversation
  readonly answer: Message
  /** What it answers, and everything before that. */
  readonly history: readonly Message[]
  /** Another answer was shown, and the conversation went on without this one. */
  readonly isBeside?: true
}

/** Owns every answer in progress. Windows come and go; a run ends by itself, by a stop, or with the app. */
export class Runner {
  private isClosing = false
  /** Told of each answer once its conversation is free for the next. */
  readonly ended = new Emitter<EndedRun>()

  constructor(private readonly deps: RunnerDeps) {}

  async start(input: Question, windowId: number | null): Promise<StartedRun> {
    const { planner, newId } = this.deps
    const conversationId = input.conversationId ?? newId()
    return this.exclusively(conversationId, async () =>
      this.begin(await planner.question(conversationId, input), windowId),
    )
  }

  async regenerate(
    { messageId, ...others }: { messageId: string; engineId?: string; model?: string },
    windowId: number | null,
  ): Promise<StartedRun> {
    const { planner } = this.deps
    const old = await planner.loadMessage(messageId)
    return this.exclusively(old.conversationId, async () =>
      this.begin(await planner.regeneration(old, others), windowId),
    )
  }

  /** The same message is written further; its failure, if any, goes. */
  async continue({ messageId }: { messageId: string }, windowId: number | null): Promise<StartedRun> {
    const { planner, activeRuns } = this.deps
    const old = await planner.loadMessage(messageId)
    if (old.role !== 'assistant') throw new AppError('message/not-found')
    return this.exclusively(old.conversationId, async () => {
      // An answer beside the shown one does not make its conversation busy.
      if (activeRuns.liveMessage(messageId)) throw new AppError('run/busy')
      return this.begin(await planner.continuation(await planner.loadMessage(messageId)), windowId)
    })
  }

  /** Another engine or model answers, too; the shown branch stays, and goes on whenever it likes. */
  async alsoAsk(
    { messageId, ...by }: { messageId: string; engineId: string; model: string },
    windowId: number | null,
  ): Promise<StartedRun> {
    const { planner, activeRuns } = this.deps
    if (this.isClosing) throw new AppError('cancelled')
    const old = await planner.loadMessage(messageId)
    if (old.role !== 'assistant') throw new AppError('message/not-found')
    return activeRuns.besideOthers(old.conversationId, async () =>
      this.begin(await planner.beside(old, by), windowId),
    )
  }

  /** Resolves when all requests are torn down and what had arrived is on disk. */
  async stop(conversationId: string): Promise<void> {
    await this.end(this.deps.activeRuns.ofConversation(conversationId))
  }

  /** Stops the answer in this message, or the one that the conversation waits for. */
  async stopAnswer(conversationId: string, messageId?: string): Promise<void> {
    const { activeRuns } = this.deps
    const shown = activeRuns.get(conversationId)
    const runs = messageId === undefined ? (shown ? [shown] : []) : activeRuns.ofConversation(conversationId)
    await this.end(runs.filter(({ live }) => messageId === undefined || live.id === messageId))
  }

  private async end(runs: readonly Run[]): Promise<void> {
    for (const { stopping } of runs) stopping.abort()
    await Promise.all(runs.map(({ finished }) => finished))
  }

  /** For the end of the app: every answer is kept as far as it came. */
  async interruptAll(): Promise<void> {
    this.isClosing = true
    await Promise.all(
      this.deps.activeRuns.all().map((run) => {
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
    return this.deps.activeRuns.exclusively(conversationId, work)
  }

  /** Rows first, on disk; only then the engine is asked. */
  private async begin(plan: AnswerPlan, windowId: number | null): Promise<StartedRun> {
    const { rows, feeds, unsaved, activeRuns } = this.deps
    const { conversation, newMessages, answer } = plan
    await unsaved.retry()
    const release = feeds.hold(conversation.id)
    try {
      const { updatedAt, leafId } = conversation
      // A name or choices that were given meanwhile stay.
      await rows.write(
        conversation.id,
        (current) => ({
          ...(current ?? conversation),
          updatedAt,
          leafId: plan.isBeside && current ? current.leafId : leafId,
        }),
        [...newMessages, answer],
      )
    } catch (error) {
      release()
      throw error
    }

    const live = new LiveMessage(
      answer,
      {
        publish: (change) => {
          activeRuns.retryOver(answer.id)
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
      isBeside: plan.isBeside ?? false,
      isQuitting: false,
      // In the next turn, so that the page hears of the run before the run is heard of.
      finished: Promise.resolve()
        .then(() => this.answer({ plan, live, windowId }, stopping.signal))
        .then((outcome) => this.finish(run, plan.history, outcome))
        .finally(release),
    }
    activeRuns.add(run)
    return { conversationId: conversation.id, messageId: answer.id }
  }

  private async answer(writing: Writing, signal: AbortSignal): Promise<Outcome> {
    const { feeds, tools, retryPolicy, activeRuns } = this.deps
    const { plan, live } = writing
    const { conversation, settings, history, continuing } = plan
    const toolContext = (callId: string, toolSignal: AbortSignal) =>
      toolContextOf(this.deps, writing, callId, toolSignal)
    const sent = new SentPictures(this.deps.drawing, toolContext('', signal), {
      model: settings.model,
      history,
    })
    const request = drawingRequestOf(history.at(-1))
    if (request) return this.draw(request, live, toolContext('', signal))
    return writeAnswer(
      live,
      {
        ...settings,
        history,
        offer: {
          conversationId: conversation.id,
          engineId: settings.engine.id,
          leftOut: leftOutOf(conversation),
        },
        attachments: this.deps.attachments(),
        continuing,
        policy: retryPolicy,
        priceOf: (usage) => settings.priceOf(usage),
        ...(settings.savedOf ? { savedOf: settings.savedOf } : {}),
        toolContext,
        showPicture: (picture) => sent.show(picture),
        onRetry: ({ type, code, attempt, at }) => {
          const messageId = live.id
          if (type === 'scheduled' && code !== undefined && at !== undefined) {
            const retry = { messageId, code, attempt, at }
            activeRuns.retryScheduled(retry)
            feeds.publish(conversation.id, { type: 'retry.scheduled', ...retry })
          } else {
            activeRuns.retryStarted(messageId, attempt)
            feeds.publish(conversation.id, { type: 'retry.started', messageId, attempt })
          }
        },
      },
      tools,
      signal,
    )
  }

  /** `/image PROMPT`: the artist without the model. Pictures that a continued drawing has already stay. */
  private async draw(
    request: Omit<DrawingRequest, 'done'>,
    live: LiveMessage,
    context: ToolContext,
  ): Promise<Outcome> {
    const done = live.message.parts.filter(({ type }) => type === 'picture').length
    try {
      await drawInto({ ...request, done }, context, this.deps.drawing)
      return { state: 'complete', failure: null }
    } catch (error) {
      if (context.signal.aborted || isCancelled(error)) return { state: 'stopped', failure: null }
      return failed(live, error)
    }
  }

  private async finish(run: Run, history: readonly Message[], outcome: Outcome): Promise<void> {
    const { feeds, events, growth, unsaved, previews, activeRuns } = this.deps
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
    activeRuns.remove(run)
    log.info(`Answer ${state}`)
    const beside = run.isBeside ? { isBeside: true as const } : {}
    this.ended.publish({ conversation, answer: message, history, ...beside })
    events.publish({
      type: 'conversations.changed',
      conversations: await this.currentConversation(conversation),
    })
  }

  private async currentConversation(known: Conversation): Promise<readonly Conversation[]> {
    try {
      const current = await this.deps.library.getConversation({ id: known.id })
      return current && !current.isTemporary ? [current] : []
    } catch (error) {
      log.warning('The conversation could not be read again after its answer', error)
      return []
    }
  }
}
