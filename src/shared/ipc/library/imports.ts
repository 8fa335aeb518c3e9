import type { Conversation } from '../../model/conversation'
import type {
  Inspected,
  TransferCounts,
  TransferProgress,
  TransferResult,
  TransferSource,
} from '../../model/transfer'
import { method } from './method'

/** What one step of an import did. */
export interface ImportStep {
  readonly progress: TransferProgress
  /** Since its beginning. */
  readonly added: TransferCounts
  /** New or changed in this step, as they are now. */
  readonly conversations: readonly Conversation[]
  /** Those of them that were here before and have more messages now. */
  readonly grownIds: readonly string[]
  /** Null while there is more to do. */
  readonly result: TransferResult | null
}

export const importMethods = {
  /** Opens a file to be imported, and finds out what it is. `transfer/busy` while another one is imported. */
  beginImport: method<
    { importId: string; path: string },
    { readonly source: TransferSource; readonly name: string }
  >(),
  /** Looks into a file without bringing anything in. Fails with a `file/*` code where it is no export. */
  inspectImport: method<{ path: string }, Inspected>(),
  /**
   * Reads and writes some more, in a short transaction. To be called again until there is a result; other
   * requests are answered in between. `library/unavailable` where the process that began it has ended.
   */
  stepImport: method<{ importId: string }, ImportStep>(),
  /** The step that is under way is the last. What was written stays. */
  cancelImport: method<{ importId: string }, void>(),
}
