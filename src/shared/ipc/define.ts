import type { z } from 'zod'
import type { Failure } from './errors'

/**
 * One question, one answer. `O` is the type of the answer; main is trusted to give it, so it has no schema.
 */
export interface CallDefinition<I extends z.ZodType = z.ZodType, O = unknown> {
  readonly kind: 'call'
  readonly input: I
  /** The field is never set: it carries the type only. */
  readonly output?: O
}

/** One question, many answers until `end`, `fail`, or the asker closes. */
export interface StreamDefinition<I extends z.ZodType = z.ZodType, T = unknown> {
  readonly kind: 'stream'
  readonly input: I
  /** The field is never set: it carries the type only. */
  readonly item?: T
}

export type Contract = Readonly<Record<string, CallDefinition | StreamDefinition>>

export const call =
  <O>() =>
  <I extends z.ZodType>(input: I): CallDefinition<I, O> => ({ kind: 'call', input })

export const stream =
  <T>() =>
  <I extends z.ZodType>(input: I): StreamDefinition<I, T> => ({ kind: 'stream', input })

export type CallName<C extends Contract> = {
  [N in keyof C]: C[N] extends CallDefinition ? N : never
}[keyof C] &
  string
export type StreamName<C extends Contract> = {
  [N in keyof C]: C[N] extends StreamDefinition ? N : never
}[keyof C] &
  string

/** What a page may pass. */
export type InputOf<D> = D extends { readonly input: infer I extends z.ZodType } ? z.input<I> : never
/** What a handler receives, after parsing. */
export type ParsedOf<D> = D extends { readonly input: infer I extends z.ZodType } ? z.output<I> : never
export type OutputOf<D> = D extends CallDefinition<z.ZodType, infer O> ? O : never
export type ItemOf<D> = D extends StreamDefinition<z.ZodType, infer T> ? T : never

/** A call's answer over IPC: never a flattened exception. */
export type Reply<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure }

/** What travels on a stream's port. Only `end` means finished; a port that closes without it was cut. */
export type Frame<T> =
  | { readonly type: 'item'; readonly items: readonly T[] }
  | { readonly type: 'end' }
  | { readonly type: 'fail'; readonly failure: Failure }

/** What the preload puts on `window.parleyDrops`: only it may ask for the path of a dropped file. */
export interface DropBridge {
  /** Main holds the file's path, and gives an id for it. Null for a file that is none of the system's. */
  hold(file: object): Promise<string | null>
}

/** What the preload puts on `window.parley`: two generic functions, no domain. */
export interface Bridge {
  call(name: string, input: unknown): Promise<Reply<unknown>>
  open(
    name: string,
    input: unknown,
    onFrame: (frame: Frame<unknown> | { readonly type: 'cut' }) => void,
  ): { close(): void }
}
