import { ChevronDown } from 'lucide-react'
import type { SelectHTMLAttributes } from 'react'

/** The platform's own list of choices: right by keyboard, screen reader and touch without any code. */
export const Select = ({ children, ...rest }: SelectHTMLAttributes<HTMLSelectElement>) => (
  <div className="select">
    <select {...rest}>{children}</select>
    <ChevronDown size={15} aria-hidden="true" />
  </div>
)
