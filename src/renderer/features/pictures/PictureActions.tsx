import { isCancelled } from '@shared/ipc/errors'
import type { Picture } from '@shared/model/picture'
import { Brush, Paperclip, PencilLine, RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { flushSync } from 'react-dom'
import { useComposer } from '../../common/composerStore'
import { wordsFor } from '../../common/failures/failureWords'
import { troubleOf } from '../../common/failures/trouble'
import { useNavigation } from '../../common/navigation/navigation'
import { useGeneration } from './generation/generationStore'
import { attachmentOf, makeAgain } from './generation/startGeneration'

/** Was it drawn from words? What was attached or brought along has a file's name instead. */
const isDrawn = ({ origin, model }: Picture): boolean => (origin ?? (model === null ? '' : 'made')) === 'made'

const backToTheComposer = () => {
  const ui = useNavigation.getState()
  flushSync(ui.closeDialog)
  // A dialog that closes gives the focus back in a task of its own: this one comes after it.
  setTimeout(ui.focusComposer)
}

/** What can be made from a picture: again, in other words, changed, asked about. */
export const PictureActions = ({ picture }: { readonly picture: Picture }) => {
  const [isBusy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  const again = async () => {
    setBusy(true)
    setTrouble(null)
    try {
      await makeAgain(picture)
    } catch (error) {
      if (!isCancelled(error)) {
        const { code, data } = troubleOf(error)
        const { title, explanation } = wordsFor(code, data)
        setTrouble(`${title}. ${explanation}`)
      }
    } finally {
      setBusy(false)
    }
  }
  const vary = () => {
    useGeneration.getState().beginFrom({ pictureId: picture.id, prompt: picture.prompt })
    useComposer.getState().offer(`/image ${picture.prompt}`)
    backToTheComposer()
  }
  const attach = () => {
    useComposer.getState().giveBack({ text: '', attachments: [attachmentOf(picture)] })
    backToTheComposer()
  }
  return (
    <div className="picture-actions">
      {isDrawn(picture) && (
        <>
          <button type="button" className="button small" disabled={isBusy} onClick={() => void again()}>
            <RotateCcw size={15} aria-hidden="true" /> Draw again
          </button>
          <button type="button" className="button small" onClick={vary}>
            <PencilLine size={15} aria-hidden="true" /> Vary the words
          </button>
        </>
      )}
      <button
        type="button"
        className="button small"
        onClick={() => useNavigation.getState().openPictureEditor(picture.id)}
      >
        <Brush size={15} aria-hidden="true" /> Change a part
      </button>
      <button type="button" className="button small" onClick={attach}>
        <Paperclip size={15} aria-hidden="true" /> Attach to a question
      </button>
      {trouble && (
        <p role="alert" className="generation-wrong">
          {trouble}
        </p>
      )}
    </div>
  )
}
