import type { ReactNode } from 'react'

interface Props {
  readonly id: string
  readonly label: string
  readonly hint?: ReactNode
  readonly error?: string | null
  readonly children: ReactNode
}

/** A labelled control with a line of help and, where something is wrong, why. `id` is the control's. */
export const Field = ({ id, label, hint, error, children }: Props) => (
  <div className="field">
    <label htmlFor={id} className="field-label">
      {label}
    </label>
    {children}
    {hint && (
      <p id={`${id}-hint`} className="field-hint">
        {hint}
      </p>
    )}
    {error && (
      <p role="alert" className="field-error">
        {error}
      </p>
    )}
  </div>
)
