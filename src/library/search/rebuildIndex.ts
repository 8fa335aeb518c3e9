import type { Database } from '../Database'
import { readParts } from '../damage/storedValues'
import { isDamage } from '../failures'
import { readNumber, readNumberOrNull, readText } from '../values'
import {
  files,
  hasIndex,
  indexMessage,
  indexNumberOf,
  indexPrompt,
  indexTitle,
  messageIndexes,
  messagesPerIndex,
  numberOf,
  prompts,
  searchTextOf,
  titles,
} from './searchIndex'
import { tokensOf } from './words'

const indexName = /\b(?:message_index_\d+|title_index|prompt_index|file_index)(?![a-z\d])/

/** The search index that an error of SQLite is about; null where it is about something else. */
export const indexInError = (error: unknown): string | null => {
  if (!(error instanceof Error) || error.name !== 'SQLite3Error') return null
  const sql = 'sql' in error && typeof error.sql === 'string' ? error.sql : ''
  return (indexName.exec(error.message) ?? indexName.exec(sql))?.[0] ?? null
}

/** Each index that FTS5 keeps in tables of its own. */
const ownTables = ['data', 'idx', 'config', 'docsize', 'content']

const dropIndex = (database: Database, index: string): void => {
  try {
    database.transaction(() => database.execute(`DROP TABLE IF EXISTS ${index}`))
  } catch {
    // Too damaged to be opened, which it has to be to be dropped.
    database.editSchema(() => database.run('DELETE FROM sqlite_schema WHERE name = ?', [index]))
  }
  for (const own of ownTables) database.execute(`DROP TABLE IF EXISTS ${index}_${own}`)
}

const fact = (index: string): string => `rebuilding:${index}`

/**
 * Makes a damaged index anew. Titles and prompts are few; messages and files are only noted here, and come in
 * again by steps between requests (`rebuildStep`), since there may be millions of words.
 */
export const rebuildIndex = (database: Database, index: string): void => {
  dropIndex(database, index)
  database.transaction(() => {
    database.run('DELETE FROM unmerged_indexes WHERE name = ?', [index])
    if (index === titles) {
      for (const { pk, title } of database.all('SELECT pk, title FROM conversations'))
        indexTitle(database, readNumber(pk), null, readText(title))
    } else if (index === prompts) {
      for (const { pk, prompt } of database.all('SELECT pk, prompt FROM pictures'))
        indexPrompt(database, readNumber(pk), readText(prompt))
    } else if (index === files) {
      database.run('UPDATE files SET indexed_as = NULL WHERE indexed_as IS NOT NULL')
    } else {
      const { first, last } = rangeOf(index)
      database.run(
        'UPDATE messages SET indexed_as = NULL WHERE pk BETWEEN ? AND ? AND indexed_as IS NOT NULL',
        [first, last],
      )
      database.run('INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)', [fact(index), first])
    }
  })
}

const rangeOf = (index: string) => {
  const first = numberOf(index) * messagesPerIndex
  return { first, last: first + messagesPerIndex - 1 }
}

const messagesPerStep = 40

/** One step of an index of messages that is being made anew. False when none is. */
export const rebuildStep = (database: Database): boolean =>
  database.transaction(() => {
    const row = database.get(
      "SELECT name, value FROM facts WHERE name >= 'rebuilding:' AND name < 'rebuilding;' LIMIT 1",
    )
    if (!row) return false
    const name = readText(row.name)
    const { last } = rangeOf(name.slice(fact('').length))
    const rows = database.all(
      `SELECT m.pk, m.state, m.indexed_as, b.parts FROM messages m JOIN bodies b ON b.message = m.pk
       WHERE m.pk BETWEEN ? AND ? ORDER BY m.pk LIMIT ${messagesPerStep}`,
      [readNumber(row.value), last],
    )
    for (const { pk, state, indexed_as, parts } of rows)
      if (indexed_as === null && state !== 'streaming')
        indexMessage(database, readNumber(pk), readParts(parts).parts)
    const behind = rows.at(-1)
    if (behind && rows.length === messagesPerStep)
      database.run('UPDATE facts SET value = ? WHERE name = ?', [readNumber(behind.pk) + 1, name])
    else database.run('DELETE FROM facts WHERE name = ?', [name])
    return true
  })

