import { type Fact, mostFactCharacters, mostFacts } from '@shared/model/memory'
import type { Settings } from '@shared/model/settings'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useUpdate } from '../../common/fields/useUpdate'
import { FieldRow } from '../../ui/FieldRow'
import { IconButton } from '../../ui/IconButton'
import { Select } from '../../ui/Select'
import { Toggle } from '../../ui/Toggle'

interface RowProps {
  readonly fact: Fact
  readonly assistants: NonNullable<Settings['assistants']>
  readonly onChange: (fact: Fact) => void
  readonly onRemove: () => void
}

const FactRow = ({ fact, assistants, onChange, onRemove }: RowProps) => {
  const isKnown = assistants.some(({ id }) => id === fact.assistantId)
  return (
    <li className="fact">
      <textarea
        key={fact.text}
        className="input"
        dir="auto"
        rows={1}
        aria-label="Fact"
        maxLength={mostFactCharacters}
        defaultValue={fact.text}
        onBlur={({ target }) => {
          const text = target.value.trim()
          if (text === '') target.value = fact.text
          else if (text !== fact.text) onChange({ ...fact, text })
        }}
      />
      {assistants.length > 0 && (
        <Select
          aria-label="Who is told"
          value={isKnown ? (fact.assistantId ?? '') : ''}
          onChange={({ target }) => onChange({ ...fact, assistantId: target.value || null })}
        >
          <option value="">Everyone</option>
          {assistants.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      )}
      <IconButton label="Forget" onClick={onRemove}>
        <Trash2 size={16} />
      </IconButton>
    </li>
  )
}

/** What models are told of the user, each fact to be changed and forgotten. */
export const MemorySettings = ({ settings }: { readonly settings: Settings }) => {
  const { update, error } = useUpdate()
  const [text, setText] = useState('')
  const { memory, assistants = [] } = settings
  const add = () => {
    if (text.trim() === '') return
    update({ memory: [...memory, { id: crypto.randomUUID(), text: text.trim(), assistantId: null }] })
    setText('')
  }
  return (
    <>
      <FieldRow
        id="memory"
        label="Memory"
        hint="Sent along with every question. A conversation can leave it out."
        below={
          <>
            {memory.length > 0 && (
              <ul className="facts">
                {memory.map((fact) => (
                  <FactRow
                    key={fact.id}
                    fact={fact}
                    assistants={assistants}
                    onChange={(changed) =>
                      update({ memory: memory.map((each) => (each.id === fact.id ? changed : each)) })
                    }
                    onRemove={() => update({ memory: memory.filter(({ id }) => id !== fact.id) })}
                  />
                ))}
              </ul>
            )}
            <form
              className="fact"
              onSubmit={(event) => {
                event.preventDefault()
                add()
              }}
            >
              <input
                className="input"
                dir="auto"
                aria-label="New fact"
                placeholder="I am a vegetarian"
                maxLength={mostFactCharacters}
                disabled={memory.length >= mostFacts}
                value={text}
                onChange={({ target }) => setText(target.value)}
              />
              <button type="submit" className="button small" disabled={text.trim() === ''}>
                Remember
              </button>
            </form>
            {error && (
              <p role="alert" className="field-error">
                {error}
              </p>
            )}
          </>
        }
      />
      <Toggle
        id="memory-proposals"
        label="Let models propose what to remember"
        hint="You decide on each, in the answer."
        isOn={settings.memoryProposals}
        onChange={(memoryProposals) => update({ memoryProposals })}
      />
    </>
  )
}
