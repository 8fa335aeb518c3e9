import { z } from 'zod'
import type { Picture } from '../model/picture'
import { mostPicturesAtOnce, type PictureAbilities } from '../model/pictureOptions'
import { id, pictureId } from './common'
import { call } from './define'

/** The size of the largest mask that OpenAI takes. */
const mostMaskBytes = 4 * 1024 * 1024

/** The engine, model and price of a picture that would be made now. */
export interface PictureQuote {
  /** Null where no picture model is known. */
  readonly model: string | null
  readonly abilities: PictureAbilities
  /** US dollars for all that are asked for; null when unknown. */
  readonly costUsd: number | null
  /** What it rests on: nothing is charged, or the last picture of the same model, size and quality. */
  readonly costFrom: 'free' | 'last' | null
}

/** The pictures that a picture was made from, and those made from it. */
export interface PictureLineage {
  /** What it was made from, the first one first. */
  readonly before: readonly Picture[]
  /** What was made from it, the oldest first. */
  readonly after: readonly Picture[]
}

/** The generation of pictures, from words or from other pictures. */
export const pictureGeneration = {
  'pictures.quote': call<PictureQuote>()(
    z.object({
      /** Null: that of new conversations. */
      engineId: id.nullable().default(null),
      size: z.string().max(20).optional(),
      quality: z.string().max(20).optional(),
      count: z.number().int().min(1).max(mostPicturesAtOnce).default(1),
    }),
  ),
  /** Stops one picture of an answer; the others go on. One that is done is no failure. */
  'pictures.stopOne': call<void>()(z.object({ messageId: id, index: z.number().int().min(0).max(100_000) })),
  'pictures.lineage': call<PictureLineage>()(z.object({ pictureId })),
  /**
   * Keeps a mask, so that a question can name it. `picture/unreadable` where it is no PNG of the picture's
   * size.
   */
  'pictures.keepMask': call<{ readonly maskId: string }>()(
    z.object({
      pictureId,
      bytes: z.instanceof(Uint8Array).refine(({ byteLength }) => byteLength <= mostMaskBytes),
    }),
  ),
}
