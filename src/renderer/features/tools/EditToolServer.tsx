import type { ToolServerSummary } from '@shared/model/toolServer'
import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { useOutcome } from '../../common/failures/useOutcome'
import { client } from '../../ipc/client'
import { Dialog } from '../../ui/Dialog'
import { Field } from '../../ui/Field'
import { IconButton } from '../../ui/IconButton'
import { draftOf, type EditedServer, type EditedValue, editedFrom, hasLongArguments } from './serverEdit'

interface Props {
  readonly server: ToolServerSummary
  readonly onSaved: () => void
  readonly onClose: () => void
}

/** Changes a server. Another command or address is agreed to anew, where the server stands in the list. */
export const EditToolServer = ({ server, onSaved, onClose }: Props) => {
  const { id, address } = server
  const isProgram = address.type === 'stdio'
  const [edited, setEdited] = useState<EditedServer>(() => editedFrom(server.name, address))
  const [wasSaved, setSaved] = useState(false)
  const { outcome, run } = useOutcome()
  const change = (part: Partial<EditedServer>) => setEdited((before) => ({ ...before, ...part }))
  const { draft, lacking } = draftOf(edited, address)
  const isWholeName = draft.name !== ''
  const isWholeTarget = edited.target.trim() !== '' && (isProgram || URL.canParse(edited.target.trim()))
  const save = () => {
    setSaved(true)
    if (lacking.length > 0 || !isWholeName || !isWholeTarget) return
    void run(async () => {
      await client.call('toolServers.change', { id, ...draft })
      onSaved()
      onClose()
      return null
    })
  }
  return (
    <Dialog title={`Edit ${server.name}`} className="is-choices" onClose={onClose}>
      <form
        className="dialog-body add-server"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          save()
        }}
      >
        <Field
          id="edit-server-name"
          label="Name"
          error={wasSaved && !isWholeName ? 'A name is needed.' : null}
        >
          <input
            id="edit-server-name"
            className="input"
            maxLength={100}
            value={edited.name}
            onChange={({ target }) => change({ name: target.value })}
          />
        </Field>
        <Field
          id="edit-server-target"
          label={isProgram ? 'Command' : 'Address'}
          error={
            wasSaved && !isWholeTarget
              ? isProgram
                ? 'A command is needed.'
                : 'This is no address, such as https://example.org/mcp.'
              : null
          }
        >
          <input
            id="edit-server-target"
            className="input server-exactly"
            spellCheck={false}
            value={edited.target}
            onChange={({ target }) => change({ target: target.value })}
          />
        </Field>
        {isProgram && !hasLongArguments(address) && (
          <Field id="edit-server-args" label="Arguments" hint="One a line.">
            <textarea
              id="edit-server-args"
              className="input server-exactly"
              rows={Math.min(6, Math.max(2, edited.args.split('\n').length))}
              spellCheck={false}
              aria-describedby="edit-server-args-hint"
              value={edited.args}
              onChange={({ target }) => change({ args: target.value })}
            />
          </Field>
        )}
        {isProgram && (
          <Field id="edit-server-folder" label="Folder">
            <input
              id="edit-server-folder"
              className="input server-exactly"
              spellCheck={false}
              placeholder="Your own folder"
              value={edited.folder}
              onChange={({ target }) => change({ folder: target.value })}
            />
          </Field>
        )}
        <Values
          title={isProgram ? 'Variables' : 'Headers'}
          one={isProgram ? 'variable' : 'header'}
          values={edited.values}
          lacking={lacking}
          isWrong={wasSaved}
          onChange={(values) => change({ values })}
        />
        {outcome?.kind === 'failed' && (
          <p role="alert" className="outcome is-failed">
            {outcome.words}
          </p>
        )}
        <div className="dialog-actions">
          <button type="submit" className="button primary">
            Save
          </button>
        </div>
      </form>
    </Dialog>
  )
}

interface ValuesProps {
  readonly title: string
  readonly one: string
  readonly values: readonly EditedValue[]
  readonly lacking: readonly string[]
  readonly isWrong: boolean
  readonly onChange: (values: readonly EditedValue[]) => void
}

/** The variables or headers of a server; what is kept of them is never shown. */
const Values = ({ title, one, values, lacking, isWrong, onChange }: ValuesProps) => {
  const set = (at: number, part: Partial<EditedValue>) =>
    onChange(values.map((each, index) => (index === at ? { ...each, ...part } : each)))
  return (
    <fieldset className="server-values">
      <legend className="field-label">{title}</legend>
      {values.map((each, at) => {
        const isLacking = lacking.includes(each.name.trim())
        const label = each.name === '' ? `the new ${one}` : each.name
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a name may be in the middle of being written
          <div key={at} className="server-value">
            <input
              className="input server-exactly"
              aria-label={each.isNew ? `Name of the new ${one}` : `Name of ${each.name}`}
              placeholder="Name"
              readOnly={!each.isNew}
              spellCheck={false}
              value={each.name}
              onChange={({ target }) => set(at, { name: target.value })}
            />
            <input
              className="input"
              type={each.isSteering ? 'text' : 'password'}
              autoComplete="off"
              aria-label={`Value of ${label}`}
              aria-invalid={isWrong && isLacking}
              placeholder={each.isNew || isLacking ? 'Value' : 'As before'}
              value={each.value}
              onChange={({ target }) => set(at, { value: target.value })}
            />
            <IconButton
              label={`Remove ${label}`}
              onClick={() => onChange(values.filter((_, index) => index !== at))}
            >
              <X size={15} />
            </IconButton>
          </div>
        )
      })}
      {isWrong && lacking.length > 0 && (
        <p role="alert" className="field-error">
          Give {lacking.join(', ')} once more: a value goes to nothing else than what it was given for.
        </p>
      )}
      <button
        type="button"
        className="button small quiet"
        onClick={() => onChange([...values, { name: '', value: '', isNew: true, isSteering: false }])}
      >
        <Plus size={14} aria-hidden="true" /> Add {one}
      </button>
    </fieldset>
  )
}
