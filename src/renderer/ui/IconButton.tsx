import type { ButtonHTMLAttributes, Ref } from 'react'

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly [data: `data-${string}`]: unknown
  /** The accessible name, and the tooltip. */
  readonly label: string
  readonly ref?: Ref<HTMLButtonElement>
}

/** A button that is only an icon: named for those who hear it, explained to those who hover or focus it. */
export const IconButton = ({ label, className = '', children, ...rest }: Props) => (
  <button
    type="button"
    aria-label={label}
    data-tooltip={label}
    className={`icon-button ${className}`}
    {...rest}
  >
    {children}
  </button>
)
