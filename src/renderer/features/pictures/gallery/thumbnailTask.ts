import { thumbnailSide, thumbnailStretch } from '@shared/model/gallery'

/** What a worker is asked and answers. */
export interface ThumbnailRequest {
  readonly url: string
  readonly width: number
  readonly height: number
}
export type ThumbnailReply =
  | { readonly type: 'made'; readonly bytes: Uint8Array<ArrayBuffer> }
  /** The file is gone; or it is there and is no picture. */
  | { readonly type: 'missing' | 'damaged' }

export interface Cut {
  /** What of the picture is taken, in its own pixels. */
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** What becomes of that. */
  readonly toWidth: number
  readonly toHeight: number
}

/** A small picture stays as it is; a very long one loses its ends. */
export const cutFor = ({ width, height }: { readonly width: number; readonly height: number }): Cut => {
  const longest = Math.min(width, height) * thumbnailStretch
  const [taken, high] = [Math.min(width, longest), Math.min(height, longest)]
  const scale = Math.min(1, thumbnailSide / Math.min(taken, high))
  return {
    x: Math.floor((width - taken) / 2),
    y: Math.floor((height - high) / 2),
    width: taken,
    height: high,
    toWidth: Math.max(1, Math.round(taken * scale)),
    toHeight: Math.max(1, Math.round(high * scale)),
  }
}
