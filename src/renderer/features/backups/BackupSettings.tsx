import type { BackupStep } from '@shared/ipc/backups'
import type { Backup } from '@shared/model/backup'
import { useEffect, useState } from 'react'
import { SettingsGroup } from '../../common/fields/SettingsGroup'
import { client } from '../../ipc/client'
import { formatMoment } from '../../ui/dates'
import { FieldRow } from '../../ui/FieldRow'
import { ProgressBar } from '../../ui/ProgressBar'
import { madeWords } from './backupWords'
import { RestoreDialog } from './RestoreDialog'
import { useBackupJob } from './useBackupJob'

const lastWords = (backups: readonly Backup[] | null): string => {
  if (backups === null) return ''
  const [newest] = backups
  if (!newest) return 'There is no backup yet.'
  return `Last backup: ${formatMoment(newest.takenAt)}. ${backups.length} kept.`
}

/** Backups: made by themselves, made now, and put back. */
export const BackupSettings = () => {
  const [backups, setBackups] = useState<readonly Backup[] | null>(null)
  const [made, setMade] = useState<Backup | null>(null)
  const [isChoosing, setChoosing] = useState(false)
  const load = () =>
    client.call('backups.list', {}).then(setBackups, (error: unknown) => {
      // The line about them stays empty; the user who asks for one hears why not.
      console.error('Backups could not be listed', error)
    })
  const { state, start } = useBackupJob<BackupStep>(({ backup }) => {
    setMade(backup)
    void load()
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the settings open
  useEffect(() => void load(), [])
  const isBusy = state.type === 'running'

  return (
    <SettingsGroup
      section="backups"
      title="Backups"
      error={state.type === 'failed' ? `No backup was made. ${state.words}` : null}
    >
      <FieldRow
        label="Daily backup"
        hint={lastWords(backups)}
        more="Once a day, and before each change of its form, the history is copied with its pictures and files, and the copy is opened and compared. Pictures that have not changed are not stored again."
        below={
          <>
            {isBusy && <ProgressBar label="Backing up" value={state.value} />}
            <p role="status" className="field-hint job-result">
              {made && madeWords(made)}
            </p>
          </>
        }
      >
        <button
          type="button"
          className="button small"
          // Not disabled: the caret would be lost.
          aria-disabled={isBusy}
          onClick={() => {
            if (isBusy) return
            setMade(null)
            start({ name: 'backups.create' })
          }}
        >
          Back up now
        </button>
        <button type="button" className="button small" onClick={() => setChoosing(true)}>
          Restore…
        </button>
      </FieldRow>
      {isChoosing && (
        <RestoreDialog
          onClose={() => {
            setChoosing(false)
            void load()
          }}
        />
      )}
    </SettingsGroup>
  )
}
