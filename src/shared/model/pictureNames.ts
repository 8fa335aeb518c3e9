import { bytesIn, dayName, safeFileName, shorten, timeName } from './fileNames'
import { type Picture, type PictureFormat, pictureExtension } from './picture'

/** What a pattern of names can hold, each with what stands for it. */
export const namePlaceholders = ['prompt', 'date', 'time', 'model', 'size', 'number'] as const
type Placeholder = (typeof namePlaceholders)[number]

export type NamedPicture = Pick<Picture, 'prompt' | 'model' | 'width' | 'height' | 'createdAt'>

/** The same limit as in `safeFileName`. */
const mostCharacters = 80
const mostBytes = 180
/** The least room for the prompt: a name without a word of what the picture shows says little. */
const leastPrompt = 12

/**
 * A picture's name by a pattern, which every file system takes. `number` is its place among `total`. What
 * stands around a long prompt is kept; the prompt gives way.
 */
export const pictureFileName = (
  pattern: string,
  picture: NamedPicture,
  format: PictureFormat,
  number = 1,
  total = 1,
): string => {
  const values: Readonly<Record<Placeholder, string>> = {
    prompt: picture.prompt,
    date: dayName(picture.createdAt),
    time: timeName(picture.createdAt),
    model: picture.model ?? '',
    size: `${picture.width}x${picture.height}`,
    number: String(number).padStart(String(total).length, '0'),
  }
  const written = (prompt: string): string =>
    pattern.replace(/\{(\w+)\}/g, (whole, name: string) => {
      if (name === 'prompt') return prompt
      return Object.hasOwn(values, name) ? values[name as Placeholder] : whole
    })
  const around = written('')
  const prompts = pattern.split('{prompt}').length - 1
  const room = (most: number, taken: number): number =>
    Math.max(leastPrompt, Math.floor((most - taken) / Math.max(1, prompts)))
  // As a name it may be shorter: what no file system takes goes first.
  const prompt = shorten(
    safeFileName(picture.prompt, ''),
    room(mostCharacters, around.length),
    room(mostBytes, bytesIn(around)),
  ).trim()
  return `${safeFileName(written(prompt), 'Picture')}.${pictureExtension[format]}`
}
