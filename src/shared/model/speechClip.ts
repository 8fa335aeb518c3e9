/** The format of kept speech: Opus in an Ogg file. */
export type SpeechClipFormat = 'ogg'

/** A sentence that was spoken, kept to be heard again without a request. */
export interface SpeechClip {
  /** A hash of what makes it sound as it does. */
  readonly id: string
  readonly voice: string
  readonly format: SpeechClipFormat
  readonly byteLength: number
  readonly durationMs: number
}

export interface NewSpeechClip extends Omit<SpeechClip, 'byteLength'> {
  readonly text: string
  /** It goes when this message does, unless another one sounds like it. */
  readonly messageId: string | null
}

export const speechClipFileName = ({ id, format }: Pick<SpeechClip, 'id' | 'format'>): string =>
  `${id}.${format}`
