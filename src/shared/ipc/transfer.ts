import { z } from 'zod'
import { exportFormats } from '../model/exports'
import type { Inspected, TransferEvent } from '../model/transfer'
import { id } from './common'
import { call, stream } from './define'

/** Bringing history in and taking it out. Main owns what runs: closing a stream only stops watching it. */
export const transfer = {
  /**
   * Asks for a file and brings in what is in it; ends without an item when the user chooses none.
   * `transfer/busy` while another import runs.
   */
  'transfer.import': stream<TransferEvent>()(z.object({})),
  /**
   * What a file or folder is that was dropped on the window: null where it is nothing to import, or another
   * import runs. `conversations` is null where counting would take long.
   */
  'transfer.lookInto': call<Inspected | null>()(z.object({ fileId: id })),
  /** Brings in what was dropped. `transfer/busy` while another import runs. */
  'transfer.importDropped': stream<TransferEvent>()(z.object({ fileId: id })),
  /** The import that runs, from where it is, or how the last one ended. Ends at once where there was none. */
  'transfer.watchImport': stream<TransferEvent>()(z.object({})),
  /** What was brought in so far stays; the result comes to those who watch. */
  'transfer.cancelImport': call<void>()(z.object({})),
  /** Asks where to save the last import's report, as text. Null when the user cancels. */
  'transfer.saveReport': call<{ readonly name: string } | null>()(z.object({ transferId: id })),
  /**
   * Asks where to (no item: the user cancelled), then writes: several conversations to a new folder, JSON to
   * one file. Nothing is replaced without asking. `transfer/busy` while another export runs.
   */
  'transfer.export': stream<TransferEvent>()(
    z.object({
      conversationIds: z.array(id).min(1).max(200_000),
      options: z.object({
        format: z.enum(exportFormats),
        branches: z.enum(['shown', 'all']),
        reasoning: z.boolean(),
        tools: z.boolean(),
        costs: z.boolean(),
      }),
    }),
  ),
  /** The same for one answer alone. `transfer/too-tall` where it is too long for one picture. */
  'transfer.exportAnswer': stream<TransferEvent>()(
    z.object({
      conversationId: id,
      messageId: id,
      format: z.enum(['png', 'pdf']),
      scheme: z.enum(['light', 'dark']),
    }),
  ),
  /** The same for the whole library as one archive, which an import brings back. */
  'transfer.exportEverything': stream<TransferEvent>()(z.object({})),
  /** The export that runs, from where it is, or how the last one ended. Ends at once where there was none. */
  'transfer.watchExport': stream<TransferEvent>()(z.object({})),
  /** Cancels it. Nothing of it is left when this resolves. */
  'transfer.cancelExport': call<void>()(z.object({})),
  /** Shows what the last export wrote in the system's file manager. */
  'transfer.showExport': call<void>()(z.object({ transferId: id })),
}
