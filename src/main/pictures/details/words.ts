/** What is written into a picture's file for those who find it later. */
export interface PictureWords {
  readonly prompt: string
  /** Null: it is not known, or no model drew it (a photograph that was attached). */
  readonly model: string | null
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  readonly software: string
}

/**
 * What XML and PNG's text can both hold: no control characters but tab and line feed, no halves of
 * characters.
 */
export const plainWords = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it is about
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/g, '')
