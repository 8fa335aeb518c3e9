import { X } from 'lucide-react'
import { wordsFor } from '../../common/failures/failureWords'
import { client } from '../../ipc/client'
import { IconButton } from '../../ui/IconButton'
import { useAnswerFile } from './answerFileStore'

/** How far an answer is on its way into a picture or a PDF, and where it went. */
export const AnswerFileNote = ({ messageId }: { readonly messageId: string }) => {
  const isOurs = useAnswerFile(({ answer }) => answer?.messageId === messageId)
  const state = useAnswerFile((each) => each.state)
  const answer = useAnswerFile((each) => each.answer)
  const { dismiss, save } = useAnswerFile.getState()
  if (!isOurs || state.type === 'none' || state.type === 'choosing') return null
  if (state.type === 'running')
    return (
      <div className="speech-file">
        <p role="status">Saving {state.name}…</p>
        <progress aria-label="Saving the answer" />
        <IconButton label="Cancel saving" onClick={dismiss}>
          <X size={15} />
        </IconButton>
      </div>
    )
  if (state.type === 'ended' && state.result.end === 'cancelled') return null
  const failure = state.type === 'refused' ? state : state.result.failure
  if (failure) {
    const { title, explanation } = wordsFor(failure.code, failure.data)
    return (
      <p role="alert" className="field-error">
        {title}. {explanation}{' '}
        {failure.code === 'transfer/too-tall' && (
          <button type="button" className="link-button" onClick={() => save(answer, 'pdf')}>
            Save as PDF…
          </button>
        )}
      </p>
    )
  }
  if (state.type !== 'ended') return null
  const { transferId, result } = state
  return (
    <div className="speech-file">
      <p role="status">Saved as {result.name}.</p>
      <button
        type="button"
        className="link-button"
        onClick={() => void client.call('transfer.showExport', { transferId })}
      >
        Show in folder
      </button>
      <IconButton label="Dismiss" onClick={dismiss}>
        <X size={15} />
      </IconButton>
    </div>
  )
}
