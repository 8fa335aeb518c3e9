import type { Figure } from '../lib/report'
import type { Server } from '../lib/server'

export interface Conditions {
  readonly server: Server
  /** True for as many repetitions as the budgets name, however long it takes. */
  readonly isFull: boolean
  /** True for smaller amounts, for a look. */
  readonly isQuick: boolean
  /** It was asked for by name, not along with all others. */
  readonly isNamed: boolean
  /** Tells what is going on. */
  say(text: string): void
  /** A part whose failure is reported, and leaves the other parts their figures. */
  attempt(part: string, measure: () => Promise<readonly Figure[]>): Promise<readonly Figure[]>
}

/** One benchmark: `npm run bench -- NAME`. */
export interface Benchmark {
  readonly name: string
  readonly title: string
  /** True for a benchmark of many minutes, which runs only where it is named. */
  readonly isLong?: boolean
  run(conditions: Conditions): Promise<readonly Figure[]>
}
