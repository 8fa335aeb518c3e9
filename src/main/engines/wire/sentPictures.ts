import { isRecord } from './values'

/** A picture as it stands in an answer: its data as Base64, or the address where it lies. */
export type SentPicture =
  | { readonly type: 'data'; readonly base64: string }
  | { readonly type: 'address'; readonly address: string }
  | { readonly type: 'refused'; readonly reason: 'unreadable' | 'too-long' }

/** A picture among the text of an answer. */
export interface PlacedPicture {
  /** How much of the text comes before it. */
  readonly at: number
  readonly picture: SentPicture
}

/** Some 32 MB as bytes. */
export const mostPictureMegabytes = 32
export const mostBase64 = Math.ceil((mostPictureMegabytes * 1024 * 1024 * 4) / 3)

/** A model draws a few at most; each is opened and kept. */
export const mostSentPictures = 16

const pictureTypes: ReadonlySet<unknown> = new Set([
  'image',
  'image_url',
  'input_image',
  'output_image',
  'image_file',
  'inline_data',
])
const inlineFields = ['inline_data', 'inlineData'] as const

/** True for a part of a content that is a picture, in the words of any of the APIs. */
export const isPicturePart = (part: unknown): part is Record<string, unknown> =>
  isRecord(part) && (pictureTypes.has(part.type) || inlineFields.some((name) => isRecord(part[name])))

/** Where servers put a picture, the outer before the inner. */
const sourceFields = [
  'image_url',
  'imageUrl',
  'url',
  'b64_json',
  'base64',
  'image_base64',
  'source',
  ...inlineFields,
  'image',
  'data',
  'result',
] as const

/** A picture of a list, or a part that is one. Anything else is told of as a picture that is none. */
export const sentPictureIn = (value: unknown, depth = 0): SentPicture => {
  if (typeof value === 'string') return pictureInText(value)
  if (!isRecord(value) || depth > 3) return { type: 'refused', reason: 'unreadable' }
  for (const name of sourceFields) {
    const inner = value[name]
    if ((typeof inner === 'string' && inner !== '') || isRecord(inner)) return sentPictureIn(inner, depth + 1)
  }
  return { type: 'refused', reason: 'unreadable' }
}

const mostSaidOfData = 200

const pictureInText = (text: string): SentPicture => {
  const start = text.slice(0, mostSaidOfData).trimStart()
  if (/^https?:\/\//i.test(start)) return { type: 'address', address: text.trim() }
  const dataUrl = /^data:[^,]{0,150},/i.exec(start)
  if (!dataUrl) return dataPicture(text)
  if (!/;base64,$/i.test(dataUrl[0])) return { type: 'refused', reason: 'unreadable' }
  return dataPicture(text.trimStart().slice(dataUrl[0].length))
}

/** Base64 that is read later; far too much of it is not kept until then. */
export const dataPicture = (base64: string): SentPicture =>
  base64.length > mostBase64 ? { type: 'refused', reason: 'too-long' } : { type: 'data', base64 }

/** The pictures of a list beside the text. Some servers send one alone. */
export const picturesIn = (value: unknown): readonly SentPicture[] => {
  if (value === undefined || value === null || value === '') return []
  const list = Array.isArray(value) ? value : [value]
  return list.slice(0, mostSentPictures + 1).map((each) => sentPictureIn(each))
}
