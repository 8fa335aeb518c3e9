import type { Database } from './Database'
import { keepOverwritten } from './damage/keptValues'
import { readParts } from './damage/storedValues'
import { clearGrowth, grownParts } from './growth'
import { recordUses } from './messages'
import { indexMessage } from './search/searchIndex'
import { readNumber, readText } from './values'

/** How many answers were being written when the app ended. */
export const countOrphans = (database: Database): number =>
  readNumber(database.get("SELECT count(*) AS n FROM messages WHERE state = 'streaming'")?.n)

/**
 * Ends the answers that no run writes any more: they keep all the text that had arrived, are `interrupted`,
 * and can be found by search.
 */
export const recoverOrphans = (database: Database): void =>
  database.transaction(() => {
    for (const row of database.all(
      "SELECT m.pk, m.id, b.parts FROM messages m LEFT JOIN bodies b ON b.message = m.pk WHERE m.state = 'streaming'",
    )) {
      const key = readNumber(row.pk)
      const { parts: body, isDamaged } = readParts(row.parts)
      if (isDamaged) keepOverwritten(database, { value: 'parts', id: readText(row.id) })
      const parts = grownParts(database, key, body)
      database.run('INSERT OR REPLACE INTO bodies (message, parts) VALUES (?, ?)', [
        key,
        JSON.stringify(parts),
      ])
      database.run("UPDATE messages SET state = 'interrupted' WHERE pk = ?", [key])
      clearGrowth(database, key)
      recordUses(database, key, parts)
      indexMessage(database, key, parts)
    }
  })
