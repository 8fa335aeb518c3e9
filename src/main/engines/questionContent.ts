import type { Message } from '@shared/model/message'
import type { AnswerRequest, AttachmentSource } from './engine'
import { notePicture } from './history'

/** A piece of a question for every API: words, and pictures where the model takes them. */
export type Piece =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'picture'; readonly dataUrl: string }

/** A PDF file itself, for the engine that asks for such. */
export interface DocumentPiece {
  readonly type: 'document'
  readonly name: string
  readonly base64: string
}

/**
 * Pictures of this many questions go along, the newest ones: all of them again on every turn would make each
 * turn huge.
 */
const questionsWithPictures = 2

/** The questions whose pictures are sent; earlier ones are only named. */
export const questionsShown = (messages: readonly Message[]): ReadonlySet<string> =>
  new Set(
    messages
      .filter(({ role }) => role === 'user')
      .slice(-questionsWithPictures)
      .map(({ id }) => id),
  )

/** True where a picture would be sent with this request. */
export const sendsPictures = ({ messages }: AnswerRequest): boolean => {
  const shown = questionsShown(messages)
  return messages.some(
    ({ id, role, parts }) =>
      role === 'user' &&
      shown.has(id) &&
      parts.some((part) => part.type === 'picture' && part.pictureId !== null),
  )
}

/**
 * One question. `pictures`: `shown` as pictures; `named` because it is long ago; `refused`: the model takes
 * none, and a note says so, so that it does not guess what they show.
 */
export const questionContent = async (
  { parts }: Message,
  source: AttachmentSource,
  pictures: 'shown' | 'named' | 'refused',
): Promise<Piece[]> => {
  const pieces: Piece[] = []
  for (const part of parts) {
    if (part.type === 'text' && part.text.trim() !== '') pieces.push({ type: 'text', text: part.text })
    if (part.type === 'file') pieces.push({ type: 'text', text: await fileWords(part, source) })
    if (part.type === 'picture') pieces.push(await picturePiece(part, source, pictures))
  }
  return pieces
}

/** The pieces as one text, which every server takes. Null where a picture is among them. */
export const onlyText = (pieces: readonly Piece[]): string | null => {
  const texts = pieces.flatMap((piece) => (piece.type === 'text' ? [piece.text] : []))
  return texts.length === pieces.length ? texts.join('\n\n') : null
}

const picturePiece = async (
  { pictureId, prompt }: { readonly pictureId: string | null; readonly prompt: string },
  source: AttachmentSource,
  pictures: 'shown' | 'named' | 'refused',
): Promise<Piece> => {
  if (pictures === 'named') return { type: 'text', text: notePicture(prompt) }
  if (pictures === 'refused') {
    const why = 'It could not be shown to you, because this model takes no pictures. Say so where it matters.'
    return { type: 'text', text: `${notePicture(prompt)} ${why}` }
  }
  const dataUrl = pictureId === null ? null : await source.pictureDataUrl(pictureId)
  if (dataUrl === null) return { type: 'text', text: `${notePicture(prompt)} Its file is no longer there.` }
  return { type: 'picture', dataUrl }
}

const fileWords = async (
  { fileId, name }: { readonly fileId: string; readonly name: string },
  source: AttachmentSource,
): Promise<string> => {
  const text = await source.fileText(fileId)
  if (text === null) return `[file: ${name}] Its text is no longer there.`
  const fence = fenceFor(text)
  return `File: ${name.replace(/\s+/g, ' ')}\n${fence}\n${text}${text.endsWith('\n') ? '' : '\n'}${fence}`
}

/** A fence longer than any that the text itself holds, so that it cannot end the file early. */
const fenceFor = (text: string): string => {
  let longest = 2
  for (const [run] of text.matchAll(/`{3,}/g)) longest = Math.max(longest, run.length)
  return '`'.repeat(longest + 1)
}
