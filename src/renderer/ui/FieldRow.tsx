import type { ReactNode } from 'react'
import { InfoButton } from './InfoButton'

interface Props {
  readonly id?: string
  readonly label: string
  /** One line of help. */
  readonly hint?: ReactNode
  /** What does not fit into that line, behind a button. */
  readonly more?: ReactNode
  /** Buttons or facts at the place of a control. */
  readonly children?: ReactNode
  /** What takes the whole width: lists, progress, results. */
  readonly below?: ReactNode
}

/** A row like a field's, for buttons and facts where no single control could carry the label. */
export const FieldRow = ({ id, label, hint, more, children, below }: Props) => (
  <fieldset id={id} className="field" aria-label={label}>
    <div className="field-title">
      <span className="field-label">{label}</span>
      {more && <InfoButton label={label}>{more}</InfoButton>}
    </div>
    {children && <div className="field-control">{children}</div>}
    {hint && <p className="field-hint">{hint}</p>}
    {below && <div className="field-below">{below}</div>}
  </fieldset>
)
