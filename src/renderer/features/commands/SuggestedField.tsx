import { useRef, useState } from 'react'
import type { FormField } from '../../common/blanks/blanksStore'

interface Props {
  readonly id: string
  readonly field: FormField
  readonly suggest: (typed: string) => Promise<readonly string[]>
}

/** A field with the values that its server suggests, in the platform's own list. */
export const SuggestedField = ({ id, field, suggest }: Props) => {
  const { key, initial, isRequired } = field
  const [values, setValues] = useState<readonly string[]>([])
  const latest = useRef('')
  const look = (typed: string) => {
    latest.current = typed
    suggest(typed).then(
      (found) => {
        if (latest.current === typed) setValues(found)
      },
      // Anything can be typed without them.
      (error: unknown) => console.error('Nothing can be suggested', error),
    )
  }
  return (
    <>
      <input
        id={id}
        dir="auto"
        list={`${id}-values`}
        data-blank={key}
        className="input"
        autoComplete="off"
        defaultValue={initial}
        aria-required={isRequired || undefined}
        onFocus={(event) => look(event.currentTarget.value)}
        onInput={(event) => look(event.currentTarget.value)}
      />
      <datalist id={`${id}-values`}>
        {values.map((value) => (
          <option key={value} value={value} />
        ))}
      </datalist>
    </>
  )
}
