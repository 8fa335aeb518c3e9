import { AppError } from '@shared/ipc/errors'
import type { PartWrite, TextChunk } from '@shared/ipc/library/messages'
import type { ConversationChange } from '@shared/model/events'
import {
  type FailurePart,
  type Message,
  type MessageState,
  type Part,
  type ReasoningPart,
  sumUsage,
  type TextPart,
  type Usage,
} from '@shared/model/message'
import { mostSources, type Source } from '@shared/model/tool'

/** Where the growth of a live message goes: to the windows that watch, and to the library's log. */
export interface LiveMessageSinks {
  publish(change: ConversationChange): void
  writePart(write: PartWrite): void
  writeChunk(chunk: TextChunk): void
}

/**
 * The assistant's message that a run is writing. The one place where its parts change; every change goes to
 * the windows and to the library in the same order.
 */
export class LiveMessage {
  private readonly parts: Part[]
  /** Pieces of the last part that have arrived since it was opened; joined when they are read. */
  private growth: string[] = []
  /** The first half of a character whose second half is still to come: engines cut anywhere. */
  private half = ''
  /** How many chunks each part has had, by part index. */
  private readonly chunkCounts: number[] = []
  private readonly followers = new Set<(text: string) => void>()
  private readonly saying = new Set<string>()
  private usage: Usage | undefined
  private cost: number | null | undefined
  private isFinished = false

  constructor(
    private readonly start: Message,
    private readonly sinks: LiveMessageSinks,
    private readonly now: () => number,
  ) {
    this.parts = [...start.parts]
    this.usage = start.usage
    this.cost = start.costUsd
  }

  get id(): string {
    return this.start.id
  }

  get parentId(): string | null {
    return this.start.parentId
  }

  /** The message as it is now. */
  get message(): Message {
    this.settleGrowth()
    return { ...this.start, parts: [...this.parts], ...this.charges() }
  }

  get hasText(): boolean {
    return this.parts.some((part) => part.type === 'text') || this.growth.length > 0
  }

  /** More text of this kind: grows the last part where it is of that kind, opens one otherwise. */
  grow(type: 'text' | 'reasoning', text: string): void {
    if (text === '') return
    const last = this.parts.at(-1)
    if (last?.type !== type) {
      this.endReasoning()
      if (type === 'text' && this.hasText) for (const follower of this.followers) follower('\n\n')
      this.open(type === 'text' ? { type, text: '' } : { type, text: '', startedAt: this.now() })
    }
    const whole = this.half + text
    const isCut = isFirstHalf(whole.charCodeAt(whole.length - 1))
    this.half = isCut ? whole.slice(-1) : ''
    this.extend(isCut ? whole.slice(0, -1) : whole)
  }

  private extend(text: string): void {
    if (text === '') return
    const index = this.parts.length - 1
    const chunkIndex = this.chunkCounts[index] ?? 0
    this.growth.push(text)
    if (this.parts[index]?.type === 'text') for (const follower of this.followers) follower(text)
    this.sinks.writeChunk({ messageId: this.id, partIndex: index, chunkIndex, text })
    this.chunkCounts[index] = chunkIndex + 1
    this.sinks.publish({ type: 'part.grew', messageId: this.id, index, text })
  }

  /** The second half of a character never came. */
  private endHalf(): void {
    if (this.half === '') return
    this.half = ''
    this.extend('\ufffd')
  }

  /**
   * Hears the answer's text as it grows, without what is there already. Returns the function that ends it.
   */
  follow(follower: (text: string) => void): () => void {
    this.followers.add(follower)
    for (const spoken of this.saying) follower(spoken)
    return () => this.followers.delete(follower)
  }

  /**
   * Has something said where the answer is read aloud, also by a reader that begins later: until the function
   * is called that it returns. It is no part of the message.
   */
  say(words: string): () => void {
    const spoken = `\n\n${words}\n\n`
    this.saying.add(spoken)
    for (const follower of this.followers) follower(spoken)
    return () => this.saying.delete(spoken)
  }

  /** Adds a part and returns its index. */
  add(part: Part): number {
    this.endReasoning()
    this.open(part)
    return this.parts.length - 1
  }

  replace(index: number, part: Part): void {
    this.ensureGoesOn()
    this.settleGrowth()
    this.parts[index] = part
    this.write(index, part)
    this.sinks.publish({ type: 'part.replaced', messageId: this.id, index, part })
  }

