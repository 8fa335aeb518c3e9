import { attachment, pictureOptions } from '@shared/ipc/common'
import { AppError } from '@shared/ipc/errors'
import type { AsyncLibrary } from '@shared/ipc/library'
import type { QueuedQuestion } from '@shared/model/conversation'
import type { MessageState } from '@shared/model/message'
import { z } from 'zod'
import { describeError, log } from '../lib/log'
import { Serial } from '../lib/Serial'
import type { ActiveRuns } from './ActiveRuns'
import type { AnswerPlanner, Question } from './AnswerPlanner'
import type { Feeds } from './Feeds'

const queueSchema = z.array(
  z.object({
    id: z.string(),
    prompt: z.string(),
    attachments: z.array(attachment),
    wish: pictureOptions.optional(),
  }),
)

export interface QuestionQueueDeps {
  readonly library: Pick<AsyncLibrary, 'getNote' | 'setNote' | 'loadMessages'>
  readonly feeds: Feeds
  readonly runner: {
    start(question: Question, windowId: number | null): Promise<{ readonly messageId: string }>
  }
  readonly activeRuns: Pick<ActiveRuns, 'isBusy'>
  readonly planner: Pick<AnswerPlanner, 'ensureAskable'>
  readonly newId: () => string
  /** A waiting question is being answered; for the window in which it was asked. */
  readonly onStarted?: (messageId: string, windowId: number | null) => void
}

/**
 * Questions that wait for the answer in progress, on disk. The next one starts when an answer is complete;
 * after a stop, a failure or a restart they wait, in sight, until the user asks again.
 */
export class QuestionQueue {
  private readonly loaded = new Map<string, readonly QueuedQuestion[]>()
  /** Who asked, for tools that act on a window; forgotten with the app's end. */
  private readonly windows = new Map<string, number>()
  private readonly serial = new Serial()

  constructor(private readonly deps: QuestionQueueDeps) {}

  list(conversationId: string): Promise<readonly QueuedQuestion[]> {
    return this.serial.run(conversationId, () => this.load(conversationId))
  }

  /** On disk when this resolves, and started where nothing is in progress. */
  async enqueue(
    {
      conversationId,
      prompt,
      attachments,
      wish,
    }: Omit<QueuedQuestion, 'id'> & { readonly conversationId: string },
    windowId: number | null,
  ): Promise<void> {
    await this.deps.planner.ensureAskable(conversationId)
    await this.serial.run(conversationId, async () => {
      const queued: QueuedQuestion = {
        id: this.deps.newId(),
        prompt: prompt.toWellFormed(),
        attachments,
        ...(wish ? { wish } : {}),
      }
      await this.keep(conversationId, [...(await this.load(conversationId)), queued])
      if (windowId !== null) this.windows.set(queued.id, windowId)
      await this.startNext(conversationId)
    })
  }

  /** Takes one back. Null when it has started meanwhile. */
  unqueue(conversationId: string, queuedId: string): Promise<QueuedQuestion | null> {
    return this.serial.run(conversationId, async () => {
      const queue = await this.load(conversationId)
      const found = queue.find(({ id }) => id === queuedId) ?? null
      if (found) await this.drop(conversationId, queuedId)
      return found
    })
  }

  /** An answer has ended. Never throws. */
  async advance(conversationId: string, state: MessageState): Promise<void> {
    if (state !== 'complete') return
    await this.serial
      .run(conversationId, () => this.startNext(conversationId))
      .catch((error: unknown) => log.error('The next question could not be started', error))
  }

  /** The conversation was deleted. */
  forget(conversationId: string): Promise<void> {
    return this.serial.run(conversationId, async () => {
      this.loaded.delete(conversationId)
      await this.deps.library.setNote({ name: nameOf(conversationId), value: null })
    })
  }

  /** The library is another one: its notes say what waits. */
  forgetAll(): void {
    this.loaded.clear()
    this.windows.clear()
  }

  private async startNext(conversationId: string): Promise<void> {
    const { runner, activeRuns, library } = this.deps
    for (;;) {
      const [next] = await this.load(conversationId)
      if (!next || activeRuns.isBusy(conversationId)) return
      const { id, prompt, attachments, wish } = next
      // Its message has the same id: after a crash between the start and this line it must not be asked
      // twice.
      const [asked] = await library.loadMessages({ ids: [id] })
      if (!asked) {
        try {
          const windowId = this.windows.get(id) ?? null
          const question = { conversationId, questionId: id, prompt, attachments, wish }
          const { messageId } = await runner.start(question, windowId)
          this.deps.onStarted?.(messageId, windowId)
        } catch (error) {
          // It stays where it is, in sight, and starts with the next enqueue or send.
          log.warning(`A waiting question could not be started: ${describeError(error)}`)
          if (!(error instanceof AppError)) log.error('Bug while starting a waiting question', error)
          return
        }
      }
      await this.drop(conversationId, id)
    }
  }

  private async drop(conversationId: string, queuedId: string): Promise<void> {
    this.windows.delete(queuedId)
    const queue = await this.load(conversationId)
    await this.keep(
      conversationId,
      queue.filter(({ id }) => id !== queuedId),
    )
  }

  private async keep(conversationId: string, queue: readonly QueuedQuestion[]): Promise<void> {
    const value = queue.length === 0 ? null : JSON.stringify(queue)
    await this.deps.library.setNote({ name: nameOf(conversationId), value })
    if (queue.length === 0) this.loaded.delete(conversationId)
    else this.loaded.set(conversationId, queue)
    this.deps.feeds.publish(conversationId, { type: 'queue.changed', queue })
  }

  private async load(conversationId: string): Promise<readonly QueuedQuestion[]> {
    const known = this.loaded.get(conversationId)
    if (known) return known
    const value = await this.deps.library.getNote({ name: nameOf(conversationId) })
    if (value === null) return []
    try {
      const queue = queueSchema.parse(JSON.parse(value))
      this.loaded.set(conversationId, queue)
      return queue
    } catch (error) {
      log.warning('Waiting questions could not be read', error)
      return []
    }
  }
}

const nameOf = (conversationId: string): string => `queue:${conversationId}`
