import type { Contract, ItemOf, OutputOf, ParsedOf, StreamDefinition } from '@shared/ipc/define'

/** The caller, which handlers get beside the parsed input. */
export interface CallContext {
  /** The `webContents.id` of the asking window. */
  readonly windowId: number
}
export interface StreamContext extends CallContext {
  /** Aborted when the page closes its end; the producer must heed it. */
  readonly signal: AbortSignal
}

/** The complete table of handlers for a contract: a missing or misspelt one does not compile. */
export type Handlers<C extends Contract> = {
  readonly [N in keyof C]: C[N] extends StreamDefinition
    ? (input: ParsedOf<C[N]>, context: StreamContext) => AsyncIterable<ItemOf<C[N]>>
    : (input: ParsedOf<C[N]>, context: CallContext) => Promise<OutputOf<C[N]>> | OutputOf<C[N]>
}
