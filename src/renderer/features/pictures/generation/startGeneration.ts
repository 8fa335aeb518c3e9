import { AppError } from '@shared/ipc/errors'
import type { Attachment } from '@shared/model/attachment'
import { shorten } from '@shared/model/fileNames'
import type { Picture } from '@shared/model/picture'
import type { PictureOptions } from '@shared/model/pictureOptions'
import { useNavigation } from '../../../common/navigation/navigation'
import { client } from '../../../ipc/client'

interface Generation {
  readonly prompt: string
  readonly wish: PictureOptions
  readonly attachments?: readonly Attachment[]
}

/** A name is one line, and main takes no more than a few hundred characters; a prompt may fill pages. */
const mostOfName = 200

/** A kept picture as something that goes along with a question. */
export const attachmentOf = (picture: Picture): Attachment => ({
  id: picture.id,
  kind: 'picture',
  name: shorten(picture.prompt, mostOfName, 2 * mostOfName),
  mediaType: `image/${picture.format}`,
  byteLength: picture.byteLength,
  characters: 0,
  width: picture.width,
  height: picture.height,
})

/**
 * Asks for a picture in the conversation that one is from, behind an answer in progress where there is one,
 * or in a new conversation where that is gone, and shows it. Throws what main says.
 */
export const startGeneration = async (
  { prompt, wish, attachments = [] }: Generation,
  conversationId: string | null,
): Promise<void> => {
  const question = { prompt: `/image ${prompt}`, wish, attachments: [...attachments] }
  const id = await begin(question, conversationId)
  const ui = useNavigation.getState()
  ui.closeDialog()
  ui.openConversation(id)
}

type Question = Parameters<typeof client.call<'runs.enqueue'>>[1]

const begin = async (
  question: Omit<Question, 'conversationId'>,
  conversationId: string | null,
): Promise<string> => {
  try {
    return (await client.call('runs.start', { conversationId, ...question })).conversationId
  } catch (error) {
    if (!(error instanceof AppError) || conversationId === null) throw error
    if (error.code === 'run/busy') {
      await client.call('runs.enqueue', { conversationId, ...question })
      return conversationId
    }
    if (error.code === 'conversation/not-found') return begin(question, null)
    throw error
  }
}

/** The same words with the same choices, from the same pictures where it was made from others. */
export const makeAgain = async (picture: Picture): Promise<void> => {
  const { size, quality, background, format, maskId, sourceIds = [] } = picture.details ?? {}
  const sources = await Promise.all(sourceIds.map((pictureId) => client.call('pictures.get', { pictureId })))
  const wish: PictureOptions = {
    ...(size && /^(auto|\d{2,4}x\d{2,4})$/.test(size) ? { size } : {}),
    ...(quality ? { quality } : {}),
    ...(background ? { background } : {}),
    ...(format ? { format } : {}),
    ...(maskId ? { maskId } : {}),
    fromId: picture.id,
    way: 'again',
  }
  await startGeneration(
    { prompt: picture.prompt, wish, attachments: sources.map(attachmentOf) },
    picture.conversationId,
  )
}
