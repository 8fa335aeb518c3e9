import type { PictureFormat } from './pictureFormat'

/** The work that goes into a picture; more costs more. */
export const pictureQualities = ['auto', 'low', 'medium', 'high', 'xhigh', 'max'] as const
export type PictureQuality = (typeof pictureQualities)[number]

export const pictureBackgrounds = ['auto', 'opaque', 'transparent'] as const
export type PictureBackground = (typeof pictureBackgrounds)[number]

/** The way a picture came from another: the same words again, other words, or the picture itself changed. */
export const pictureWays = ['again', 'vary', 'edit'] as const
export type PictureWay = (typeof pictureWays)[number]

/** No engine is asked for more at once. */
export const mostPicturesAtOnce = 10

/** What is asked of a picture besides its words. What is absent is as in the settings. */
export interface PictureOptions {
  /** `WIDTHxHEIGHT` in pixels, or `auto`. */
  readonly size?: string
  readonly quality?: PictureQuality
  readonly background?: PictureBackground
  readonly format?: PictureFormat
  readonly count?: number
  /** The picture that was begun from, where it is not the first one attached. */
  readonly fromId?: string
  readonly way?: PictureWay
  /** A kept picture, clear where the first attached one is to be changed. */
  readonly maskId?: string
}

/** The picture options that the settings hold; null there leaves the choice to the model. */
export const pictureOptionsOf = (settings: {
  readonly pictureSize: string
  readonly pictureQuality: PictureQuality | null
  readonly pictureBackground: PictureBackground | null
  readonly pictureFormat: PictureFormat | null
}): PictureOptions & { readonly size: string } => {
  const { pictureSize, pictureQuality, pictureBackground, pictureFormat } = settings
  return {
    size: pictureSize,
    ...(pictureQuality === null ? {} : { quality: pictureQuality }),
    ...(pictureBackground === null ? {} : { background: pictureBackground }),
    ...(pictureFormat === null ? {} : { format: pictureFormat }),
  }
}

/** What a picture was made with, kept beside it. */
export interface PictureDetails {
  readonly size?: string
  readonly quality?: PictureQuality
  readonly background?: PictureBackground
  readonly format?: PictureFormat
  readonly way?: PictureWay
  readonly maskId?: string
  /** Pictures that the engine was given. */
  readonly sourceIds?: readonly string[]
  /** What was asked for and the server would not take. */
  readonly leftOut?: readonly string[]
}

/** What a picture model lets a user choose. An empty list: there is nothing to choose. */
export interface PictureAbilities {
  readonly sizes: readonly string[]
  /** Any other size too, as `fitsFreeSize` says. */
  readonly hasFreeSize: boolean
  readonly qualities: readonly PictureQuality[]
  readonly backgrounds: readonly PictureBackground[]
  readonly formats: readonly PictureFormat[]
  readonly mostCount: number
  /** Takes pictures to change. */
  readonly edits: boolean
}

/**
 * Sides in steps of 16, no longer than three times each other, at most 3840 × 2160 (openai 7.57.0, type
 * comments).
 */
export const fitsFreeSize = (size: string): boolean => {
  const [, w, h] = /^(\d{2,4})x(\d{2,4})$/.exec(size) ?? []
  if (w === undefined || h === undefined) return false
  const [short, long] = [Number(w), Number(h)].sort((a, b) => a - b) as [number, number]
  return (
    short >= 16 && short % 16 === 0 && long % 16 === 0 && long <= short * 3 && long <= 3840 && short <= 2160
  )
}

/** True where the model takes this size. */
export const takesSize = ({ sizes, hasFreeSize }: PictureAbilities, size: string): boolean =>
  sizes.includes(size) || (hasFreeSize && fitsFreeSize(size))

/** The options as far as this model takes them: what it does not know is left out. */
export const fitPictureOptions = (wish: PictureOptions, abilities: PictureAbilities): PictureOptions => {
  const { size, quality, background, format, count, ...rest } = wish
  const fittingFormat = format !== undefined && abilities.formats.includes(format) ? format : undefined
  const isBackground = background !== undefined && abilities.backgrounds.includes(background)
  return {
    ...rest,
    ...(size !== undefined && takesSize(abilities, size) ? { size } : {}),
    ...(quality !== undefined && abilities.qualities.includes(quality) ? { quality } : {}),
    // JPEG has no transparency: what was asked for by name comes first.
    ...(isBackground ? { background } : {}),
    ...(fittingFormat === 'jpeg' && isBackground && background === 'transparent'
      ? { format: 'png' as const }
      : fittingFormat === undefined
        ? {}
        : { format: fittingFormat }),
    ...(count === undefined ? {} : { count: Math.max(1, Math.min(count, abilities.mostCount)) }),
  }
}
