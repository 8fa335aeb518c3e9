import type { ReactNode } from 'react'
import { InfoButton } from './InfoButton'

interface Props {
  readonly id: string
  readonly label: string
  /** One line of help. */
  readonly hint?: ReactNode
  /** What does not fit into that line, behind a button. */
  readonly more?: ReactNode
  readonly error?: string | null
  readonly children: ReactNode
}

/** A labelled control with a line of help and, where something is wrong, why. `id` is the control's. */
export const Field = ({ id, label, hint, more, error, children }: Props) => (
  <div className="field">
    <div className="field-title">
      <label htmlFor={id} className="field-label">
        {label}
      </label>
      {more && <InfoButton label={label}>{more}</InfoButton>}
    </div>
    <div className="field-control">{children}</div>
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
