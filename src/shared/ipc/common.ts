import { z } from 'zod'
import { reasoningEfforts } from '../model/conversation'
import {
  mostPicturesAtOnce,
  pictureBackgrounds,
  pictureQualities,
  pictureWays,
} from '../model/pictureOptions'

/** What a row is called. Controls and halves of characters are in no id, and a file's name ends at a NUL. */
export const id = z
  .string()
  .max(100)
  .regex(/^[^\p{Cc}\p{Cs}]+$/u)
/** The SHA-256 of what it names. */
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
/** A kept file, or one that did not come along with an import. It is a file's name as well. */
export const fileId = z.string().regex(/^[\w-]{1,100}$/)
export const pictureId = fileId
/** Milliseconds since the epoch, as far as dates go. */
export const moment = z.number().int().min(0).max(8.64e15)

/** An attachment as the page hands it back; main looks it up again by its id. */
export const attachment = z.object({
  id: fileId,
  kind: z.enum(['picture', 'text', 'pdf']),
  name: z.string().max(500),
  mediaType: z.string().max(200),
  byteLength: z.number().int().min(0),
  characters: z.number().int().min(0),
  width: z.number().int().min(0),
  height: z.number().int().min(0),
})

/** A conversation's own choices; absent means: as in the settings. */
export const choices = z.object({
  assistantId: z.string().max(100).optional(),
  engineId: z.string().max(100).optional(),
  model: z.string().max(200).optional(),
  systemPrompt: z.string().max(100_000).optional(),
  streaming: z.boolean().optional(),
  reasoningEffort: z.enum(reasoningEfforts).optional(),
  temperature: z.number().min(0).max(2).optional(),
  voice: z.string().max(100).optional(),
  usesMemory: z.boolean().optional(),
  leftOutTools: z.array(z.string().max(300)).max(500).readonly().optional(),
})

/** What is wished for of a picture, besides its words. */
export const pictureOptions = z.object({
  size: z
    .string()
    .regex(/^(auto|\d{2,4}x\d{2,4})$/)
    .optional(),
  quality: z.enum(pictureQualities).optional(),
  background: z.enum(pictureBackgrounds).optional(),
  format: z.enum(['png', 'jpeg', 'webp']).optional(),
  count: z.number().int().min(1).max(mostPicturesAtOnce).optional(),
  fromId: pictureId.optional(),
  way: z.enum(pictureWays).optional(),
  maskId: pictureId.optional(),
})
