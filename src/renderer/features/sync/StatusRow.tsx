import { CircleAlert, CircleCheck, CirclePause, RefreshCw } from 'lucide-react'
import { useOutcome } from '../../common/failures/useOutcome'
import { client } from '../../ipc/client'
import { FieldRow } from '../../ui/FieldRow'
import { ProgressBar } from '../../ui/ProgressBar'
import { MassDeletionAlert } from './MassDeletionAlert'
import { helpOf, ProblemHelp } from './ProblemHelp'
import { moodOf, type SyncOn, statusExplanation, statusTitle, travelWords } from './statusWords'
import { useMinute } from './useMinute'

const icons = { fine: CircleCheck, busy: RefreshCw, waiting: CirclePause, troubled: CircleAlert } as const

/** What sync is doing, in plain words, with what helps where it does not go on. */
export const StatusRow = ({ status }: { readonly status: SyncOn }) => {
  const now = useMinute()
  const { outcome, run } = useOutcome()
  const mood = moodOf(status)
  const Icon = icons[mood]
  const isUnderWay = mood === 'busy'
  const travel = travelWords(status, now)
  const explanation = statusExplanation(status, now)
  const wantsTry = status.isStopped || (status.problem !== null && helpOf(status) === 'try-again')
  const ask = (name: 'sync.now' | 'sync.stop') =>
    void run(async () => {
      await client.call(name, {})
      return null
    })
  return (
    <FieldRow
      id="sync-state"
      label="State"
      below={
        <>
          {isUnderWay && status.progress !== null && (
            <ProgressBar
              label={status.isJoining ? 'Joining' : 'Sync'}
              value={status.progress.total === 0 ? null : status.progress.done / status.progress.total}
            />
          )}
          {status.massDeletion && <MassDeletionAlert deletion={status.massDeletion} />}
          {outcome?.kind === 'failed' && (
            <p role="alert" className="field-error">
              {outcome.words}
            </p>
          )}
        </>
      }
      hint={
        <span className={`sync-state is-${mood}`}>
          <Icon size={18} aria-hidden="true" />
          <span className="sync-words">
            <span role="status" className="sync-title">
              {statusTitle(status)}
            </span>
            {explanation !== '' && <span className="sync-explanation">{explanation}</span>}
            {travel !== '' && <span className="sync-travel">{travel}</span>}
          </span>
        </span>
      }
    >
      <ProblemHelp status={status} />
      {isUnderWay && (
        <button type="button" className="button small" onClick={() => ask('sync.stop')}>
          Stop
        </button>
      )}
      {!isUnderWay && (
        <button
          type="button"
          className={`button small ${wantsTry ? 'primary' : ''}`}
          onClick={() => ask('sync.now')}
        >
          Sync now
        </button>
      )}
    </FieldRow>
  )
}
