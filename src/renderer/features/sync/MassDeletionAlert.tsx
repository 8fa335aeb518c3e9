import type { MassDeletion } from '@shared/model/sync'
import { TriangleAlert } from 'lucide-react'
import { useId } from 'react'
import { deletionWords } from '../../common/failures/syncProblems'
import { useOutcome } from '../../common/failures/useOutcome'
import { client } from '../../ipc/client'
import { useArmed } from '../../ui/useArmed'

/** Asks before much of the history is deleted because of another device. Waiting decides nothing. */
export const MassDeletionAlert = ({ deletion }: { readonly deletion: MassDeletion }) => {
  const { outcome, run } = useOutcome()
  const isArmed = useArmed(`${deletion.deviceId} ${deletion.count}`)
  const title = useId()
  const settle = (isWanted: boolean) => {
    if (!isArmed) return
    void run(async () => {
      await client.call('sync.settleDeletion', { isWanted })
      return null
    })
  }
  return (
    <div role="alert" aria-labelledby={title} className="sync-question">
      <p id={title} className="sync-question-title">
        <TriangleAlert size={17} aria-hidden="true" />
        {deletionWords(deletion.deviceName, deletion.count, deletion.of)}
      </p>
      <p>
        If you did not mean to delete them there, keep them: they come back on all devices. Nothing happens
        until you choose.
      </p>
      <div className="form-actions">
        <button
          type="button"
          className="button small primary"
          aria-disabled={!isArmed}
          onClick={() => settle(false)}
        >
          Keep them on all devices
        </button>
        <button type="button" className="button small" aria-disabled={!isArmed} onClick={() => settle(true)}>
          Delete them here too
        </button>
      </div>
      {outcome?.kind === 'failed' && <p className="field-error">{outcome.words}</p>}
    </div>
  )
}