  /**
   * Keeps what the answer rests on, each address once. Returns their numbers, from 1; 0 for one that is not
   * kept because there are too many.
   */
  addSources(sources: readonly Source[]): readonly number[] {
    const index = this.parts.findIndex((part) => part.type === 'sources')
    const known = this.parts[index]
    const all = known?.type === 'sources' ? [...known.sources] : []
    const before = all.length
    const numbers = sources.map((source) => {
      const place = all.findIndex(({ url }) => url === source.url)
      if (place >= 0) return place + 1
      return all.length < mostSources ? all.push(source) : 0
    })
    if (all.length === before) return numbers
    const part: Part = { type: 'sources', sources: all }
    if (index < 0) this.add(part)
    else this.replace(index, part)
    return numbers
  }

  /** Keeps the engine's own reasoning item beside the reasoning that was just shown. */
  attachReasoning(opaque: string): void {
    this.endHalf()
    this.settleGrowth()
    const index = this.parts.findLastIndex((part) => part.type === 'reasoning')
    const last = this.parts[index]
    if (last?.type === 'reasoning' && last.opaque === undefined && index === this.parts.length - 1) {
      this.replace(index, { ...last, endedAt: this.now(), opaque })
    } else {
      this.add({ type: 'reasoning', text: '', startedAt: this.now(), endedAt: this.now(), opaque })
    }
  }

  /** The end of the last text, of this length, has turned out to be thoughts. */
  turnIntoReasoning(length: number): void {
    this.endHalf()
    this.settleGrowth()
    const index = this.parts.length - 1
    const last = this.parts[index]
    if (last?.type !== 'text') return
    const before = last.text.slice(0, -length)
    const text = last.text.slice(before.length).trim()
    const thoughts: ReasoningPart = { type: 'reasoning', text, startedAt: this.now() }
    if (before === '') {
      this.replace(index, thoughts)
    } else {
      this.replace(index, { ...last, text: before })
      this.open(thoughts)
    }
  }

  charge(usage: Usage | null, costUsd: number | null | undefined): void {
    if (usage) {
      this.usage = this.usage ? sumUsage(this.usage, usage) : usage
    }
    if (costUsd === undefined) return
    // One unknown price makes the whole unknown: a sum of the known ones would be a lie.
    this.cost = costUsd === null || this.cost === null ? null : (this.cost ?? 0) + costUsd
  }

  /** The message as it ended. Publishes the end; writing it for good is the runner's act. */
  finish(state: Exclude<MessageState, 'streaming'>, failure: FailurePart | null): Message {
    this.endReasoning()
    if (failure) this.open(failure)
    this.isFinished = true
    return { ...this.message, state, finishedAt: this.now() }
  }

  private charges(): Pick<Message, 'usage' | 'costUsd'> {
    return {
      ...(this.usage === undefined ? {} : { usage: this.usage }),
      ...(this.cost === undefined ? {} : { costUsd: this.cost }),
    }
  }

  /** A tool that went on behind a stop adds nothing to what was kept. */
  private ensureGoesOn(): void {
    if (this.isFinished) throw new AppError('cancelled', 'The message has ended')
  }

  private open(part: Part): void {
    this.ensureGoesOn()
    this.settleGrowth()
    this.parts.push(part)
    const index = this.parts.length - 1
    this.write(index, part)
    this.sinks.publish({ type: 'part.opened', messageId: this.id, index, part })
  }

  private write(partIndex: number, part: Part): void {
    const nextChunk = this.chunkCounts[partIndex] ?? 0
    this.sinks.writePart({ messageId: this.id, partIndex, nextChunk, part })
  }

  private endReasoning(): void {
    this.endHalf()
    this.settleGrowth()
    const index = this.parts.length - 1
    const last = this.parts[index]
    if (last?.type === 'reasoning' && last.endedAt === undefined)
      this.replace(index, { ...last, endedAt: this.now() })
  }

  private settleGrowth(): void {
    if (this.growth.length === 0) return
    const index = this.parts.length - 1
    const last = this.parts[index] as TextPart | ReasoningPart
    this.parts[index] = { ...last, text: last.text + this.growth.join('') }
    this.growth = []
  }
}

const isFirstHalf = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff
