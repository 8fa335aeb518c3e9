import type { Part } from '@shared/model/message'
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
  /** Shows a part in the message and returns its index. */
  addPart(part: Part): number
  replacePart(index: number, part: Part): void
  /** Bytes of an unfinished picture for the part at `index`. */
  preview(index: number, bytes: Uint8Array): void
  charge(costUsd: number | null | undefined): void
}

/**
 * Something that a model can have done. `run` gives the result for the model; it throws an AppError where it
 * failed.
 */
export interface Tool<I extends z.ZodType = z.ZodType> {
  readonly name: string
  readonly description: string
  readonly input: I
  /** False where this engine's models are not told of it; absent: all are. */
  isOffered?(engineId: string): boolean
  /** The input's schema, where it depends on the engine. */
  inputFor?(engineId: string): z.ZodType
  run(input: z.output<I>, context: ToolContext): Promise<string>
}
