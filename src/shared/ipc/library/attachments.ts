import type { Attachment } from '../../model/attachment'
import { method } from './method'

export const attachmentMethods = {
  /**
   * Finds out what the bytes are, keeps them and what a model can read of them. `file/*` failures say why
   * not. For a temporary conversation they stay in memory, as it does.
   */
  attachFile: method<{ name: string; bytes: Uint8Array; conversationId?: string | null }, Attachment>(),
  /** What a model reads of a kept file; null when there is none. */
  getFileText: method<{ id: string }, string | null>(),
  /** The text of a PDF file that is not kept. Fails as `attachFile` does. */
  readPdf: method<{ bytes: Uint8Array }, string>(),
  /** The ids of these files that have lost their text or their bytes. */
  missingFiles: method<{ ids: readonly string[] }, readonly string[]>(),
}
