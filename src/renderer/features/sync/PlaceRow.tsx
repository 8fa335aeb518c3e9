import { lazy, Suspense, useState } from 'react'
import { useOutcome } from '../../common/failures/useOutcome'
import { client } from '../../ipc/client'
import { counted } from '../../ui/amounts'
import { FieldRow } from '../../ui/FieldRow'
import { Confirm } from './Confirm'
import type { SyncOn } from './statusWords'

/** Loaded when it is opened. */
const ChangePlace = lazy(async () => ({ default: (await import('./ChangePlace')).ChangePlace }))

/** Where everything lies, changing that, and leaving. */
export const PlaceRow = ({ status }: { readonly status: SyncOn }) => {
  const [opened, setOpened] = useState<'place' | 'leave' | null>(null)
  const { outcome, run } = useOutcome()
  const { place, unsentChanges } = status
  const close = () => setOpened(null)
  const leave = () => {
    close()
    void run(async () => {
      await client.call('sync.leave', {})
      return null
    })
  }
  const unsent =
    unsentChanges === 0
      ? ''
      : ` ${counted(unsentChanges, 'change of this computer was', 'changes of this computer were')} not sent yet.`
  return (
    <FieldRow
      label={place.type === 'webdav' ? 'Server' : 'Folder'}
      hint={
        <span className="sync-place">
          {place.type === 'webdav'
            ? place.user === ''
              ? place.address
              : `${place.address} as ${place.user}`
            : place.path}
        </span>
      }
      below={
        outcome?.kind === 'failed' && (
          <p role="alert" className="field-error">
            {outcome.words}
          </p>
        )
      }
    >
      <button type="button" className="button small" onClick={() => setOpened('place')}>
        Change…
      </button>
      <button type="button" className="button small" onClick={() => setOpened('leave')}>
        Leave sync
      </button>
      {opened === 'place' && (
        <Suspense>
          <ChangePlace place={place} onClose={close} />
        </Suspense>
      )}
      {opened === 'leave' && (
        <Confirm
          title="Leave sync?"
          explanation={`The history stays on this computer, and what is in the ${place.type === 'webdav' ? 'server’s folder' : 'folder'} stays there for your other computers. Changes are no longer exchanged.${unsent}`}
          verb="Leave sync"
          onConfirm={leave}
          onClose={close}
        />
      )}
    </FieldRow>
  )
}
