interface Props {
  readonly id: string
  readonly label: string
  readonly hint?: string
  readonly isOn: boolean
  readonly onChange: (isOn: boolean) => void
}

/** A switch with its label and a line of help. */
export const Toggle = ({ id, label, hint, isOn, onChange }: Props) => (
  <div className="toggle">
    <div>
      <label htmlFor={id} className="field-label">
        {label}
      </label>
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
