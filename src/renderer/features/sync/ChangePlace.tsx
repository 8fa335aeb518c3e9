import type { SyncPlace } from '@shared/model/sync'
import { useState } from 'react'
import { client } from '../../ipc/client'
import { Dialog } from '../../ui/Dialog'
import { PlaceFields } from './PlaceFields'
import { accessOf, addressAsMeant, draftOf, type FieldError, isAccess } from './placeDraft'
import { errorOfChange } from './placeErrors'

interface Props {
  readonly place: SyncPlace
  readonly onClose: () => void
}

/** A new password, or a new address of the same place. */
export const ChangePlace = ({ place, onClose }: Props) => {
  const [draft, setDraft] = useState(() => draftOf(place))
  const [error, setError] = useState<FieldError | null>(null)
  const [isBusy, setBusy] = useState(false)
  const save = async () => {
    const meant = { ...draft, address: addressAsMeant(draft.address) }
    const access = accessOf(meant)
    if (isBusy) return
    if (!isAccess(access)) return setError(access)
    setBusy(true)
    setError(null)
    try {
      await client.call('sync.changePlace', access)
      onClose()
    } catch (reason) {
      setError(errorOfChange(reason, access))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog
      title="Change the place"
      className="is-sync"
      firstFocus={place.type === 'webdav' ? '#sync-password' : '#sync-path'}
      onClose={onClose}
    >
      <form
        className="dialog-body sync-step"
        autoComplete="off"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <PlaceFields
          draft={draft}
          error={error}
          onChange={(change) => {
            setDraft({ ...draft, ...change })
            setError(null)
          }}
        />
        <p className="field-hint">
          For a new password, or when the same files are reached in another way. Enter the password again in
          any case.
        </p>
        {error?.field === null && (
          <p role="alert" className="field-error">
            {error.words}
          </p>
        )}
        <div className="dialog-actions">
          <button type="button" className="button quiet" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button primary" aria-disabled={isBusy}>
            {isBusy ? 'Checking…' : 'Save'}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
