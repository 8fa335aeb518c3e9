import { AppError } from '@shared/ipc/errors'
import { readImageHeader } from '@shared/lib/imageHeader'
import { log } from '../lib/log'

/** The page that opens pictures went down, or took for ever, with a picture in it. */
export class PictureEndedPage extends Error {
  constructor() {
    super('The page that opens pictures ended')
  }
}

/** Has a page call its function of this name and tells what it gave. */
type Ask = (bytes: Uint8Array, verb: string, signal?: AbortSignal) => Promise<unknown>

/**
 * Refuses with `picture/unreadable` what the decoder says no to, and what brings its page down or holds it up
 * twice: such a picture would do so in the window that shows it. A picture may have been paid for: what fails
 * of the opener itself is logged, and the picture passes.
 */
export const pictureCheck =
  (ask: Ask) =>
  async (bytes: Uint8Array, signal?: AbortSignal): Promise<void> => {
    signal?.throwIfAborted()
    const { format } = readImageHeader(bytes)
    const isWhole = async () => (await ask(bytes, `isWhole("image/${format}")`, signal)) !== false
    let passes = true
    try {
      // A machine that slept or ran out of memory ends a page too; a picture that does it does so again.
      passes = await isWhole().catch((error: unknown) => {
        if (error instanceof PictureEndedPage) return isWhole()
        throw error
      })
    } catch (error) {
      signal?.throwIfAborted()
      if (error instanceof PictureEndedPage) passes = false
      else log.warning('A picture could not be looked at before it was kept', error)
    }
    if (!passes) throw new AppError('picture/unreadable', 'The picture is damaged')
  }

/** Also while it waits for another picture's turn. */
export const unlessAborted = <T>(work: Promise<T>, signal?: AbortSignal): Promise<T> => {
  if (!signal) return work
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(new AppError('cancelled'))
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
