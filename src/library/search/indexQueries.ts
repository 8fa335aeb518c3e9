import type { Database } from '../Database'
import { readNumber } from '../values'
import { toAskFor } from './plan'
import { type Term, toMatch } from './query'
import {
  files,
  hasIndex,
  indexNumberOf,
  messageIndexes,
  messagesPerIndex,
  numberOf,
  prompts,
  titles,
} from './searchIndex'

/**
 * Keys of messages before one that may hold all these words, newest first, as they are asked for. Which of
 * them really do, their text tells: see plan.ts.
 */
export function* matchingMessages(
  database: Database,
  terms: readonly Term[],
  before: number,
  leap: Leap,
): Generator<number> {
  const indexes = messageIndexes(database)
  const match = toMatch(wordsToAskFor(database, terms, indexes))
  let last = before
  for (const index of indexes) {
    if (firstKeyOf(index) >= leap(last)) continue
    for (const key of matchingRows(database, index, match, leap(last), leap)) {
      last = key
      yield key
    }
  }
}

/** A function from a key to the first one from it on at which there may be a match. */
export type Leap = (key: number) => number
const stay: Leap = (key) => key

/** The same within one conversation. */
export const matchingMessagesOf = (
  database: Database,
  match: string,
  conversationId: string,
  before: number,
): readonly number[] => {
  const row = database.get(
    `SELECT min(pk) AS first, max(pk) AS last FROM messages
     WHERE conversation = (SELECT pk FROM conversations WHERE id = ?)`,
    [conversationId],
  )
  if (!row || row.first === null) return []
  const last = Math.min(readNumber(row.last), before - 1)
  return [...matchingMessagesBetween(database, match, readNumber(row.first), last)].sort((a, b) => b - a)
}

/** Every message before one, newest first, as they are asked for. */
export function* allMessages(database: Database, before: number): Generator<number> {
  yield* inPages(
    (last, limit) =>
      database
        .all('SELECT pk AS key FROM messages WHERE pk < ? ORDER BY pk DESC LIMIT ?', [last, limit])
        .map(({ key }) => readNumber(key)),
    before,
  )
}

const wordsToAskFor = (
  database: Database,
  terms: readonly Term[],
  indexes: readonly string[],
): readonly Term[] => {
  const last = readNumber(database.get('SELECT max(pk) AS pk FROM messages')?.pk)
  // One that has only just begun says little.
  const index = indexes.find((each) => last - firstKeyOf(each) >= messagesPerIndex / 8) ?? indexes[0]
  if (index === undefined) return terms
  const first = firstKeyOf(index)
  return toAskFor(database, terms, {
    name: index,
    first,
    size: Math.min(messagesPerIndex, last - first + 1),
  })
}

const firstKeyOf = (index: string): number => numberOf(index) * messagesPerIndex

/**
 * Which messages between two keys may match, in no order: for one conversation, whose keys are mostly
 * neighbours.
 */
export const matchingMessagesBetween = (
  database: Database,
  match: string,
  first: number,
  last: number,
): Set<number> =>
  new Set(
    messageIndexes(database)
      .filter((index) => numberOf(index) >= indexNumberOf(first) && numberOf(index) <= indexNumberOf(last))
      .flatMap((index) =>
        database.all(`SELECT rowid AS key FROM ${index} WHERE ${index} MATCH ? AND rowid BETWEEN ? AND ?`, [
          match,
          first,
          last,
        ]),
      )
      .map(({ key }) => readNumber(key)),
  )

/** Keys of conversations before one whose title may hold all these words, newest first. */
export function* matchingTitles(
  database: Database,
  terms: readonly Term[],
  before: number,
): Generator<number> {
  if (!hasIndex(database, titles)) return
  // The two are asked for each by itself: for both at once, SQLite would read the whole table.
  const keys = database.get(
    'SELECT (SELECT min(pk) FROM conversations) AS first, (SELECT max(pk) FROM conversations) AS last',
  )
  const first = readNumber(keys?.first)
  const asked = toAskFor(database, terms, { name: titles, first, size: readNumber(keys?.last) - first + 1 })
  yield* matchingRows(database, titles, toMatch(asked), before)
}

/** All files whose text may match: there are thousands at most. */
export const matchingFiles = (database: Database, match: string): number[] =>
  hasIndex(database, files)
    ? database
        .all(`SELECT rowid AS key FROM ${files} WHERE ${files} MATCH ?`, [match])
        .map(({ key }) => readNumber(key))
    : []

/**
 * The pictures whose prompt may match, as a part of a larger question, with the match as its value; null
 * where there is no prompt at all.
 */
export const matchingPromptsSql = (database: Database): string | null =>
  hasIndex(database, prompts) ? `SELECT rowid FROM ${prompts} WHERE ${prompts} MATCH ?` : null

const fewestRowsPerQuery = 32
const mostRowsPerQuery = 4_096

function* matchingRows(
  database: Database,
  index: string,
  match: string,
  before: number,
  leap = stay,
): Generator<number> {
  // Without ORDER BY rank nothing is scored, and descending row numbers are an order the index can walk by
  // itself.
  const sql = `SELECT rowid AS key FROM ${index} WHERE ${index} MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?`
  yield* inPages(
    (last, limit) => database.all(sql, [match, last, limit]).map(({ key }) => readNumber(key)),
    before,
    leap,
  )
}

/**
 * Few at first, as most searches need no more; then many more, since asking again costs as well: a prefix is
 * gathered anew from every word that begins so.
 */
function* inPages(
  load: (before: number, limit: number) => readonly number[],
  before: number,
  leap = stay,
): Generator<number> {
  let last = before
  for (let limit = fewestRowsPerQuery; ; limit = Math.min(limit * 8, mostRowsPerQuery)) {
    const keys = load(last, limit)
    yield* keys
    const end = keys.at(-1)
    if (end === undefined || keys.length < limit) return
    last = leap(end)
  }
}
