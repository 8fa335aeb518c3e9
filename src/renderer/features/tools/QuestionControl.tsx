import { shownExactly } from '@shared/lib/shownExactly'
import type { QuestionField } from '@shared/model/serverQuestion'
import { Select } from '../../ui/Select'
import type { Draft } from './questionDraft'

interface Props {
  readonly id: string
  readonly field: QuestionField
  readonly draft: Draft
  readonly error: string | null
  readonly onChange: (draft: Draft) => void
}

const inputTypes = { email: 'email', uri: 'url', date: 'date', 'date-time': 'datetime-local' } as const

/** One field of a server's form, with its label, help and what is wrong. */
export const QuestionControl = (props: Props) => {
  const { id, field, error } = props
  const { help, isRequired } = field
  const label = (
    <>
      {shownExactly(field.label)}
      {isRequired && (
        <span aria-hidden="true" className="question-needed">
          {' '}
          *
        </span>
      )}
    </>
  )
  const notes = (
    <>
      {help !== '' && (
        <p id={`${id}-help`} className="field-hint">
          {shownExactly(help)}
        </p>
      )}
      {error !== null && (
        <p id={`${id}-error`} role="alert" className="field-error">
          {error}
        </p>
      )}
    </>
  )
  if (field.type === 'choices')
    return (
      <fieldset id={id} tabIndex={-1} className="question-choices" aria-describedby={describedBy(props)}>
        <legend className="field-label">{label}</legend>
        <Control {...props} />
        {notes}
      </fieldset>
    )
  if (field.type === 'switch')
    return (
      <div className="question-field">
        <div className="tool-always">
          <Control {...props} />
          <label htmlFor={id}>{label}</label>
        </div>
        {notes}
      </div>
    )
  return (
    <div className="question-field">
      <label htmlFor={id} className="field-label">
        {label}
      </label>
      <Control {...props} />
      {notes}
    </div>
  )
}

const describedBy = ({ id, field, error }: Props): string | undefined =>
  [field.help !== '' && `${id}-help`, error !== null && `${id}-error`].filter(Boolean).join(' ') || undefined

const Control = (props: Props) => {
  const { id, field, draft, error, onChange } = props
  const common = {
    id,
    'aria-required': field.isRequired,
    'aria-invalid': error !== null,
    'aria-describedby': describedBy(props),
  }
  const text = typeof draft === 'string' ? draft : ''
  switch (field.type) {
    case 'switch':
      return (
        <input
          {...common}
          type="checkbox"
          checked={draft === true}
          onChange={({ target }) => onChange(target.checked)}
        />
      )
    case 'choice':
      return (
        <Select {...common} value={text} onChange={({ target }) => onChange(target.value)}>
          {(text === '' || !field.isRequired) && <option value="">Choose…</option>}
          {field.options.map(({ value, label }) => (
            <option key={value} value={value}>
              {shownExactly(label)}
            </option>
          ))}
        </Select>
      )
    case 'choices': {
      const chosen = typeof draft === 'object' ? draft : []
      return field.options.map(({ value, label }) => (
        <label key={value} className="tool-always">
          <input
            type="checkbox"
            checked={chosen.includes(value)}
            onChange={({ target }) =>
              onChange(target.checked ? [...chosen, value] : chosen.filter((each) => each !== value))
            }
          />
          {shownExactly(label)}
        </label>
      ))
    }
    default:
      return (
        <input
          {...common}
          className="input"
          autoComplete="off"
          spellCheck={false}
          type={field.type === 'text' && field.format ? inputTypes[field.format] : 'text'}
          inputMode={field.type === 'number' ? (field.isWhole ? 'numeric' : 'decimal') : undefined}
          value={text}
          onChange={({ target }) => onChange(target.value)}
        />
      )
  }
}
