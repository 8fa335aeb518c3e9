import { AppError } from '@shared/ipc/errors'
import { Channel } from '@shared/lib/Channel'
import type { Conversation } from '@shared/model/conversation'
import type { AppEvent, PendingRetry, PicturePreview } from '@shared/model/events'
import { type Message, textOf } from '@shared/model/message'
import type { Emitter } from '../lib/Emitter'
import type { LiveMessage } from './LiveMessage'
import type { Previews } from './Previews'

/** An answer in progress. */
export interface Run {
  readonly live: LiveMessage
  readonly conversation: Conversation
  readonly stopping: AbortController
  /** It stands beside the shown answer: the conversation goes on without waiting for it. */
  isBeside: boolean
  /** The app quits: such an answer is `interrupted`, as the user did not ask for its end. */
  isQuitting: boolean
  readonly finished: Promise<void>
}

/**
 * Knows what is being answered at this moment. The runner enters each run and takes it out; others only ask.
 */
export class ActiveRuns {
  /** Runs by their message. */
  private readonly runs = new Map<string, Run>()
  /** Conversations whose question is being written: a second question must not slip in between. */
  private readonly starting = new Set<string>()
  /** Waits by their message: what a window that attaches during the wait must be told. */
  private readonly retries = new Map<string, PendingRetry>()

  constructor(
    private readonly events: Emitter<AppEvent>,
    private readonly previews: Previews,
  ) {}

  get conversationIds(): string[] {
    return [...new Set(this.all().map(({ conversation }) => conversation.id))]
  }

  /** The answer that the conversation goes on from is in progress, or about to be. */
  isBusy(conversationId: string): boolean {
    return this.get(conversationId) !== undefined || this.starting.has(conversationId)
  }

  isStarting(conversationId: string): boolean {
    return this.starting.has(conversationId)
  }

  /** A run writes this message, or hangs what it writes from it. */
  isWriting(messageId: string): boolean {
    return this.all().some(({ live }) => live.id === messageId || live.parentId === messageId)
  }

  /** The message being written, as it is now. */
  liveMessage(messageId: string): Message | null {
    return this.ofMessage(messageId)?.live.message ?? null
  }

  /** The unfinished pictures of the answers in progress. */
  pendingPreviews(conversationId: string): readonly PicturePreview[] {
    return this.ofConversation(conversationId).flatMap(({ live }) => this.previews.of(live.id))
  }

  /** The answers of the conversation that wait for their next try. */
  pendingRetries(conversationId: string): readonly PendingRetry[] {
    return this.ofConversation(conversationId).flatMap(({ live }) => this.retries.get(live.id) ?? [])
  }

  /** The text of an answer as it is and as it grows, until its end; null when it is not being written. */
  followText(messageId: string, signal: AbortSignal): AsyncIterable<string> | null {
    const run = this.ofMessage(messageId)
    if (!run) return null
    const channel = new Channel<string>(() => unfollow())
    channel.push(textOf(run.live.message))
    const unfollow = run.live.follow((text) => channel.push(text))
    void run.finished.finally(() => channel.end())
    return channel.until(signal)
  }

  all(): readonly Run[] {
    return [...this.runs.values()]
  }

  /** The run that the conversation waits for. */
  get(conversationId: string): Run | undefined {
    return this.ofConversation(conversationId).find(({ isBeside }) => !isBeside)
  }

  ofConversation(conversationId: string): readonly Run[] {
    return this.all().filter(({ conversation }) => conversation.id === conversationId)
  }

  /** Another branch is shown: where its answer is in progress, it is that one that is waited for. */
  shown(conversationId: string, leafId: string): void {
    const runs = this.ofConversation(conversationId)
    if (!runs.some(({ live }) => live.id === leafId)) return
    for (const run of runs) run.isBeside = run.live.id !== leafId
  }

  /** Lets `work` start an answer of this conversation alone; `run/busy` where one is in progress. */
  async exclusively<T>(conversationId: string, work: () => Promise<T>): Promise<T> {
    if (this.isBusy(conversationId)) throw new AppError('run/busy')
    return this.besideOthers(conversationId, work)
  }

  /** The same for an answer beside the one in progress: only two that begin at once are kept apart. */
  async besideOthers<T>(conversationId: string, work: () => Promise<T>): Promise<T> {
    if (this.starting.has(conversationId)) throw new AppError('run/busy')
    this.starting.add(conversationId)
    try {
      return await work()
    } finally {
      this.starting.delete(conversationId)
    }
  }

  add(run: Run): void {
    this.runs.set(run.live.id, run)
    this.announce()
  }

  remove({ live }: Run): void {
    this.runs.delete(live.id)
    this.retries.delete(live.id)
    this.announce()
  }

  retryScheduled(retry: PendingRetry): void {
    this.retries.set(retry.messageId, retry)
  }

  retryStarted(messageId: string, attempt: number): void {
    const waiting = this.retries.get(messageId)
    if (waiting) this.retries.set(messageId, { ...waiting, attempt, at: null })
  }

  /** The answer goes on: nothing is waited for any more. */
  retryOver(messageId: string): void {
    this.retries.delete(messageId)
  }

  private ofMessage(messageId: string): Run | undefined {
    return this.runs.get(messageId)
  }

  private announce(): void {
    this.events.publish({ type: 'runs.changed', conversationIds: this.conversationIds })
  }
}
