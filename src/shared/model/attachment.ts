/**
 * Something that goes along with a question. `picture`: shown to models that see, kept under `pictures/`.
 * `text`: a text or code file, sent as its text. `pdf`: sent as the text found in it.
 */
export interface Attachment {
  /** The picture's id for pictures, the file's otherwise. */
  readonly id: string
  readonly kind: 'picture' | 'text' | 'pdf'
  readonly name: string
  readonly mediaType: string
  readonly byteLength: number
  /** Characters that the model will read; 0 for pictures. */
  readonly characters: number
  /** Pixels; 0 for files. */
  readonly width: number
  readonly height: number
}

/** Limits that are checked before sending. */
export const attachmentLimits = {
  /** Bytes of one file. */
  fileBytes: 50 * 1024 * 1024,
  /** Characters of text that one file may bring into a question. */
  characters: 1_000_000,
  /** Attachments of one question. */
  count: 20,
  /** A paste longer than this becomes a file. Characters. */
  pasteCharacters: 20_000,
} as const
