import { z } from 'zod'
import { type Attachment, attachmentLimits } from '../model/attachment'
import { call } from './define'

export const files = {
  /**
   * Reads and keeps a file that is to go along with a question. Its kind is found from its content, not its
   * name. `file/too-large`, `file/unsupported`, `file/unreadable`, `file/encrypted`, `file/empty` say why
   * not, before sending.
   */
  'files.attach': call<Attachment>()(
    z.object({ name: z.string().min(1).max(500), bytes: z.instanceof(Uint8Array) }),
  ),
  /** Which of these kept files are no longer there; told where they should be. */
  'files.missing': call<readonly string[]>()(
    z.object({ ids: z.array(z.string().min(1).max(100)).max(attachmentLimits.count) }),
  ),
}
