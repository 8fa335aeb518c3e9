import type { ReadPosition, ReadRecords, TakenBase } from '@shared/sync/syncedLibrary'
import type { Database, Row } from '../Database'
import { readNumber, readText } from '../values'
import { getState, setState } from './schema'

/** Each log of another device, up to where it was read. A library that is set back reads on from there. */
export const readPositions = (database: Database): Readonly<Record<string, ReadPosition>> =>
  Object.fromEntries(
    database
      .all('SELECT device, number, hash, generation FROM sync_seen WHERE number > 0')
      .map((row): [string, ReadPosition] => [readText(row.device), positionOf(row)]),
  )

export const positionOf = (row: Row): ReadPosition => {
  const generation = readNumber(row.generation)
  return {
    number: readNumber(row.number),
    hash: readText(row.hash),
    ...(generation > 1 ? { generation } : {}),
  }
}

export const readTakenBase = (database: Database): TakenBase | null => {
  const kept = getState(database, 'takenBase')
  return kept === '' ? null : (JSON.parse(kept) as TakenBase)
}

/** With the records themselves, in one transaction. */
export const keepRead = (database: Database, read: ReadRecords): void => {
  database.run(
    `INSERT INTO sync_seen (device, clock) VALUES (?, ?)
     ON CONFLICT DO UPDATE SET clock = max(clock, excluded.clock)`,
    [read.device, read.upTo],
  )
  if (read.position)
    database.run(
      // Read from its beginning, it begins with the oldest key again.
      `UPDATE sync_seen SET number = ?1, hash = ?2, generation = iif(?1 = 0, 1, max(generation, ?3))
       WHERE device = ?4`,
      [read.position.number, read.position.hash, read.position.generation ?? 1, read.device],
    )
  if (read.base) setState(database, 'takenBase', JSON.stringify(read.base))
}
