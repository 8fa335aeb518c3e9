import { z } from 'zod'
import { fileDetails, longestPattern, pictureExportFormats, picturePacks } from './pictureExport'

/** Checks what was chosen for exports of pictures. Apart from the rest: pages have no use for schemas. */
export const pictureExportSchema = z.object({
  format: z.enum(pictureExportFormats),
  quality: z.number().int().min(10).max(100),
  details: z.enum(fileDetails),
  namePattern: z.string().max(longestPattern),
  pack: z.enum(picturePacks),
})
