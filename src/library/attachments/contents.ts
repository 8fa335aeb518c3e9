import { AppError } from '@shared/ipc/errors'
import { attachmentLimits } from '@shared/model/attachment'

/** What the bytes of a file turned out to be, and what a model can read of them. */
export interface Contents {
  readonly kind: 'text' | 'pdf'
  readonly text: string
}

/** A file that was read and is on disk under its id; its row is still to be written. */
export interface KeptContents extends Contents {
  readonly id: string
  readonly byteLength: number
}

/** Refuses too much text before it is sent: a model would refuse it, or cost a fortune. */
export const assertReadable = (characters: number): void => {
  if (characters > attachmentLimits.characters)
    throw new AppError('file/too-large', 'Too much text', {
      limit: attachmentLimits.characters,
      unit: 'characters',
    })
}
