import { AppError } from '@shared/ipc/errors'
import type { AsyncLibrary } from '@shared/ipc/library'
import type { Attachment } from '@shared/model/attachment'
import type { Part } from '@shared/model/message'

/**
 * A question as parts: its words, then what goes along with it. A page is not believed: each attachment is looked up again,
 * `file/not-found` where it is not there.
 */
export const questionParts = async (
  library: Pick<AsyncLibrary, 'getPicture' | 'getFileText'>,
  prompt: string,
  attachments: readonly Attachment[],
): Promise<Part[]> => {
  const parts = await Promise.all(attachments.map((attachment) => partOf(library, attachment)))
  const words = prompt.toWellFormed()
  return words.trim() === '' && parts.length > 0 ? parts : [{ type: 'text', text: words }, ...parts]
}

const partOf = async (
  library: Pick<AsyncLibrary, 'getPicture' | 'getFileText'>,
  { id, kind, name, mediaType, byteLength }: Attachment,
): Promise<Part> => {
  if (kind === 'picture') {
    const picture = await library.getPicture({ id })
    if (!picture) throw new AppError('file/not-found', undefined, { name })
    return { type: 'picture', pictureId: id, prompt: name, width: picture.width, height: picture.height }
  }
  if ((await library.getFileText({ id })) === null) throw new AppError('file/not-found', undefined, { name })
  return { type: 'file', fileId: id, name, mediaType, byteLength }
}
