import { isCancelled } from '@shared/ipc/errors'
import { formatCost } from '@shared/model/cost'
import { type Picture, pictureUrl } from '@shared/model/picture'
import { ClipboardCopy, Download, ImageOff } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useUi } from '../../app/uiStore'
import { client } from '../../ipc/client'
import { Dialog } from '../../ui/Dialog'
import { troubleOf } from '../chat/chatStore'
import { wordsFor } from '../chat/failureWords'
import { exportPicture } from './exportPicture'

interface Props {
  readonly pictureId: string
  readonly prompt: string
}
type Outcome = { readonly kind: 'done' | 'failed'; readonly words: string }

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
  const [isBusy, setBusy] = useState(false)
  const [outcome, setOutcome] = useState<Outcome | null>(null)

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

  const run = async (verb: () => Promise<string | null>) => {
    setBusy(true)
    setOutcome(null)
    try {
      const words = await verb()
      if (words !== null) setOutcome({ kind: 'done', words })
    } catch (error) {
      if (!isCancelled(error)) {
        const { code, data } = troubleOf(error)
        const { title, explanation } = wordsFor(code, data)
        setOutcome({ kind: 'failed', words: `${title}. ${explanation}` })
      }
    } finally {
      setBusy(false)
    }
  }

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
            onError={() => setMissing(true)}
          />
        )}
      </div>
      <div className="image-foot">
        <div className="image-words">
          <p className="image-prompt">{prompt}</p>
          <p className="field-hint">{picture ? detailsOf(picture) : '\u00a0'}</p>
          <p
            role={outcome?.kind === 'failed' ? 'alert' : 'status'}
            className={`image-outcome is-${outcome?.kind}`}
          >
            {outcome?.words}
          </p>
        </div>
        <div className="form-actions">
          <button
            type="button"
            className="button"
            disabled={isBusy || isMissing}
            onClick={() =>
              void run(async () => {
                await client.call('pictures.copy', { pictureId })
                return 'Copied'
              })
            }
          >
            <ClipboardCopy size={16} aria-hidden="true" /> Copy image
          </button>
          <button
            type="button"
            className="button primary"
            disabled={isBusy || isMissing}
            onClick={() =>
              void run(async () => {
                const name = await exportPicture(pictureId)
                return name === null ? null : `Saved as ${name}`
              })
            }
          >
            <Download size={16} aria-hidden="true" /> Export image
          </button>
        </div>
      </div>
    </Dialog>
  )
}
