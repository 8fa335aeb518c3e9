import { readFile } from 'node:fs/promises'
import { AppError } from '@shared/ipc/errors'
import type { Picture } from '@shared/model/picture'
import { nativeImage } from 'electron'
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
