import type { ErrorCode, FailureData } from '@shared/ipc/errors'
import type { TransferResult } from '@shared/model/transfer'
import { ProgressBar } from '../../ui/ProgressBar'
import { wordsFor } from '../failures/failureWords'
import { partOf, progressInWords } from './exportWords'
import type { TransferState } from './transferState'

interface Props {
  readonly state: TransferState
  /** How it ended, and what it wrote. */
  readonly inWords: (result: TransferResult) => string
  /** What did not go along; null where everything did. */
  readonly missingInWords: (result: TransferResult) => string | null
  readonly onCancel: () => Promise<void>
  readonly onShow: (transferId: string) => Promise<void>
}

const Trouble = ({ code, data }: { readonly code: ErrorCode; readonly data?: FailureData }) => {
  const { title, explanation } = wordsFor(code, data)
  return (
    <p role="alert" className="field-error">
      {title}. {explanation}
    </p>
  )
}

/** How far an export is, or how it ended. */
export const ExportProgress = ({ state, inWords, missingInWords, onCancel, onShow }: Props) => {
  switch (state.type) {
    case 'running':
      return (
        <div className="transfer-progress">
          <ProgressBar label={`Exporting to ${state.name}`} value={partOf(state.progress)} />
          <div className="transfer-line">
            <p className="field-hint">{progressInWords(state.progress)}</p>
            <button
              type="button"
              className="button small"
              disabled={state.isCancelling}
              onClick={() => void onCancel()}
            >
              Cancel export
            </button>
          </div>
        </div>
      )
    case 'ended': {
      const { transferId, result } = state
      const missing = missingInWords(result)
      return (
        <div className="transfer-result">
          {result.failure && <Trouble {...result.failure} />}
          <p role="status">{inWords(result)}</p>
          {missing !== null && <p className="field-hint">{missing}</p>}
          {result.end === 'complete' && (
            <div className="form-actions">
              <button type="button" className="button small" onClick={() => void onShow(transferId)}>
                Show in folder
              </button>
            </div>
          )}
        </div>
      )
    }
    case 'refused':
      return <Trouble {...state} />
    default:
      return null
  }
}
