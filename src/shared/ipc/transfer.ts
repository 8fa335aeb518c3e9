import { z } from 'zod'
import type { TransferEvent } from '../model/transfer'
import { call, stream } from './define'

/** Bringing history in and taking it out. Main owns what runs: closing a stream only stops watching it. */
export const transfer = {
  /**
   * Asks for a file and brings in what is in it; ends without an item when the person chooses none. `transfer/busy` while
   * another import runs.
   */
  'transfer.import': stream<TransferEvent>()(z.object({})),
  /** The import that runs, from where it is, or how the last one ended. Ends at once where there was none. */
  'transfer.watchImport': stream<TransferEvent>()(z.object({})),
  /** What was brought in so far stays; the result comes to those who watch. */
  'transfer.cancelImport': call<void>()(z.object({})),
  /** Asks where to save the last import's report, as text. Null when the person cancels. */
  'transfer.saveReport': call<{ readonly name: string } | null>()(
    z.object({ transferId: z.string().min(1).max(100) }),
  ),
}
