import type { FieldValues, QuestionField } from '@shared/model/serverQuestion'
import { problemOf } from '@shared/toolServers/questionValues'
import { TriangleAlert } from 'lucide-react'
import { useId, useRef, useState } from 'react'
import { QuestionControl } from './QuestionControl'
import { type Draft, enteredValue, firstDraft, problemWords } from './questionDraft'

interface Props {
  readonly fields: readonly QuestionField[]
  readonly isArmed: boolean
  readonly onSend: (values: FieldValues) => void
  readonly onDecline: () => void
}

/** The form that a server wants filled in. What is wrong is said at its field, and nothing is sent. */
export const QuestionForm = ({ fields, isArmed, onSend, onDecline }: Props) => {
  const id = useId()
  const form = useRef<HTMLFormElement>(null)
  const [drafts, setDrafts] = useState<Readonly<Record<string, Draft>>>(() =>
    Object.fromEntries(fields.map((field) => [field.name, firstDraft(field)])),
  )
  const [wasSent, setSent] = useState(false)
  const valueIn = (field: QuestionField) => enteredValue(field, drafts[field.name] ?? '')
  const problemIn = (field: QuestionField) => problemOf(field, valueIn(field))
  const send = () => {
    setSent(true)
    const wrong = fields.findIndex((field) => problemIn(field) !== null)
    if (wrong >= 0) {
      const control = form.current?.querySelector(`[id="${id}-${wrong}"]`)
      if (control instanceof HTMLElement) control.focus()
      return
    }
    const given = fields.flatMap((field) => {
      const value = valueIn(field)
      return value === undefined ? [] : [[field.name, value]]
    })
    onSend(Object.fromEntries(given))
  }
  return (
    <form
      ref={form}
      className="question-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      {fields.some(({ isSensitive }) => isSensitive) && (
        <p role="note" className="question-warning">
          <TriangleAlert size={15} aria-hidden="true" /> This looks like a password or a key. A tool server
          should not ask for one here: send it only if you are sure.
        </p>
      )}
      {fields.length > 0 && (
        <div className="question-fields">
          {fields.map((field, index) => {
            const problem = wasSent ? problemIn(field) : null
            return (
              <QuestionControl
                key={field.name}
                id={`${id}-${index}`}
                field={field}
                draft={drafts[field.name] ?? ''}
                error={problem && problemWords(problem)}
                onChange={(draft) => setDrafts((before) => ({ ...before, [field.name]: draft }))}
              />
            )
          })}
        </div>
      )}
      <div className="approval-buttons">
        <button type="submit" disabled={!isArmed} className="button small primary">
          Send
        </button>
        <button type="button" disabled={!isArmed} className="button small" onClick={onDecline}>
          Don't send
        </button>
      </div>
    </form>
  )
}
