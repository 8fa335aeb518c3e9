import { FolderSync, Server } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useId } from 'react'
import { client } from '../../ipc/client'
import { Field } from '../../ui/Field'
import { type FieldError, isOneKey, isPasswordReadable, type PlaceDraft, type PlaceField } from './placeDraft'

interface Props {
  readonly draft: PlaceDraft
  readonly error: FieldError | null
  /** `isWhole`: the value came in one piece, e.g. was pasted, chosen, or filled in by a password manager. */
  readonly onChange: (change: Partial<PlaceDraft>, isWhole: boolean) => void
  /** Enter was pressed in one of them. */
  readonly onEnter?: () => void
}

const readableHint =
  'Plain http: anybody on the way to that computer can read the user and the password. What is synced stays encrypted. Use https where the server has it.'

/** Where the shared history lies, or is to lie. */
export const PlaceFields = ({ draft, error, onChange, onEnter }: Props) => {
  const errorOf = (field: PlaceField) => (error?.field === field ? error.words : null)
  const input = (field: PlaceField) => ({
    id: `sync-${field}`,
    className: 'input',
    spellCheck: false,
    autoComplete: 'off',
    value: draft[field],
    'aria-invalid': error?.field === field,
    'aria-describedby': `sync-${field}-hint`,
    onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => {
      if (event.key !== 'Enter' || !onEnter) return
      event.preventDefault()
      onEnter()
    },
    onChange: ({ target }: { readonly target: HTMLInputElement }) =>
      onChange({ [field]: target.value }, !isOneKey(draft[field], target.value)),
  })
  const choose = async () => {
    const chosen = await client.call('sync.chooseFolder', {})
    if (chosen) onChange({ path: chosen.path }, true)
  }
  return (
    <div className="sync-place-fields">
      <div role="radiogroup" aria-label="Where" className="sync-ways">
        <Way
          name="WebDAV server"
          hint="Nextcloud, a NAS, or any other"
          isChosen={draft.type === 'webdav'}
          onChoose={() => onChange({ type: 'webdav' }, false)}
        >
          <Server size={20} aria-hidden="true" />
        </Way>
        <Way
          name="Folder"
          hint="Kept in step by Syncthing, Dropbox, OneDrive, iCloud …"
          isChosen={draft.type === 'folder'}
          onChoose={() => onChange({ type: 'folder' }, false)}
        >
          <FolderSync size={20} aria-hidden="true" />
        </Way>
      </div>
      {draft.type === 'webdav' ? (
        <>
          <Field
            id="sync-address"
            label="Address"
            error={errorOf('address')}
            hint={
              isPasswordReadable(draft) ? (
                <span className="sync-warning">{readableHint}</span>
              ) : (
                'Nextcloud shows it in Files → Settings → WebDAV.'
              )
            }
          >
            <input
              {...input('address')}
              type="url"
              placeholder="https://cloud.example.com/remote.php/dav/files/ada"
            />
          </Field>
          <div className="field-row">
            <Field id="sync-user" label="User" error={errorOf('user')}>
              <input {...input('user')} aria-describedby={undefined} />
            </Field>
            <Field
              id="sync-password"
              label="Password"
              error={errorOf('password')}
              hint="Nextcloud: an app password."
            >
              <input {...input('password')} type="password" />
            </Field>
          </div>
        </>
      ) : (
        <Field
          id="sync-path"
          label="Folder"
          error={errorOf('path')}
          hint="One that your other computers get as well."
        >
          <div className="with-button">
            <input {...input('path')} dir="auto" />
            <button type="button" className="button" onClick={() => void choose()}>
              Choose…
            </button>
          </div>
        </Field>
      )}
    </div>
  )
}

interface WayProps {
  readonly name: string
  readonly hint: string
  readonly isChosen: boolean
  readonly onChoose: () => void
  readonly children: ReactNode
}

const Way = ({ name, hint, isChosen, onChoose, children }: WayProps) => {
  const id = useId()
  return (
    <label className="sync-way">
      <input
        type="radio"
        name="sync-way"
        aria-labelledby={`${id}-name`}
        aria-describedby={`${id}-hint`}
        checked={isChosen}
        onChange={onChoose}
      />
      {children}
      <span id={`${id}-name`} className="sync-way-name">
        {name}
      </span>
      <span id={`${id}-hint`} className="field-hint">
        {hint}
      </span>
    </label>
  )
}
