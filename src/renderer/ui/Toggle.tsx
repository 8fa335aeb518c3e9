import type { ReactNode } from 'react'
import { InfoButton } from './InfoButton'

interface Props {
  readonly id: string
  readonly label: string
  /** One line of help. */
  readonly hint?: string
  /** What does not fit into that line, behind a button. */
  readonly more?: ReactNode
  readonly isOn: boolean
  readonly onChange: (isOn: boolean) => void
}

/** A switch with its label and a line of help. */
export const Toggle = ({ id, label, hint, more, isOn, onChange }: Props) => (
  <div className="toggle">
    <div>
      <div className="field-title">
        <label htmlFor={id} className="field-label">
          {label}
        </label>
        {more && <InfoButton label={label}>{more}</InfoButton>}
      </div>
      {hint && (
        <p id={`${id}-hint`} className="field-hint">
          {hint}
        </p>
      )}
    </div>
    <button
      id={id}
      type="button"
      role="switch"
      aria-checked={isOn}
      aria-describedby={hint ? `${id}-hint` : undefined}
      className="switch"
      onClick={() => onChange(!isOn)}
    >
      <span className="switch-thumb" />
    </button>
  </div>
)
