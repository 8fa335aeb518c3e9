import type { PictureFormat } from './pictureFormat'
import type { PictureDetails } from './pictureOptions'

export type { PictureFormat }

/** The origin of a picture. A mask is only a part of how another one was edited. */
export type PictureOrigin = 'made' | 'attached' | 'imported' | 'mask'

/** A picture file: its id is the SHA-256 of its bytes, in hex; the file is `pictures/<id>.<extension>`. */
export interface Picture {
  readonly id: string
  readonly format: PictureFormat
  readonly byteLength: number
  /** Pixels. */
  readonly width: number
  readonly height: number
  readonly prompt: string
  readonly model: string | null
  /** US dollars; null when unknown. */
  readonly costUsd: number | null
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  readonly messageId: string | null
  readonly conversationId: string | null
  /** The picture that this one was made from. */
  readonly parentId: string | null
  /** Absent in rows that are older than these. */
  readonly origin?: PictureOrigin
  readonly engineId?: string
  readonly details?: PictureDetails
}

export const pictureExtension: Readonly<Record<PictureFormat, string>> = {
  png: 'png',
  jpeg: 'jpg',
  webp: 'webp',
}

/** The address of a picture's bytes for pages. */
export const pictureUrl = (pictureId: string): string => `app://parley/pictures/${pictureId}`

/** The address of the unfinished previews of a picture that is being drawn; `revision` defeats caches. */
export const previewUrl = (messageId: string, partIndex: number, revision: number): string =>
  `app://parley/previews/${messageId}/${partIndex}/${revision}`

/** The name of a picture's file in the library's folder. */
export const keptFileName = (picture: { readonly id: string; readonly format: PictureFormat }): string =>
  `${picture.id}.${picture.format === 'jpeg' ? 'jpg' : picture.format}`
