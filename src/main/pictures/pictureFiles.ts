import { constants, copyFile, readFile, stat } from 'node:fs/promises'
import { AppError } from '@shared/ipc/errors'
import type { Picture, PictureFormat } from '@shared/model/picture'
import type { FileDetails } from '@shared/model/pictureExport'
import { writeBytes } from '../lib/writeWhole'

/** Presses pictures into other formats, away from this process. */
export interface PictureEncoder {
  /**
   * `picture/unreadable` where the file is not a picture that can be shown, or cannot be one of that format.
   */
  encode(
    source: { readonly path: string; readonly format: PictureFormat },
    target: { readonly format: PictureFormat; readonly quality: number },
    signal: AbortSignal,
  ): Promise<Uint8Array>
  close(): void
}

/** The kept file, or `picture/not-found`. */
export const readKept = async (path: string): Promise<Buffer> =>
  readFile(path).catch((cause: unknown) => {
    throw new AppError('picture/not-found', undefined, undefined, { cause })
  })

/** Writes a picture in its own format, bit for bit where nothing about it is to change. */
export const writeSame = async (
  picture: Picture,
  source: string,
  path: string,
  { details, software }: { readonly details: FileDetails; readonly software: string },
): Promise<void> => {
  if (details !== 'kept')
    return writeTold(path, picture, picture.format, await readKept(source), details, software)
  await stat(source).catch((cause: unknown) => {
    throw new AppError('picture/not-found', undefined, undefined, { cause })
  })
  await copyFile(source, path, constants.COPYFILE_EXCL)
}

/** Writes what a picture became in another format; of the file that it was nothing is left. */
export const writeTold = async (
  path: string,
  { prompt, model, createdAt }: Picture,
  format: PictureFormat,
  bytes: Uint8Array,
  details: FileDetails,
  software: string,
): Promise<void> => {
  const { rewriteDetails } = await import('./details/rewrite')
  const words = details === 'embedded' ? { prompt, model, createdAt, software } : null
  await writeBytes(path, rewriteDetails(format, bytes, words))
}
