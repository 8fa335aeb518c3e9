import type { Message, Part, ResultLink } from '@shared/model/message'
import type { AskedQuestion } from '@shared/model/serverQuestion'
import type { Source, ToolHints, ToolOrigin } from '@shared/model/tool'
import type { z } from 'zod'
import type { Engine } from '../engines/engine'

/** What a tool may do to the message it was called from. */
export interface ToolContext {
  readonly conversationId: string
  readonly messageId: string
  readonly callId: string
  readonly engine: Engine
  /** The window that asked; null when it is not known. */
  readonly windowId: number | null
  readonly signal: AbortSignal
  /** The conversation up to now: what was asked, and the answer as far as it is written. */
  messages(): readonly Message[]
  /** Shows a part in the message and returns its index. */
  addPart(part: Part): number
  replacePart(index: number, part: Part): void
  /** Keeps what the answer rests on, each address once; their numbers in the answer, from 1. */
  addSources(sources: readonly Source[]): readonly number[]
  /** Keeps with the call what its result points at. */
  addLink(link: ResultLink): void
  /** Keeps with the call what its server asked the user. */
  addQuestion(question: AskedQuestion): void
  /** Has something said where the answer is read aloud, not written; the function it returns ends that. */
  say(words: string): () => void
  /** Bytes of an unfinished picture for the part at `index`. */
  preview(index: number, bytes: Uint8Array): void
  charge(costUsd: number | null | undefined): void
}

/**
 * Something that a model can have done. `run` gives the result for the model; it throws an AppError where it
 * failed.
 */
export interface Tool<I extends z.ZodType = z.ZodType> {
  /** As the model calls it: `[a-zA-Z0-9_-]{1,64}`, unlike that of any other. */
  readonly name: string
  /** As its server names it, where the models' name is another. */
  readonly ownName?: string
  /** As the user reads it. */
  readonly title: string
  readonly origin: ToolOrigin
  /** The origin in words, where it is a tool server. */
  readonly originName?: string
  readonly description: string
  readonly hints?: ToolHints
  /** Of what a tool server says of it: another one asks again. */
  readonly version?: string
  readonly input: I
  /** The input as JSON Schema, where a tool server says it; absent: that of `input`. */
  readonly inputSchema?: Readonly<Record<string, unknown>>
  /** False where this engine's models are not told of it; absent: all are. */
  isOffered?(engineId: string): boolean
  /** The input's schema, where it depends on the engine. */
  inputFor?(engineId: string): z.ZodType
  /**
   * What the user is to be asked about in this very call, though the tool as such may be used: a host that
   * they have not named. It can be allowed for a conversation. Null where nothing is.
   */
  scopeToAsk?(input: z.output<I>, context: Pick<ToolContext, 'messages'>): string | null
  run(input: z.output<I>, context: ToolContext): Promise<string>
}
