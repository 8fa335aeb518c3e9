import { z } from 'zod'
import { type Attachment, attachmentLimits } from '../model/attachment'
import { fileId, id } from './common'
import { call } from './define'

export const files = {
  /**
   * Reads and keeps a file that is to go along with a question. Its kind is found from its content, not its
   * name. `file/too-large`, `file/unsupported`, `file/unreadable`, `file/encrypted`, `file/empty` say why
   * not, before sending.
   */
  'files.attach': call<Attachment>()(
    z.object({
      name: z.string().min(1).max(500),
      bytes: z.instanceof(Uint8Array),
      /** Where it is to be asked about: in a temporary one it stays in memory. */
      conversationId: id.nullable().default(null),
    }),
  ),
  /** The ids of these kept files that are no longer there; the page shows it in their place. */
  'files.missing': call<readonly string[]>()(z.object({ ids: z.array(fileId).max(attachmentLimits.count) })),
}
