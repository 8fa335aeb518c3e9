import { AppError } from '@shared/ipc/errors'
import type { AsyncLibrary } from '@shared/ipc/library'
import { isPicture } from '@shared/lib/imageHeader'
import { attachmentLimits } from '@shared/model/attachment'

/** Attaches a file; of a picture it is found out first whether it can be opened at all. */
export const attachChecked =
  (
    attach: AsyncLibrary['attachFile'],
    /** Really opens it; `picture/unreadable`. */
    check: (bytes: Uint8Array) => Promise<void>,
  ): AsyncLibrary['attachFile'] =>
  async (input) => {
    // What is too large is refused unread.
    if (input.bytes.byteLength <= attachmentLimits.fileBytes && isPicture(input.bytes)) {
      try {
        await check(input.bytes)
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'picture/unreadable') throw error
        throw new AppError('file/unreadable', error.message, { reason: 'damaged', ...error.data })
      }
    }
    return attach(input)
  }
