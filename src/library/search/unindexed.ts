import type { Database } from '../Database'
import { readParts } from '../damage/storedValues'
import { readNumber, readText } from '../values'
import { indexMessage, indexNameOf } from './searchIndex'

// A history that comes from another device is written without its words, which take longer than all else:
// these follow between requests, the newest first. What is still to come is a few ranges of keys.

const messagesPerStep = 40
const prefix = 'unindexed:'
/** So that the names are in the order of the keys. */
const nameOf = (first: number): string => `${prefix}${String(first).padStart(16, '0')}`

/** Messages with these keys were written without their words. */
export const noteUnindexed = (database: Database, first: number, last: number): void => {
  // Keys are taken downwards: what comes next lies right below.
  const above = nameOf(last + 1)
  const end = database.get('SELECT value FROM facts WHERE name = ?', [above])
  if (end) database.run('DELETE FROM facts WHERE name = ?', [above])
  database.run('INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)', [
    nameOf(first),
    end ? readNumber(end.value) : last,
  ])
}

/** One step of what is still to come. False when nothing is. */
export const indexStep = (database: Database): boolean => {
  const range = database.get(
    'SELECT name, value FROM facts WHERE name >= ? AND name < ? ORDER BY name DESC LIMIT 1',
    [prefix, 'unindexed;'],
  )
  if (!range) return false
  const name = readText(range.name)
  const [first, last] = [Number(name.slice(prefix.length)), readNumber(range.value)]
  const rows = database.all(
    `SELECT m.pk, m.state, m.indexed_as, b.parts FROM messages m JOIN bodies b ON b.message = m.pk
     WHERE m.pk BETWEEN ? AND ? ORDER BY m.pk DESC LIMIT ${messagesPerStep}`,
    [first, last],
  )
  // Upwards, which the index takes much faster.
  for (const { pk, state, indexed_as, parts } of rows.reverse())
    if (indexed_as === null && state !== 'streaming')
      indexMessage(database, readNumber(pk), readParts(parts).parts)
  const isOver = rows.length < messagesPerStep
  const next = isOver ? first : readNumber(rows[0]?.pk)
  if (isOver) database.run('DELETE FROM facts WHERE name = ?', [name])
  else database.run('UPDATE facts SET value = ? WHERE name = ?', [next - 1, name])
  // Nothing more comes into that index: its pieces, each of which every search looks into, become one.
  if (isOver || indexNameOf(next) !== indexNameOf(last))
    database.run('INSERT OR IGNORE INTO unmerged_indexes (name, begun) VALUES (?, 0)', [indexNameOf(last)])
  return true
}
