import type { Picture } from './picture'

/** What the gallery is narrowed to; absent: not at all. */
export interface PictureFilter {
  /** Words of the prompt, or their beginnings. */
  readonly query?: string
  /** The model that made them, by its exact name. */
  readonly model?: string
  /** The earliest time, milliseconds since the epoch. */
  readonly from?: number
  /** The end of the span; pictures are from before this time. */
  readonly until?: number
  /** The conversation that they were made or are shown in. */
  readonly conversationId?: string
  /** The origin: made by an engine, or brought by the user. */
  readonly source?: 'made' | 'brought'
}

/** A stretch of time with pictures in it: today and yesterday by themselves, before that months. */
export interface PictureGroup {
  readonly kind: 'today' | 'yesterday' | 'month'
  /** Milliseconds since the epoch, by this computer's calendar; `until` is not part of it. */
  readonly from: number
  readonly until: number
  readonly count: number
}

/** The number of pictures by time: what a gallery needs to know its height. */
export interface GalleryOutline {
  /** Newest first; none is empty. */
  readonly groups: readonly PictureGroup[]
  readonly total: number
  /** Those that would be here, were their conversations not in the trash. */
  readonly inTrash: number
}

/** A place in the gallery's order: newest first, and by id where the time is the same. */
export interface PicturePlace {
  readonly createdAt: number
  readonly id: string
}

/** What pictures can be narrowed to. */
export interface PictureChoices {
  readonly models: readonly { readonly model: string; readonly count: number }[]
  /** Those with the newest pictures first. */
  readonly conversations: readonly {
    readonly id: string
    readonly title: string
    readonly count: number
  }[]
}

export interface PictureNeighbours {
  readonly newer: Pick<Picture, 'id' | 'prompt'> | null
  readonly older: Pick<Picture, 'id' | 'prompt'> | null
}

/** A message that shows a picture. */
export interface PictureShown {
  readonly conversationId: string
  readonly title: string
  readonly messageId: string
  readonly isInTrash: boolean
}

export const isNarrowing = (filter: PictureFilter): boolean =>
  Object.values(filter).some((value) => value !== undefined && value !== '')

/** The shorter side of a thumbnail in pixels: tiles are square and up to half as large on most screens. */
export const thumbnailSide = 384
/** What is longer than this many times its width is cut, in the middle. */
export const thumbnailStretch = 3
/** The limit of a thumbnail, many times what one of that size takes. */
export const mostThumbnailBytes = 1024 * 1024

/** The address of a picture's thumbnail for pages; an empty answer until one was made. */
export const thumbnailUrl = (pictureId: string): string => `app://parley/thumbnails/${pictureId}`
export const thumbnailFileName = (pictureId: string): string => `${pictureId}.webp`
