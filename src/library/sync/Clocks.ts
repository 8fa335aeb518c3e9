import { type Clock, deviceOf } from '@shared/sync/clock'
import type { ClockVector } from '@shared/sync/record'
import type { Database } from '../Database'
import { writtenElsewhere } from './bornElsewhere'

/** The moments of a thing's fields, of those who wrote it, and of those who deleted it. */
export interface Clocks {
  readonly set: Readonly<Record<string, Clock>>
  readonly written: ClockVector
  readonly deleted: ClockVector
}

export const noClocks: Clocks = { set: {}, written: {}, deleted: {} }

/** Most messages are written once, by one device: of these one moment is all there is to keep. */
const isPlain = ({ set, written, deleted }: Clocks): boolean => {
  const { row } = set
  return (
    row !== undefined &&
    Object.keys(set).length === 1 &&
    Object.keys(deleted).length === 0 &&
    Object.keys(written).length === 1 &&
    written[deviceOf(row)] === row
  )
}

export const readClocks = (database: Database, kind: string, id: string): Clocks | null => {
  const row = database.get('SELECT clocks FROM sync_clocks WHERE kind = ? AND id = ?', [kind, id])
  if (!row) {
    const written = writtenElsewhere(database, kind, id)
    return written && { ...noClocks, written }
  }
  const text = String(row.clocks)
  if (text.startsWith('{')) return JSON.parse(text) as Clocks
  return { set: { row: text }, written: { [deviceOf(text)]: text }, deleted: {} }
}

export const writeClocks = (database: Database, kind: string, id: string, clocks: Clocks): void => {
  database.run('INSERT OR REPLACE INTO sync_clocks (kind, id, clocks) VALUES (?, ?, ?)', [
    kind,
    id,
    isPlain(clocks) ? (clocks.set.row as Clock) : JSON.stringify(clocks),
  ])
}
