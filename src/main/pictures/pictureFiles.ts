import { constants, copyFile, readFile, stat } from 'node:fs/promises'
import { AppError } from '@shared/ipc/errors'
import type { Picture, PictureFormat } from '@shared/model/picture'
import type { FileDetails } from '@shared/model/pictureExport'
import { writeBytes } from '../lib/writeWhole'

/** A kept picture as it is. */
export interface KeptSource {
  readonly path: string
  readonly format: PictureFormat
  /** Those of a picture that is in memory only; null for any other. */
  readonly bytes: Uint8Array | null
}

/** Presses pictures into other formats, away from this process. */
export interface PictureEncoder {
  /**
   * `picture/unreadable` where the file is not a picture that can be shown, or cannot be one of that format.
   */
  encode(
    source: KeptSource,
    target: { readonly format: PictureFormat; readonly quality: number },
    signal: AbortSignal,
  ): Promise<Uint8Array>
  close(): void
}

/** The kept picture, or `picture/not-found`. */
export const readKept = async ({ path, bytes }: KeptSource): Promise<Uint8Array> =>
  bytes ??
  readFile(path).catch((cause: unknown) => {
    throw new AppError('picture/not-found', undefined, undefined, { cause })
  })

/** What a written picture file says about itself, and the name of the app in it. */
export interface Imprint {
  readonly details: FileDetails
  readonly software: string
}

/** Writes a picture in its own format, bit for bit where nothing about it is to change. */
export const writeSame = async (
  picture: Picture,
  source: KeptSource,
  path: string,
  imprint: Imprint,
): Promise<void> => {
  if (imprint.details !== 'kept')
    return writeTold(picture, path, { format: picture.format, bytes: await readKept(source) }, imprint)
  if (source.bytes) return writeBytes(path, source.bytes)
  await stat(source.path).catch((cause: unknown) => {
    throw new AppError('picture/not-found', undefined, undefined, { cause })
  })
  await copyFile(source.path, path, constants.COPYFILE_EXCL)
}

/** Writes what a picture became in another format; of the file that it was nothing is left. */
export const writeTold = async (
  { prompt, model, createdAt }: Picture,
  path: string,
  { format, bytes }: { readonly format: PictureFormat; readonly bytes: Uint8Array },
  { details, software }: Imprint,
): Promise<void> => {
  const { rewriteDetails } = await import('./details/rewrite')
  const words = details === 'embedded' ? { prompt, model, createdAt, software } : null
  await writeBytes(path, rewriteDetails(format, bytes, words))
}
