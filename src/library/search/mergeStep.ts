import type { Database } from '../Database'
import { readNumber, readText } from '../values'
import { hasIndex } from './searchIndex'

/** Pages that one step writes: some milliseconds. */
const pagesPerStep = 32

/**
 * One step of merging the words of deleted messages away. False when nothing is left to do. Small enough to
 * run between requests.
 */
export const mergeStep = (database: Database): boolean =>
  database.transaction(() => {
    const row = database.get('SELECT name, begun FROM unmerged_indexes LIMIT 1')
    if (!row) return false
    const name = readText(row.name)
    const isOver = !hasIndex(database, name) || mergeSome(database, name, readNumber(row.begun) === 0) < 2
    database.run(
      isOver
        ? 'DELETE FROM unmerged_indexes WHERE name = ?'
        : 'UPDATE unmerged_indexes SET begun = 1 WHERE name = ?',
      [name],
    )
    return true
  })

/** How much was changed; less than 2 means that all is merged (FTS5's own rule for its 'merge' command). */
const mergeSome = (database: Database, index: string, isFirst: boolean): number => {
  const changes = () => readNumber(database.get('SELECT total_changes() AS n')?.n)
  const before = changes()
  // A negative number gathers every segment into one merge; positive ones go on with it.
  database.run(`INSERT INTO ${index} (${index}, rank) VALUES ('merge', ?)`, [
    isFirst ? -pagesPerStep : pagesPerStep,
  ])
  return changes() - before
}
