import { AppError } from '@shared/ipc/errors'
import type { LibraryInput } from '@shared/ipc/library'
import type { NewPicture } from '@shared/ipc/library/pictures'
import { isPicture } from '@shared/lib/imageHeader'
import { type Attachment, attachmentLimits } from '@shared/model/attachment'
import type { Conversation } from '@shared/model/conversation'
import type { Picture } from '@shared/model/picture'
import type { Contents, KeptContents } from './contents'
import type { FileReader } from './FileReader'

/** The part of the library that an attachment needs. */
export interface AttachmentKeeper {
  addPicture(input: NewPicture): Picture
  keepFile(input: { name: string; contents: KeptContents }): Attachment | null
  getConversation(input: { id: string }): Conversation | null
  hasTemporary(conversationId: string): boolean
  keepTemporaryFile(input: TemporaryFile): Attachment
}

/** A file for a temporary conversation: it was read, and is not on disk. */
export interface TemporaryFile {
  readonly conversationId: string
  readonly name: string
  readonly contents: Contents
  readonly bytes: Uint8Array
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
  reader: ContentsReader & Pick<FileReader, 'readOnly'>,
  { name, bytes, conversationId = null }: LibraryInput<'attachFile'>,
): Promise<Attachment> => {
  if (bytes.byteLength === 0) throw new AppError('file/empty', 'An empty file', { reason: 'no-bytes' })
  if (bytes.byteLength > attachmentLimits.fileBytes)
    throw new AppError('file/too-large', 'Too many bytes', {
      limit: attachmentLimits.fileBytes,
      unit: 'bytes',
    })
  // It may have been temporary: what comes late for it must not be kept.
  if (conversationId !== null && !library.getConversation({ id: conversationId }))
    throw new AppError('conversation/not-found')
  if (isPicture(bytes)) return attachPicture(library, name, bytes, conversationId)
  if (conversationId !== null && library.hasTemporary(conversationId)) {
    const contents = await reader.readOnly(bytes)
    return library.keepTemporaryFile({ conversationId, name, contents, bytes })
  }
  // Its file was there when its thread looked, and was removed before its row was made: then it is written
  // anew.
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const attachment = library.keepFile({ name, contents: await reader.read(bytes) })
    if (attachment) return attachment
  }
  throw new AppError('library/unavailable', 'The file went twice')
}

const attachPicture = (
  library: AttachmentKeeper,
  name: string,
  bytes: Uint8Array,
  conversationId: string | null,
): Attachment => {
  try {
    const { id, format, byteLength, width, height } = library.addPicture({
      bytes,
      prompt: name,
      model: null,
      costUsd: null,
      messageId: null,
      // An attached picture belongs to no conversation but a temporary one, whose it is alone.
      conversationId: conversationId !== null && library.hasTemporary(conversationId) ? conversationId : null,
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
