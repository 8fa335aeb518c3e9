import { pictureOptions } from '@shared/ipc/common'
import { AppError } from '@shared/ipc/errors'
import type { AsyncLibrary } from '@shared/ipc/library'
import type { Attachment } from '@shared/model/attachment'
import { drawPromptOf } from '@shared/model/drawCommand'
import type { Message, Part } from '@shared/model/message'
import type { PictureOptions } from '@shared/model/pictureOptions'
import type { DrawingRequest } from '../pictures/drawing'

/**
 * A question as parts: its words, then what goes along with it. A page is not believed: each attachment is
 * looked up again, `file/not-found` where it is not there.
 */
export const questionParts = async (
  library: Pick<AsyncLibrary, 'getPicture' | 'getFileText'>,
  prompt: string,
  attachments: readonly Attachment[],
  wish?: PictureOptions,
): Promise<Part[]> => {
  const parts = await Promise.all(attachments.map((attachment) => partOf(library, attachment)))
  const words = prompt.toWellFormed()
  if (words.trim() === '' && parts.length > 0) return parts
  return [{ type: 'text', text: words, ...(wish && drawPromptOf(words) ? { wish } : {}) }, ...parts]
}

/**
 * What a question asks of the artist alone: `/image` and words, what is wished for, and pictures to change.
 * Null for any other.
 */
export const drawingRequestOf = (
  question: Pick<Message, 'role' | 'parts'> | undefined,
): Pick<DrawingRequest, 'prompt' | 'options' | 'sourceIds'> | null => {
  const first = question?.role === 'user' ? question.parts[0] : undefined
  if (first?.type !== 'text') return null
  const prompt = drawPromptOf(first.text)
  if (!prompt) return null
  return {
    prompt,
    // It may come from an archive that an older version brought in.
    options: pictureOptions.safeParse(first.wish).data ?? {},
    sourceIds: (question?.parts ?? []).flatMap((part) =>
      part.type === 'picture' && part.pictureId !== null ? [part.pictureId] : [],
    ),
  }
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
