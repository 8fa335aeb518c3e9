import { z } from 'zod'
import {
  type GalleryOutline,
  mostThumbnailBytes,
  type PictureChoices,
  type PictureNeighbours,
  type PictureShown,
} from '../model/gallery'
import type { Picture } from '../model/picture'
import { id, pictureId } from './common'
import { call } from './define'

const time = z.number().int().min(-8.64e15).max(8.64e15)
const filter = z
  .object({
    query: z.string().max(500),
    model: z.string().min(1).max(200),
    from: time,
    until: time,
    conversationId: id,
    source: z.enum(['made', 'brought']),
  })
  .partial()
const place = z.object({ createdAt: time, id: pictureId })

export const gallery = {
  /**
   * The number of pictures that fit, by time. What is only shown in conversations of the trash is counted
   * apart.
   */
  'gallery.outline': call<GalleryOutline>()(z.object({ filter })),
  /** Some of the pictures of a group, newest first. */
  'gallery.rows': call<readonly Picture[]>()(
    z.object({
      filter,
      from: time,
      until: time,
      offset: z.number().int().min(0).max(10_000_000),
      limit: z.number().int().min(1).max(200),
    }),
  ),
  /**
   * The ids of what fits, in the gallery's order, from one place to another (both included), some at a time.
   */
  'gallery.ids': call<{ readonly ids: readonly string[]; readonly isAll: boolean }>()(
    z.object({
      filter,
      first: place.nullable().default(null),
      last: place.nullable().default(null),
      /** The last id of what was given before. */
      after: pictureId.nullable().default(null),
      limit: z.number().int().min(1).max(2_000),
    }),
  ),
  /** Models and conversations that have pictures. */
  'gallery.choices': call<PictureChoices>()(z.object({})),
  /** What stands before and after a picture. */
  'gallery.neighbours': call<PictureNeighbours>()(z.object({ pictureId, filter })),
  /** The messages that show a picture: first the one it was made for, then the newest. */
  'gallery.shownIn': call<readonly PictureShown[]>()(z.object({ pictureId })),
  /** A thumbnail that the page made: a small WebP. It is served from then on. */
  'gallery.keepThumbnail': call<void>()(
    z.object({
      pictureId,
      bytes: z.instanceof(Uint8Array).refine((bytes) => bytes.byteLength <= mostThumbnailBytes),
    }),
  ),
}
