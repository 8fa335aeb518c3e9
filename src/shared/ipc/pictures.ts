import { z } from 'zod'
import type { Picture } from '../model/picture'
import { call } from './define'

const id = z.string().min(1).max(128)

export interface PicturePage {
  readonly pictures: readonly Picture[]
  readonly next: { readonly createdAt: number; readonly id: string } | null
}

export const pictures = {
  'pictures.get': call<Picture>()(z.object({ pictureId: id })),
  /** Every picture ever made, newest first, by prompt where `query` is not empty. */
  'pictures.list': call<PicturePage>()(
    z.object({
      query: z.string().max(500).default(''),
      limit: z.number().int().min(1).max(200),
      after: z.object({ createdAt: z.number(), id }).nullable().default(null),
    }),
  ),
  /** Onto the clipboard, as a picture. */
  'pictures.copy': call<void>()(z.object({ pictureId: id })),
}
