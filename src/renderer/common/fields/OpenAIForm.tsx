import { useRef } from 'react'
import { Field } from '../../ui/Field'
import { useConnect } from './useConnect'

/**
 * Enters a key for OpenAI. The window holds the key in this field alone: it goes to main once and is cleared.
 */
export const OpenAIForm = ({ onDone }: { readonly onDone: () => void }) => {
  const field = useRef<HTMLInputElement>(null)
  const { connect, isChecking, error } = useConnect(() => {
    if (field.current) field.current.value = ''
    onDone()
  })
  return (
    <form
      className="subform"
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault()
        const key = field.current?.value.trim() ?? ''
        if (key !== '') connect({ kind: 'openai', key })
      }}
    >
      <Field
        id="openai-key"
        label="API key"
        error={error}
        hint="Checked with one request that costs nothing."
      >
        <input
          ref={field}
          id="openai-key"
          type="password"
          autoComplete="off"
          spellCheck={false}
          className="input"
          placeholder="sk-…"
        />
      </Field>
      <button type="submit" className="button primary" disabled={isChecking}>
        {isChecking ? 'Checking…' : 'Check and use'}
      </button>
    </form>
  )
}
