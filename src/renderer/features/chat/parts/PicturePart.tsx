import type { PicturePart as Part } from '@shared/model/message'
import { pictureUrl, previewUrl } from '@shared/model/picture'
import { ImageDown, ImageOff, Loader2, Square } from 'lucide-react'
import { wordsFor } from '../../../common/failures/failureWords'
import { troubleOf } from '../../../common/failures/trouble'
import { useNavigation } from '../../../common/navigation/navigation'
import { useLostFile } from '../../../common/useLostFile'
import { client } from '../../../ipc/client'
import { IconButton } from '../../../ui/IconButton'
import { dragPictures } from '../../pictures/export/dragPictures'
import { previewKey } from '../chatState'
import { chatStore, useChat } from '../useChat'

interface Props {
  readonly messageId: string
  readonly index: number
}

const reasonOf = ({ code, data }: NonNullable<Part['failure']>): string => {
  if (code === 'cancelled') return 'This picture was stopped.'
  const { title, explanation } = wordsFor(code, data)
  return `This picture was not drawn. ${title}: ${explanation}`
}

const stopOne = async (messageId: string, index: number) => {
  try {
    await client.call('pictures.stopOne', { messageId, index })
  } catch (error) {
    chatStore.setState({ trouble: troubleOf(error) })
  }
}

/** A picture in an answer: its place is kept from the start, previews show while it is drawn. */
export const PicturePart = ({ messageId, index }: Props) => {
  const part = useChat(({ chat }) => chat?.messages.get(messageId)?.parts[index]) as Part | undefined
  const revision = useChat(({ chat }) => chat?.previews.get(previewKey(messageId, index)))
  const isDrawing = useChat(({ chat }) => chat?.messages.get(messageId)?.state === 'streaming')
  const isOneOfSeveral = useChat(
    ({ chat }) =>
      (chat?.messages.get(messageId)?.parts.filter(({ type }) => type === 'picture').length ?? 0) > 1,
  )
  const openImage = useNavigation((navigation) => navigation.openImage)
  const file = useLostFile(part?.type === 'picture' ? part.pictureId : null)
  if (part?.type !== 'picture') return null

  const { pictureId, prompt } = part
  const width = part.width || 1024
  const height = part.height || 1024
  const shape = { aspectRatio: `${width} / ${height}` }
  const frame = isOneOfSeveral ? 'picture-frame is-one-of-several' : 'picture-frame'

  if (part.failure || (pictureId === null && !isDrawing)) {
    return (
      <p className="picture-missing" role="note">
        <ImageOff aria-hidden="true" size={18} />
        {part.failure ? reasonOf(part.failure) : 'This picture was not drawn.'}
      </p>
    )
  }
  if (pictureId === null) {
    return (
      <div className={`${frame} is-drawing`} style={shape}>
        {revision === undefined ? (
          <span className="picture-wait">
            <Loader2 aria-hidden="true" size={18} className="spin" /> Drawing…
          </span>
        ) : (
          <img
            src={previewUrl(messageId, index, revision)}
            alt={prompt}
            width={width}
            height={height}
            decoding="async"
          />
        )}
        {isOneOfSeveral && (
          <IconButton
            label="Stop this picture"
            className="picture-stop"
            onClick={() => void stopOne(messageId, index)}
          >
            <Square size={12} fill="currentColor" />
          </IconButton>
        )}
      </div>
    )
  }
  if (file.isLost) {
    return (
      <p className="picture-missing" role="note">
        {file.isAwaited ? (
          <ImageDown aria-hidden="true" size={18} />
        ) : (
          <ImageOff aria-hidden="true" size={18} />
        )}
        {file.isAwaited
          ? `This picture is not here yet. It shows: “${prompt}”`
          : `The file of this picture is missing. It showed: “${prompt}”`}
      </p>
    )
  }
  return (
    <button type="button" className={frame} style={shape} onClick={() => openImage(pictureId, prompt)}>
      <img
        src={pictureUrl(pictureId)}
        alt={prompt}
        width={width}
        height={height}
        decoding="async"
        onDragStart={(event) => dragPictures([pictureId], event)}
        onError={file.onError}
      />
    </button>
  )
}
