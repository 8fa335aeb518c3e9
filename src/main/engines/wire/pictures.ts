import { AppError } from '@shared/ipc/errors'
import type { DrawUsage } from '../engine'
import { priceInUsage } from './prices'
import { countIn, type Fields, isRecord, listIn, malformed, nameIn, recordIn, strictTextIn } from './values'

/** Tokens, and US dollars where the server names its price. */
export interface PictureBill {
  readonly usage: DrawUsage | null
  readonly costUsd: number | undefined
}

/** The events of a picture that is streamed. A preview's Base64 is only as good as the server. */
export type PictureEvent =
  | { readonly type: 'preview'; readonly base64: string }
  | ({ readonly type: 'picture'; readonly base64: string } & PictureBill)

/** Null for events newer than this. */
export const parsePictureEvent = (value: unknown): PictureEvent | null => {
  const event = recordIn(value, 'An event')
  switch (nameIn(event.type, 'The type of an event')) {
    case 'image_generation.partial_image':
    case 'image_edit.partial_image':
      return { type: 'preview', base64: typeof event.b64_json === 'string' ? event.b64_json : '' }
    case 'image_generation.completed':
    case 'image_edit.completed':
      return {
        type: 'picture',
        base64: strictTextIn(event.b64_json, 'The picture'),
        usage: usageIn(event.usage),
        costUsd: priceInUsage(event.usage),
      }
    default:
      return null
  }
}

/** A picture that came whole: as Base64, or else where it lies. */
export type WholePicture =
  | ({ readonly base64: string } & PictureBill)
  | ({ readonly url: string } & PictureBill)

export const parsePicture = (body: Fields): WholePicture => {
  const list = listIn(body.data, 'The list of pictures')
  // A moderated one is left out, without a word.
  if (list.length === 0 && Array.isArray(body.data))
    throw new AppError('engine/empty', 'No picture', { reason: 'picture' })
  const first = recordIn(list[0], 'The list of pictures')
  const bill = { usage: usageIn(body.usage), costUsd: priceInUsage(body.usage) }
  if (typeof first.b64_json === 'string' && first.b64_json !== '') return { base64: first.b64_json, ...bill }
  if (typeof first.url !== 'string') throw malformed('The picture')
  return { url: first.url, ...bill }
}

const usageIn = (usage: unknown): DrawUsage | null => {
  if (!isRecord(usage)) return null
  const input = isRecord(usage.input_tokens_details) ? usage.input_tokens_details : {}
  const output = isRecord(usage.output_tokens_details) ? usage.output_tokens_details : {}
  return {
    textInputTokens: countIn(input.text_tokens),
    imageInputTokens: countIn(input.image_tokens),
    imageOutputTokens: countIn(output.image_tokens ?? usage.output_tokens),
  }
}
