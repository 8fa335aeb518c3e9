import { readFile } from 'node:fs/promises'
import { AppError } from '@shared/ipc/errors'
import type { Picture } from '@shared/model/picture'
import { nativeImage } from 'electron'
import type { ShrinkPicture } from '../runs/attachmentSource'
import { copyPicture } from './compat'

/** Puts a kept picture on the clipboard, as a picture. */
export const copyPictureFile = async (picture: Picture, path: string): Promise<void> => {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new AppError('picture/not-found', undefined, undefined, { cause })
  })
  if (picture.format === 'png') return copyPicture(bytes)
  const image = nativeImage.createFromBuffer(bytes)
  // Electron reads PNG and JPEG only; the page re-encodes anything else before it asks.
  if (image.isEmpty()) throw new AppError('picture/unreadable')
  await copyPicture(image.toPNG())
}

/** Photographs lose nothing that a model would see at this quality, and most of their size. */
const jpegQuality = 88

export const shrinkPicture: ShrinkPicture = (bytes, { format, width, height }, longestSide) => {
  // Electron reads PNG and JPEG only.
  if (format === 'webp') return null
  const image = nativeImage.createFromBuffer(Buffer.from(bytes))
  if (image.isEmpty()) return null
  const smaller = image.resize({
    ...(width >= height ? { width: longestSide } : { height: longestSide }),
    quality: 'best',
  })
  return { bytes: format === 'jpeg' ? smaller.toJPEG(jpegQuality) : smaller.toPNG(), format }
}
