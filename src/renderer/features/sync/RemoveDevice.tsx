import type { SyncDevice, SyncPlace } from '@shared/model/sync'
import { useState } from 'react'
import { nameOfDevice } from '../../common/failures/syncProblems'
import { useOutcome } from '../../common/failures/useOutcome'
import { client } from '../../ipc/client'
import { Dialog } from '../../ui/Dialog'
import { useKeptWords } from './useKeptWords'
import { WordsShown } from './WordsShown'

interface Props {
  readonly device: SyncDevice
  readonly place: SyncPlace
  readonly onClose: () => void
}

/** Shuts a device out of what follows, and shows the new words once. */
export const RemoveDevice = ({ device, place, onClose }: Props) => {
  const name = nameOfDevice(device.name)
  const [words, setWords] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const { outcome, run } = useOutcome()
  const kept = useKeptWords(words !== null, onClose)
  const remove = async () => {
    if (isBusy) return
    setBusy(true)
    await run(async () => {
      setWords((await client.call('sync.removeDevice', { id: device.id })).words)
      return null
    })
    setBusy(false)
  }
  const access =
    place.type === 'webdav'
      ? `${name} still knows the server’s password. Change it there too, then here and on your other computers.`
      : `If ${name} still receives the folder, take it out of the sharing there too.`
  return (
    <Dialog title={`Remove ${name}`} className="is-sync" onClose={kept.close}>
      {words === null ? (
        <div className="dialog-body sync-step">
          <p>From now on everything is under a new key, which {name} does not get. What it has, it keeps.</p>
          <p className="field-hint">
            You get six new words, for computers that join from now on. Your other computers go on by
            themselves.
          </p>
          {outcome?.kind === 'failed' && (
            <p role="alert" className="field-error">
              {outcome.words}
            </p>
          )}
          <div className="dialog-actions">
            <button type="button" className="button quiet" onClick={onClose}>
              Cancel
            </button>
            <button
              type="button"
              className="button danger"
              aria-disabled={isBusy}
              onClick={() => void remove()}
            >
              {isBusy ? 'Removing…' : 'Remove'}
            </button>
          </div>
        </div>
      ) : (
        <WordsShown words={words} title="Your new words" kept={kept}>
          <p>
            Computers that join from now on need them: the old words no longer open what follows. Your other
            computers go on by themselves.
          </p>
          <p className="sync-warning">{access}</p>
        </WordsShown>
      )}
    </Dialog>
  )
}
