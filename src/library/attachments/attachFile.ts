import { AppError } from '@shared/ipc/errors'
import type { NewPicture } from '@shared/ipc/library/pictures'
import { isPicture } from '@shared/lib/imageHeader'
import { type Attachment, attachmentLimits } from '@shared/model/attachment'
import type { Picture } from '@shared/model/picture'
import type { KeptContents } from './contents'

/** The part of the library that an attachment needs. */
export interface AttachmentKeeper {
  addPicture(input: NewPicture): Picture
  keepFile(input: { name: string; contents: KeptContents }): Attachment | null
}

export interface ContentsReader {
  /** Reads the file and keeps it. */
  read(bytes: Uint8Array): Promise<KeptContents>
}

/**
 * Keeps what goes along with a question: pictures among the pictures, everything else as a file with its
 * text.
 */
export const attachFile = async (
  library: AttachmentKeeper,
  reader: ContentsReader,
  { name, bytes }: { name: string; bytes: Uint8Array },
): Promise<Attachment> => {
  if (bytes.byteLength === 0) throw new AppError('file/empty', 'An empty file', { reason: 'no-bytes' })
  if (bytes.byteLength > attachmentLimits.fileBytes)
    throw new AppError('file/too-large', 'Too many bytes', {
      limit: attachmentLimits.fileBytes,
      unit: 'bytes',
    })
  if (isPicture(bytes)) return attachPicture(library, name, bytes)
  // Its file was there when its thread looked, and was removed before its row was made: then it is written
  // anew.
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const attachment = library.keepFile({ name, contents: await reader.read(bytes) })
    if (attachment) return attachment
  }
  throw new AppError('library/unavailable', 'The file went twice')
}

const attachPicture = (library: AttachmentKeeper, name: string, bytes: Uint8Array): Attachment => {
  try {
    const { id, format, byteLength, width, height } = library.addPicture({
      bytes,
      prompt: name,
      model: null,
      costUsd: null,
      messageId: null,
      conversationId: null,
      parentId: null,
      origin: 'attached',
    })
    const mediaType = `image/${format}`
    return { id, kind: 'picture', name, mediaType, byteLength, characters: 0, width, height }
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'picture/unreadable') throw error
    throw new AppError('file/unreadable', error.message, { reason: 'damaged', ...error.data })
  }
}
