import { ProgressBar } from '../../../ui/ProgressBar'
import { wordsFor } from '../../chat/failureWords'
import { showExport } from './runExport'
import { type TakingState, useTaking } from './takingStore'
import { leftOutInWords, progressInWords, takenInWords } from './takingWords'

const Running = ({ name, progress, isCancelling }: TakingState & { readonly type: 'running' }) => (
  <div className="transfer-progress">
    <ProgressBar
      label={`Exporting to ${name}`}
      value={progress?.total ? Math.min(1, progress.done / progress.total) : null}
    />
    <div className="transfer-line">
      <p className="field-hint">{progressInWords(progress)}</p>
      <button
        type="button"
        className="button small"
        disabled={isCancelling}
        onClick={() => void useTaking.getState().cancel()}
      >
        Cancel export
      </button>
    </div>
  </div>
)

const Ended = ({ transferId, result, isOne }: TakingState & { type: 'ended' } & { isOne: boolean }) => {
  const leftOut = leftOutInWords(result)
  const failure = result.failure && wordsFor(result.failure.code, result.failure.data ?? {})
  return (
    <div className="transfer-result">
      {failure && (
        <p role="alert" className="field-error">
          {failure.title}. {failure.explanation}
        </p>
      )}
      <p role="status">{takenInWords(result, isOne)}</p>
      {leftOut !== null && <p className="field-hint">{leftOut}</p>}
      {result.end === 'complete' && (
        <div className="form-actions">
          <button type="button" className="button small" onClick={() => void showExport(transferId)}>
            Show in folder
          </button>
        </div>
      )}
    </div>
  )
}

/** How far the export of pictures is, or how it ended. */
export const TakingProgress = ({ isOne }: { readonly isOne: boolean }) => {
  const state = useTaking((taking) => taking.state)
  switch (state.type) {
    case 'running':
      return <Running {...state} />
    case 'ended':
      return <Ended {...state} isOne={isOne} />
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
