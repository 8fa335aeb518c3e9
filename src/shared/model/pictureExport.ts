/** What pictures can be written as. `original`: the format that each was made in. */
export const pictureExportFormats = ['original', 'png', 'jpeg', 'webp'] as const
export type PictureExportFormat = (typeof pictureExportFormats)[number]

/**
 * What a written file says of itself. `kept`: what the engine put there, if anything. `embedded`: prompt,
 * model and date, in place of that. `none`: nothing.
 */
export const fileDetails = ['kept', 'embedded', 'none'] as const
export type FileDetails = (typeof fileDetails)[number]

/** What several pictures become. */
export const picturePacks = ['files', 'zip'] as const

export interface PictureExportOptions {
  readonly format: PictureExportFormat
  /** The quality of JPEG and WebP, in per cent. */
  readonly quality: number
  readonly details: FileDetails
  /** See `pictureFileName`. */
  readonly namePattern: string
  readonly pack: (typeof picturePacks)[number]
}

/** The choices that cost nothing: the file as it is, nothing lost and no metadata added. */
export const defaultPictureExport: PictureExportOptions = {
  format: 'original',
  quality: 90,
  details: 'kept',
  namePattern: '{prompt}',
  pack: 'files',
}

export const longestPattern = 200
/** The limit of one export, beyond any real gallery. */
export const mostExportedPictures = 100_000
/** The limit of one drag: more would keep the mouse waiting before anything moves. */
export const mostDraggedPictures = 50
/** The side of the small picture under the mouse, in pixels. */
export const dragIconSide = 96

/** What is seen under the mouse: rows of pixels, each blue, green, red and alpha. */
export interface DragIcon {
  readonly width: number
  readonly height: number
  readonly pixels: Uint8Array<ArrayBuffer>
}
