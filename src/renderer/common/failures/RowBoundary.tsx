import type { ReactNode } from 'react'
import { ErrorBoundary } from './ErrorBoundary'

interface Props {
  /** The row's own data: when it changes, the row is tried anew. */
  readonly about: unknown
  /** What the row is, e.g. "This conversation". */
  readonly what: string
  readonly children: ReactNode
}

/** A row of a list that cannot be drawn is one line of text; the list and its window go on. */
export const RowBoundary = ({ about, what, children }: Props) => (
  <ErrorBoundary about={about} fallback={() => <p className="list-note">{what} cannot be shown.</p>}>
    {children}
  </ErrorBoundary>
)
