import { AppError } from '@shared/ipc/errors'
import { assertReadable, type Contents } from './contents'
import { decodeText } from './decodeText'
import { readPdfText } from './pdfText'

/** Kind by content, whatever the name says. Fails with a `file/*` code that says why nothing can be read. */
export const readContents = async (bytes: Uint8Array): Promise<Contents> => {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const picture = pictureKind(view)
  if (picture) throw new AppError('file/unsupported', `A ${picture} picture`, { reason: picture })
  const contents: Contents = isPdf(view)
    ? { kind: 'pdf', text: await readPdfText(bytes) }
    : { kind: 'text', text: decodeText(view) }
  if (contents.text.trim() === '') throw new AppError('file/empty', 'No text', { reason: 'no-text' })
  assertReadable(contents.text.length)
  return contents
}

/** Some programs put a few bytes before the header; readers look for it in the first kilobyte. */
const isPdf = (bytes: Buffer): boolean => bytes.subarray(0, 1024).includes('%PDF-')

/** Pictures that no model takes as they are, so that the user hears more than "binary". */
const pictureKind = (bytes: Buffer): string | null => {
  const start = bytes.toString('latin1', 0, 12)
  if (/^GIF8[79]a/.test(start)) return 'gif'
  if (/^(II\*\0|MM\0\*)/.test(start)) return 'tiff'
  if (/^BM/.test(start) && bytes.length > 14 && bytes.readUInt32LE(2) === bytes.length) return 'bmp'
  const brand = /^.{4}ftyp(.{4})/s.exec(start)?.[1]
  if (brand === 'avif' || brand === 'avis') return 'avif'
  if (brand !== undefined && /^(hei|hev|mif1|msf1)/.test(brand)) return 'heic'
  return null
}
