import { client } from '../../ipc/client'
import { ProgressBar } from '../../ui/ProgressBar'
import { wordsFor } from '../chat/failureWords'
import { type ExportState, useExport } from './exportStore'
import { exportInWords, missingInWords, partOf, progressInWords } from './exportWords'

const Running = ({ name, progress, isCancelling }: ExportState & { readonly type: 'running' }) => (
  <div className="transfer-progress">
    <ProgressBar label={`Exporting to ${name}`} value={partOf(progress)} />
    <div className="transfer-line">
      <p className="field-hint">{progressInWords(progress)}</p>
      <button
        type="button"
        className="button small"
        disabled={isCancelling}
        onClick={() => void useExport.getState().cancel()}
      >
        Cancel export
      </button>
    </div>
  </div>
)

const Ended = ({ transferId, result }: ExportState & { readonly type: 'ended' }) => {
  const missing = missingInWords(result)
  const failure = result.failure && wordsFor(result.failure.code, result.failure.data ?? {})
  return (
    <div className="transfer-result">
      {failure && (
        <p role="alert" className="field-error">
          {failure.title}. {failure.explanation}
        </p>
      )}
      <p role="status">{exportInWords(result)}</p>
      {missing !== null && <p className="field-hint">{missing}</p>}
      {result.end === 'complete' && (
        <div className="form-actions">
          <button
            type="button"
            className="button small"
            onClick={() =>
              client
                .call('transfer.showExport', { transferId })
                .catch((error: unknown) => console.error('The export could not be shown', error))
            }
          >
            Show in folder
          </button>
        </div>
      )}
    </div>
  )
}

/** How far the export is, or how it ended. */
export const ExportProgress = () => {
  const state = useExport((each) => each.state)
  switch (state.type) {
    case 'running':
      return <Running {...state} />
    case 'ended':
      return <Ended {...state} />
    case 'refused': {
      const { title, explanation } = wordsFor(state.code, state.data ?? {})
      return (
        <p role="alert" className="field-error">
          {title}. {explanation}
        </p>
      )
    }
    default:
      return null
  }
}
