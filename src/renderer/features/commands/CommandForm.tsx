import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { type Answers, type FormField, type OpenForm, useBlanks } from '../../common/blanks/blanksStore'
import { wantsToSend } from '../../common/keys/wantsToSend'
import { Field } from '../../ui/Field'
import { Select } from '../../ui/Select'
import { lastChoice, noteChoice } from './lastChoices'
import { SuggestedField } from './SuggestedField'
import './commands.css'

type Control = HTMLTextAreaElement | HTMLInputElement | HTMLSelectElement

const isFilled = (value: string): boolean => value.trim() !== ''

/** The blanks of a command: Enter goes on to the next empty one, at the end it takes what was filled in. */
export const CommandForm = ({ form }: { readonly form: OpenForm }) => {
  const answer = useBlanks((store) => store.answer)
  const element = useRef<HTMLFormElement>(null)
  const [lacking, setLacking] = useState<string | null>(null)
  const id = useId()
  const { title, origin, fields } = form

  const controls = (): readonly Control[] => [
    ...(element.current?.querySelectorAll<Control>('[data-blank]') ?? []),
  ]
  const answers = (): Answers =>
    new Map(controls().map((control) => [control.dataset.blank ?? '', control.value]))
  useEffect(() => element.current?.querySelector<Control>('[data-blank]')?.focus(), [])

  const take = () => {
    const given = answers()
    const empty = fields.find(({ key, isRequired }) => isRequired && !isFilled(given.get(key) ?? ''))
    setLacking(empty?.key ?? null)
    if (empty) return controls()[fields.indexOf(empty)]?.focus()
    for (const field of fields) if (field.options) noteChoice(field.options, given.get(field.key) ?? '')
    answer(given)
  }
  const press = (event: KeyboardEvent<HTMLFormElement>) => {
    const { target } = event
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape') {
      event.preventDefault()
      // It is left, and not the window that it is in.
      event.stopPropagation()
      answer(null)
    } else if (wantsToSend(event.nativeEvent) && target instanceof HTMLElement) {
      const all = controls()
      const at = all.findIndex((control) => control.isSameNode(target))
      if (at < 0) return
      event.preventDefault()
      const next = all.slice(at + 1).find((control) => !isFilled(control.value))
      if (next) next.focus()
      else take()
    }
  }
  return (
    <form
      ref={element}
      className="command-form"
      aria-label={title}
      autoComplete="off"
      noValidate
      onKeyDown={press}
      onSubmit={(event) => {
        event.preventDefault()
        take()
      }}
    >
      <p className="command-form-title" aria-hidden="true">
        {title}
        {origin !== null && <span className="command-origin">{origin}</span>}
      </p>
      {fields.map((field, index) => (
        <Field
          key={field.key}
          id={`${id}-${index}`}
          label={field.label}
          hint={field.hint}
          error={lacking === field.key ? 'It needs something here.' : null}
        >
          <Blank id={`${id}-${index}`} field={field} answers={answers} />
        </Field>
      ))}
      <div className="form-actions">
        <button type="submit" className="button small primary">
          Continue
        </button>
        <button type="button" className="button small quiet" onClick={() => answer(null)}>
          Cancel
        </button>
      </div>
    </form>
  )
}

interface BlankProps {
  readonly id: string
  readonly field: FormField
  readonly answers: () => Answers
}

const Blank = ({ id, field, answers }: BlankProps) => {
  const { key, options, isRequired, initial, suggest } = field
  if (options)
    return (
      <Select id={id} data-blank={key} defaultValue={lastChoice(options)}>
        {options.map((option) => (
          <option key={option} value={option}>
            {option}
          </option>
        ))}
      </Select>
    )
  if (suggest) return <SuggestedField id={id} field={field} suggest={(typed) => suggest(typed, answers())} />
  return (
    <textarea
      id={id}
      dir="auto"
      data-blank={key}
      className="input"
      rows={1}
      defaultValue={initial}
      aria-required={isRequired || undefined}
    />
  )
}
