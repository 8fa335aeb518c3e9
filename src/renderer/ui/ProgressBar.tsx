interface Props {
  readonly label: string
  /** The share that is done, from 0 to 1; null while it is unknown. */
  readonly value: number | null
}

/** How far a long job is. */
export const ProgressBar = ({ label, value }: Props) => {
  const percent = value === null ? null : Math.round(value * 100)
  return (
    <div className="progress">
      <p className="progress-label" aria-hidden="true">
        {label}
        {percent !== null && <span>{percent} %</span>}
      </p>
      <div
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        {...(percent === null ? {} : { 'aria-valuenow': percent })}
        className="progress-track"
      >
        <div className="progress-done" style={{ width: `${percent ?? 0}%` }} />
      </div>
    </div>
  )
}
