import type { Database } from '../Database'
import { readParts } from '../damage/storedValues'
import { readNumber, readNumberOrNull, readText } from '../values'
import { hasCode } from './hasCode'
import { indexFile } from './searchIndex'
import { indexStep } from './unindexed'

const messagesPerStep = 40
const fact = 'code_looked_for_until'

/**
 * One step of what the search does not know yet: texts of files that came before they could be searched, or
 * just now; messages that came from another device; and which messages of an older library hold code. False
 * when nothing is left to do. Until then the search still finds messages with code, by their text.
 */
export const catchUpStep = (database: Database): boolean =>
  database.transaction(() => indexOneFile(database) || indexStep(database) || lookForCode(database))

const indexOneFile = (database: Database): boolean => {
  const row = database.get('SELECT pk, text FROM files WHERE indexed_as IS NULL LIMIT 1')
  if (!row) return false
  indexFile(database, readNumber(row.pk), readText(row.text))
  return true
}

const lookForCode = (database: Database): boolean => {
  const until = readNumberOrNull(database.get('SELECT value FROM facts WHERE name = ?', [fact])?.value) ?? 0
  if (until < 0) return false
  const rows = database.all(
    `SELECT m.pk, m.has_code, b.parts FROM messages m JOIN bodies b ON b.message = m.pk
     WHERE m.pk > ? AND m.state <> 'streaming' ORDER BY m.pk LIMIT ${messagesPerStep}`,
    [until],
  )
  for (const { pk, has_code, parts } of rows) {
    if (has_code !== null) continue
    const found = hasCode(readParts(parts).parts)
    database.run('UPDATE messages SET has_code = ? WHERE pk = ?', [found ? 1 : 0, readNumber(pk)])
  }
  // Whatever is written from now on is looked at as it is written.
  const next = rows.length < messagesPerStep ? -1 : readNumber(rows.at(-1)?.pk)
  database.run('INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)', [fact, next])
  return next >= 0
}
