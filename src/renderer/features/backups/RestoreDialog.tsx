import type { RestoreStep } from '@shared/ipc/backups'
import type { Backup } from '@shared/model/backup'
import { useEffect, useId, useRef, useState } from 'react'
import { wordsFor } from '../../common/failures/failureWords'
import { troubleOf } from '../../common/failures/trouble'
import { client } from '../../ipc/client'
import { counted, formatBytes } from '../../ui/amounts'
import { Dialog } from '../../ui/Dialog'
import { formatMoment } from '../../ui/dates'
import { ProgressBar } from '../../ui/ProgressBar'
import { contentsWords, reasonWords } from './backupWords'
import { useBackupJob } from './useBackupJob'

const BackupRow = ({ backup, onChoose }: { readonly backup: Backup; readonly onChoose: () => void }) => {
  const { takenAt, reason, files, bytes, missingFiles } = backup
  const when = formatMoment(takenAt)
  const extras = [
    files > 0 ? counted(files, 'file', 'files') : null,
    formatBytes(bytes),
    missingFiles > 0 ? `${missingFiles} missing` : null,
  ].filter((text) => text !== null)
  return (
    <li className="backup-row">
      <div>
        <p className="backup-when">
          {when} <span className="backup-reason">{reasonWords[reason]}</span>
        </p>
        <p className="field-hint">
          {contentsWords(backup)} · {extras.join(' · ')}
        </p>
      </div>
      <button type="button" className="button small" aria-label={`Restore, ${when}`} onClick={onChoose}>
        Restore
      </button>
    </li>
  )
}

const Confirmation = ({ backup, onBack }: { readonly backup: Backup; readonly onBack: () => void }) => {
  // Main reloads every window when it is done; the notices then tell what was restored.
  const { state, start } = useBackupJob<RestoreStep>(() => {})
  const first = useRef<HTMLButtonElement>(null)
  useEffect(() => first.current?.focus(), [])
  if (state.type === 'running')
    return (
      <div className="dialog-body backup-confirmation">
        <ProgressBar label="Restoring" value={state.value} />
        <p className="field-hint">The windows appear anew when it is done.</p>
      </div>
    )
  return (
    <div className="dialog-body backup-confirmation">
      <p>
        Go back to <strong>{formatMoment(backup.takenAt)}</strong>, with {contentsWords(backup)}?
      </p>
      <p className="field-hint">
        The present history is not deleted: it becomes a backup of its own, and can be restored in the same
        way. An answer that is being written is stopped first.
      </p>
      {state.type === 'failed' && (
        <p role="alert" className="field-error">
          Nothing was restored. {state.words}
        </p>
      )}
      <div className="dialog-actions">
        <button ref={first} type="button" className="button quiet" onClick={onBack}>
          Back
        </button>
        <button
          type="button"
          className="button primary"
          onClick={() => start({ name: 'backups.restore', id: backup.id })}
        >
          Restore
        </button>
      </div>
    </div>
  )
}

/** Chooses a backup by what it holds, and puts it back. */
export const RestoreDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const [backups, setBackups] = useState<readonly Backup[] | null>(null)
  const [trouble, setTrouble] = useState<string | null>(null)
  const [chosen, setChosen] = useState<Backup | null>(null)
  const hint = useId()
  useEffect(() => {
    client.call('backups.list', {}).then(setBackups, (error: unknown) => {
      const { code, data } = troubleOf(error)
      setTrouble(wordsFor(code, data).explanation)
    })
  }, [])
  return (
    <Dialog title="Restore a backup" className="is-restore" onClose={onClose}>
      {chosen ? (
        <Confirmation backup={chosen} onBack={() => setChosen(null)} />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroller must be reachable by keyboard
        <div className="dialog-body" tabIndex={0}>
          {trouble && (
            <p role="alert" className="field-error">
              {trouble}
            </p>
          )}
          {backups?.length === 0 && (
            <p className="dialog-words">
              There is no backup yet. One is made by itself each day that Parley is used.
            </p>
          )}
          {backups && backups.length > 0 && (
            <>
              <p id={hint} className="field-hint">
                Newest first. Nothing happens before you have confirmed.
              </p>
              <ul className="backup-list" aria-label="Backups" aria-describedby={hint}>
                {backups.map((backup) => (
                  <BackupRow key={backup.id} backup={backup} onChoose={() => setChosen(backup)} />
                ))}
              </ul>
            </>
          )}
        </div>
      )}
    </Dialog>
  )
}