/** How many of the newest entries are looked at for one that has words. */
const mostLookedAt = 20

/**
 * Indexes that do not find what was put into them last: one that is gone, or whose damage SQLite does not
 * see, finds nothing and says nothing.
 */
export const brokenIndexes = (database: Database): readonly string[] => {
  const broken = [titleSample, promptSample, fileSample].flatMap((sample) =>
    brokenBy(database, sample(database)),
  )
  const ends = database.get(
    'SELECT (SELECT min(pk) FROM messages) AS first, (SELECT max(pk) FROM messages) AS last',
  )
  const [first, last] = [readNumberOrNull(ends?.first), readNumberOrNull(ends?.last)]
  if (first === null || last === null) return broken
  for (let number = indexNumberOf(first); number <= indexNumberOf(last); number += 1)
    broken.push(...brokenBy(database, messageSample(database, `message_index_${number}`)))
  return broken
}

interface Sample {
  readonly index: string
  readonly texts: readonly { readonly key: number; readonly text: string }[]
}

const brokenBy = (database: Database, { index, texts }: Sample): readonly string[] => {
  for (const { key, text } of texts) {
    const [token] = tokensOf(text)
    if (token === undefined) continue
    return finds(database, index, key, token) ? [] : [index]
  }
  return []
}

const finds = (database: Database, index: string, key: number, token: string): boolean => {
  try {
    return (
      hasIndex(database, index) &&
      database.get(`SELECT 1 AS found FROM ${index} WHERE ${index} MATCH ? AND rowid = ?`, [
        `"${token.replaceAll('"', '""')}"`,
        key,
      ]) !== null
    )
  } catch (error) {
    if (!isDamage(error)) throw error
    return false
  }
}

/**
 * All indexes that are not whole, each read from end to end: for after damage of which SQLite does not say
 * where it was.
 */
export const damagedIndexes = (database: Database): readonly string[] => {
  const names = [titles, prompts, files, ...messageIndexes(database)].filter((name) =>
    hasIndex(database, name),
  )
  const torn = names.filter((name) => {
    try {
      database.transaction(() => database.run(`INSERT INTO ${name} (${name}) VALUES ('integrity-check')`))
      return false
    } catch (error) {
      if (!isDamage(error)) throw error
      return true
    }
  })
  return [...new Set([...torn, ...brokenIndexes(database)])]
}

const titleSample = (database: Database): Sample => ({
  index: titles,
  texts: database
    .all(`SELECT pk, title FROM conversations ORDER BY pk DESC LIMIT ${mostLookedAt}`)
    .map(({ pk, title }) => ({ key: readNumber(pk), text: readText(title) })),
})

const promptSample = (database: Database): Sample => ({
  index: prompts,
  texts: database
    .all(`SELECT pk, prompt FROM pictures ORDER BY pk DESC LIMIT ${mostLookedAt}`)
    .map(({ pk, prompt }) => ({ key: readNumber(pk), text: readText(prompt) })),
})

const fileSample = (database: Database): Sample => ({
  index: files,
  texts: database
    .all('SELECT pk, text FROM files WHERE indexed_as IS NOT NULL ORDER BY pk DESC LIMIT 1')
    .map(({ pk, text }) => ({ key: readNumber(pk), text: readText(text) })),
})

const messageSample = (database: Database, index: string): Sample => {
  const { first, last } = rangeOf(index)
  return {
    index,
    texts: database
      .all(
        `SELECT m.pk, b.parts FROM messages m JOIN bodies b ON b.message = m.pk
         WHERE m.pk BETWEEN ? AND ? AND m.indexed_as IS NOT NULL ORDER BY m.pk DESC LIMIT ${mostLookedAt}`,
        [first, last],
      )
      .flatMap(({ pk, parts: stored }) => {
        const { parts, isDamaged } = readParts(stored)
        return isDamaged ? [] : [{ key: readNumber(pk), text: searchTextOf(parts) }]
      }),
  }
}
