import { type Command, defaultCommands, mostCommands } from '@shared/model/command'
import type { Settings } from '@shared/model/settings'
import { ArrowDown, ArrowUp, Pencil, Plus, Trash2 } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { moved } from '../../common/fields/moved'
import { SettingsGroup } from '../../common/fields/SettingsGroup'
import { useUpdate } from '../../common/fields/useUpdate'
import { HotkeyField } from '../../common/keys/HotkeyField'
import { useHotkey } from '../../common/keys/useHotkey'
import { Field } from '../../ui/Field'
import { FieldRow } from '../../ui/FieldRow'
import { useFocusAfterMove } from '../../ui/focusAfterMove'
import { IconButton } from '../../ui/IconButton'

interface EditorProps {
  readonly action: Command
  readonly onKeep: (action: Command) => void
  readonly onLeave: () => void
}

/** Half an action is of no use: it is kept by its button. */
const ActionEditor = ({ action, onKeep, onLeave }: EditorProps) => {
  const name = useRef<HTMLInputElement>(null)
  const prompt = useRef<HTMLTextAreaElement>(null)
  const [problem, setProblem] = useState<'name' | 'prompt' | null>(null)
  useEffect(() => name.current?.focus(), [])
  const keep = () => {
    const next = {
      ...action,
      name: name.current?.value.trim() ?? '',
      prompt: prompt.current?.value.trim() ?? '',
    }
    if (next.name === '') {
      setProblem('name')
      return name.current?.focus()
    }
    if (next.prompt === '') {
      setProblem('prompt')
      return prompt.current?.focus()
    }
    onKeep(next)
  }
  return (
    <form
      className="capture-editor"
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault()
        keep()
      }}
    >
      <Field id="capture-name" label="Name" error={problem === 'name' ? 'It needs a name.' : null}>
        <input
          dir="auto"
          ref={name}
          id="capture-name"
          className="input"
          maxLength={40}
          defaultValue={action.name}
        />
      </Field>
      <Field
        id="capture-prompt"
        label="What to ask"
        hint="Goes in front of what was brought in. {language} stands for your system’s language."
        error={problem === 'prompt' ? 'It needs something to ask.' : null}
      >
        <textarea
          dir="auto"
          ref={prompt}
          id="capture-prompt"
          className="input"
          rows={3}
          maxLength={20_000}
          defaultValue={action.prompt}
        />
      </Field>
      <div className="form-actions">
        <button type="submit" className="button small primary">
          Keep
        </button>
        <button type="button" className="button small quiet" onClick={onLeave}>
          Cancel
        </button>
      </div>
    </form>
  )
}

/** The one-press actions: added, changed, put in order, taken out. */
export const CaptureSettings = ({ settings }: { readonly settings: Settings }) => {
  const { update, error } = useUpdate()
  const status = useHotkey('capture')
  const [editing, setEditing] = useState<string | null>(null)
  const list = useRef<HTMLUListElement>(null)
  const { lookActions } = settings
  const ids = lookActions.map(({ id }) => id)
  const isNew = editing !== null && !ids.includes(editing)

  const noteMove = useFocusAfterMove(list, ids)

  const move = (id: string, step: 1 | -1) => {
    const order = moved(ids, id, step)
    if (!order) return
    noteMove(id, step)
    update({ lookActions: order.flatMap((each) => lookActions.find((action) => action.id === each) ?? []) })
  }
  const leave = () => {
    setEditing(null)
    list.current?.focus()
  }
  const keep = (action: Command) => {
    update({
      lookActions: isNew
        ? [...lookActions, action]
        : lookActions.map((each) => (each.id === action.id ? action : each)),
    })
    leave()
  }
  return (
    <SettingsGroup section="capture" title="Screen context" error={error}>
      {status && (
        <HotkeyField
          which="capture"
          title="Hotkey for the selected text"
          other={settings.quickAccelerator}
          status={status}
          onChange={(lookAccelerator) => update({ lookAccelerator })}
        />
      )}
      <FieldRow
        label="Actions"
        hint="Questions about what is on your screen, at one press."
        more="Beside the field, a button brings in the text you have selected, the clipboard, or a part of the screen. These actions then ask about it. Nothing is looked at by itself. Parley cannot press keys in other programs: “Copy and go back” copies the answer, and you paste it."
        below={
          <ul ref={list} className="assistants" aria-label="Actions" tabIndex={-1}>
            {lookActions.map((action, index) =>
              action.id === editing ? (
                <li key={action.id} className="assistant is-open">
                  <ActionEditor action={action} onKeep={keep} onLeave={leave} />
                </li>
              ) : (
                <li key={action.id} className="assistant">
                  <span className="assistant-name">{action.name}</span>
                  <IconButton
                    label={`Move ${action.name} up`}
                    data-move={`${action.id} -1`}
                    disabled={index === 0}
                    onClick={() => move(action.id, -1)}
                  >
                    <ArrowUp size={15} />
                  </IconButton>
                  <IconButton
                    label={`Move ${action.name} down`}
                    data-move={`${action.id} 1`}
                    disabled={index === lookActions.length - 1}
                    onClick={() => move(action.id, 1)}
                  >
                    <ArrowDown size={15} />
                  </IconButton>
                  <IconButton label={`Edit ${action.name}`} onClick={() => setEditing(action.id)}>
                    <Pencil size={14} />
                  </IconButton>
                  <IconButton
                    label={`Delete ${action.name}`}
                    onClick={() => {
                      update({ lookActions: lookActions.filter(({ id }) => id !== action.id) })
                      list.current?.focus()
                    }}
                  >
                    <Trash2 size={15} />
                  </IconButton>
                </li>
              ),
            )}
            {isNew && (
              <li className="assistant is-open">
                <ActionEditor
                  key={editing}
                  action={{ id: editing, name: '', prompt: '', withSelection: true, result: 'show' }}
                  onKeep={keep}
                  onLeave={leave}
                />
              </li>
            )}
          </ul>
        }
      >
        <button
          type="button"
          className="button small"
          disabled={lookActions.length >= mostCommands || isNew}
          onClick={() => setEditing(crypto.randomUUID())}
        >
          <Plus size={14} aria-hidden="true" /> New action
        </button>
        <button
          type="button"
          className="button small quiet"
          onClick={() => update({ lookActions: [...defaultCommands] })}
        >
          Reset
        </button>
      </FieldRow>
    </SettingsGroup>
  )
}
