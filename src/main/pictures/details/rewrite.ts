import { AppError } from '@shared/ipc/errors'
import type { PictureFormat } from '@shared/model/picture'
import { rewriteJpeg } from './jpeg'
import { rewritePng } from './png'
import { rewriteWebp } from './webp'
import type { PictureWords } from './words'

const rewriters = { png: rewritePng, jpeg: rewriteJpeg, webp: rewriteWebp }

/**
 * The same picture to the last pixel; its file tells these words about it, or null: nothing. What was told
 * there before (by the engine, too) goes. `picture/unreadable` where it is not whole.
 */
export const rewriteDetails = (
  format: PictureFormat,
  bytes: Uint8Array,
  words: PictureWords | null,
): Buffer => {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    return rewriters[format](view, words)
  } catch (error) {
    // It says that it is longer than it is.
    if (error instanceof RangeError) return unreadable(error)
    throw error
  }
}

const unreadable = (cause: RangeError): never => {
  throw new AppError('picture/unreadable', undefined, undefined, { cause })
}
