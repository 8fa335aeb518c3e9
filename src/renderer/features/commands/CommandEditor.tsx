import type { Command } from '@shared/model/command'
import { useEffect, useRef, useState } from 'react'
import { typeInto } from '../../ui/editField'
import { Field } from '../../ui/Field'
import { Toggle } from '../../ui/Toggle'

/** What is written at a press, and how much of its end is selected to be typed over. */
const blanks = [
  { text: '{selection}', label: 'Selected text' },
  { text: '{clipboard}', label: 'Clipboard' },
  { text: '{date}', label: 'Date' },
  { text: '{ask: Topic}', label: 'Question', typedOver: 'Topic' },
  { text: '{choose: one | two}', label: 'Choice', typedOver: 'one | two' },
] as const

interface Props {
  readonly command: Command
  readonly onKeep: (command: Command) => void
  readonly onLeave: () => void
}

/** Half a command is of no use: it is kept by its button. */
export const CommandEditor = ({ command, onKeep, onLeave }: Props) => {
  const name = useRef<HTMLInputElement>(null)
  const prompt = useRef<HTMLTextAreaElement>(null)
  const [withSelection, setWithSelection] = useState(command.withSelection)
  const [result, setResult] = useState(command.result)
  const [problem, setProblem] = useState<'name' | 'prompt' | null>(null)
  useEffect(() => name.current?.focus(), [])
  const keep = () => {
    const next = {
      ...command,
      name: name.current?.value.trim() ?? '',
      prompt: prompt.current?.value.trim() ?? '',
      withSelection,
      result,
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
  const insert = (blank: (typeof blanks)[number]) => {
    const { current } = prompt
    if (!current) return
    current.focus()
    typeInto(current, blank.text)
    if (!('typedOver' in blank)) return
    const end = current.selectionEnd - 1
    current.setSelectionRange(end - blank.typedOver.length, end)
  }
  return (
    <form
      className="command-editor"
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault()
        keep()
      }}
    >
      <Field id="command-name" label="Name" error={problem === 'name' ? 'It needs a name.' : null}>
        <input
          dir="auto"
          ref={name}
          id="command-name"
          className="input"
          maxLength={40}
          defaultValue={command.name}
        />
      </Field>
      <Field
        id="command-prompt"
        label="Prompt"
        error={problem === 'prompt' ? 'It needs something to ask.' : null}
      >
        <textarea
          dir="auto"
          ref={prompt}
          id="command-prompt"
          className="input"
          rows={3}
          maxLength={20_000}
          defaultValue={command.prompt}
        />
        <fieldset className="command-blanks">
          <legend>Insert</legend>
          {blanks.map((blank) => (
            <button key={blank.label} type="button" className="command-blank" onClick={() => insert(blank)}>
              {blank.label}
            </button>
          ))}
        </fieldset>
      </Field>
      <Toggle
        id="command-with-selection"
        label="Show with selected text"
        isOn={withSelection}
        onChange={setWithSelection}
      />
      <Toggle
        id="command-replaces"
        label="Replace selected text"
        isOn={result === 'replace'}
        onChange={(isOn) => setResult(isOn ? 'replace' : 'show')}
      />
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
