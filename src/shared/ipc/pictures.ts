import { z } from 'zod'
import type { Picture, PictureFormat } from '../model/picture'
import { call } from './define'

const id = z.string().min(1).max(128)

/** As large as a picture of the greatest size can get in any format. */
const mostPictureBytes = 256 * 1024 * 1024

export interface PicturePage {
  readonly pictures: readonly Picture[]
  readonly next: { readonly createdAt: number; readonly id: string } | null
}

/** What the person chose in the save dialog; redeem it once with `pictures.saveExport`. */
export interface ExportTarget {
  readonly exportId: string
  readonly format: PictureFormat
  /** The kept file already has this format: main copies it bit for bit and `bytes` is not wanted. */
  readonly isCopy: boolean
  readonly fileName: string
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
  /** Asks where to save; the name chosen decides the format. Null when the person cancels. */
  'pictures.chooseExport': call<ExportTarget | null>()(z.object({ pictureId: id })),
  /** Writes the chosen file whole or not at all. The page encodes where the format changes. */
  'pictures.saveExport': call<void>()(
    z.object({
      exportId: id,
      bytes: z
        .instanceof(Uint8Array)
        .refine((bytes) => bytes.byteLength <= mostPictureBytes)
        .nullable(),
    }),
  ),
  'pictures.copy': call<void>()(z.object({ pictureId: id })),
  /** What a picture will cost with the current settings, in US dollars; null when unknown. */
  'pictures.estimate': call<{ readonly model: string | null; readonly costUsd: number | null }>()(
    z.object({ engineId: id.nullable().default(null) }),
  ),
}
