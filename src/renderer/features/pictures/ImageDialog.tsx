import { formatCost } from '@shared/model/cost'
import { type Picture, pictureUrl } from '@shared/model/picture'
import { ImageOff } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useUi } from '../../app/uiStore'
import { client } from '../../ipc/client'
import { Dialog } from '../../ui/Dialog'
import { dragPictures } from './taking/dragPictures'
import { TakingActions } from './taking/TakingActions'

interface Props {
  readonly pictureId: string
  readonly prompt: string
}

const size = new Intl.NumberFormat('en', { maximumFractionDigits: 1 })
const when = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' })

const detailsOf = (picture: Picture): string =>
  [
    `${picture.width} × ${picture.height}`,
    `${picture.format.toUpperCase()}, ${size.format(picture.byteLength / 1024)} KB`,
    picture.model ?? '',
    picture.costUsd === null ? 'cost unknown' : formatCost(picture.costUsd),
    when.format(picture.createdAt),
  ]
    .filter((text) => text !== '')
    .join(' · ')

/** One picture, large, with what is known of it and ways to take it elsewhere. */
export const ImageDialog = ({ pictureId, prompt }: Props) => {
  const closeDialog = useUi((ui) => ui.closeDialog)
  const [picture, setPicture] = useState<Picture | null>(null)
  const [isMissing, setMissing] = useState(false)

  useEffect(() => {
    let isHere = true
    client
      .call('pictures.get', { pictureId })
      .then((found) => isHere && setPicture(found))
      .catch((error: unknown) => console.error('The picture’s details could not be read', error))
    return () => {
      isHere = false
    }
  }, [pictureId])

  return (
    <Dialog title="Image" className="is-image" onClose={closeDialog}>
      <div className="image-stage">
        {isMissing ? (
          <p className="picture-missing">
            <ImageOff size={18} aria-hidden="true" /> The file of this picture is missing.
          </p>
        ) : (
          <img
            src={pictureUrl(pictureId)}
            alt={prompt}
            width={picture?.width}
            height={picture?.height}
            decoding="async"
            onDragStart={(event) => dragPictures([pictureId], event)}
            onError={() => setMissing(true)}
          />
        )}
      </div>
      <div className="image-foot">
        <div className="image-words">
          <p className="image-prompt">{prompt}</p>
          <p className="field-hint">{picture ? detailsOf(picture) : '\u00a0'}</p>
        </div>
        <TakingActions pictureId={pictureId} isMissing={isMissing} />
      </div>
    </Dialog>
  )
}
