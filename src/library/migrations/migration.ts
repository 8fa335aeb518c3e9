import type { Database } from '../Database'

/** One step of the schema. Runs in a transaction of its own; a failing one leaves the database as it was. */
export interface Migration {
  /** The schema's version afterwards: 1, 2, 3 … without gaps. */
  readonly version: number
  readonly name: string
  up(database: Database): void
}
