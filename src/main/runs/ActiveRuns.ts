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
  /** The app quits: such an answer is `interrupted`, as the user did not ask for its end. */
  isQuitting: boolean
  readonly finished: Promise<void>
}

/**
 * Knows what is being answered at this moment. The runner enters each run and takes it out; others only ask.
 */
export class ActiveRuns {
  /** Runs by their conversation. */
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
    return this.all().some(({ live }) => live.id === messageId || live.parentId === messageId)
  }

  /** The message being written, as it is now. */
  liveMessage(messageId: string): Message | null {
    return this.ofMessage(messageId)?.live.message ?? null
  }

  /** The unfinished pictures of the answer in progress. */
  pendingPreviews(conversationId: string): readonly PicturePreview[] {
    const run = this.runs.get(conversationId)
    return run ? this.previews.of(run.live.id) : []
  }

  /** The conversation's answer waits for its next try; null when it does not. */
  pendingRetry(conversationId: string): PendingRetry | null {
    const run = this.runs.get(conversationId)
    return (run && this.retries.get(run.live.id)) ?? null
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

  get(conversationId: string): Run | undefined {
    return this.runs.get(conversationId)
  }

  /** Lets `work` start an answer of this conversation alone; `run/busy` where one is in progress. */
  async exclusively<T>(conversationId: string, work: () => Promise<T>): Promise<T> {
    if (this.isBusy(conversationId)) throw new AppError('run/busy')
    this.starting.add(conversationId)
    try {
      return await work()
    } finally {
      this.starting.delete(conversationId)
    }
  }

  add(run: Run): void {
    this.runs.set(run.conversation.id, run)
    this.announce()
  }

  remove({ conversation, live }: Run): void {
    this.runs.delete(conversation.id)
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
    return this.all().find(({ live }) => live.id === messageId)
  }

  private announce(): void {
    this.events.publish({ type: 'runs.changed', conversationIds: this.conversationIds })
  }
}
