import { isUtf8 } from 'node:buffer'
import { AppError } from '@shared/ipc/errors'
import { attachmentLimits } from '@shared/model/attachment'

/** Enough to tell text from binary. */
const sampleLength = 64 * 1024
/**
 * No UTF-16 unit takes more bytes in UTF-8: what is longer has too many characters, and need not be decoded.
 */
const mostBytesPerCharacter = 3

/**
 * The text of a file in UTF-8, or in UTF-16 that says so by its byte order mark. Strict: a model must not be
 * sent rubbish that looks like what the user wrote.
 */
export const decodeText = (bytes: Buffer): string => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeUtf16(bytes.subarray(2))
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    if (bytes.length % 2 !== 0) throw unsupported('encoding')
    return decodeUtf16(Buffer.from(bytes.subarray(2)).swap16())
  }
  if (bytes.subarray(0, sampleLength).includes(0)) throw unsupported('binary')
  if (bytes.length > attachmentLimits.characters * mostBytesPerCharacter + 3)
    throw new AppError('file/too-large', 'Too much text', {
      limit: attachmentLimits.characters,
      unit: 'characters',
    })
  if (bytes.includes(0)) throw unsupported('binary')
  if (!isUtf8(bytes)) throw unsupported(isLikelyText(bytes) ? 'encoding' : 'binary')
  const text = bytes.toString('utf8')
  return text.startsWith('\ufeff') ? text.slice(1) : text
}

const decodeUtf16 = (bytes: Buffer): string => {
  const text = bytes.toString('utf16le')
  if (bytes.length % 2 !== 0 || !text.isWellFormed() || text.includes('\0')) throw unsupported('encoding')
  return text
}

/** Text in an older encoding has letters that are not UTF-8, but hardly any control characters. */
const isLikelyText = (bytes: Buffer): boolean => {
  const sample = bytes.subarray(0, sampleLength)
  const controls = sample.filter((byte) => byte < 0x20 && ![0x09, 0x0a, 0x0c, 0x0d, 0x1b].includes(byte))
  return controls.length * 100 < sample.length
}

const unsupported = (reason: 'binary' | 'encoding'): AppError =>
  new AppError('file/unsupported', `Not text: ${reason}`, { reason })
