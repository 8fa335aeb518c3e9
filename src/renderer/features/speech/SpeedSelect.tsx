import { formatNumber } from '../../ui/amounts'
import { Select } from '../../ui/Select'

/** The speeds range from half to three times as fast. */
const speeds = [0.5, 0.75, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3]

interface Props {
  readonly id?: string
  readonly value: number
  readonly 'aria-label'?: string
  readonly onChange: (speed: number) => void
}

const shown = (speed: number): string => `${formatNumber(speed)}×`

/** How fast speech is played. */
export const SpeedSelect = ({ value, onChange, ...rest }: Props) => (
  <Select {...rest} value={String(value)} onChange={(event) => onChange(Number(event.target.value))}>
    {!speeds.includes(value) && <option value={String(value)}>{shown(value)}</option>}
    {speeds.map((speed) => (
      <option key={speed} value={String(speed)}>
        {shown(speed)}
      </option>
    ))}
  </Select>
)
