import type { Part } from '@shared/model/message'
import type { Database } from '../Database'
import { readNumber, readText } from '../values'
import { hasCode } from './hasCode'
import { toAskFor } from './plan'
import { type Term, toMatch } from './query'
import { tokensOf, tokensVersion } from './words'

// The index holds tokens that we make (see words.ts), each once a text, without positions: a fifth of a usual
// FTS5 index, one way of folding for index, query and excerpt, and CJK for free. The prefix indexes make
// short prefixes one lookup. Longer prefixes are gathered by FTS5 from every word that begins so, which costs
// what there is to gather: so messages are split by age into indexes of this many, the newest is asked first,
// and a common prefix fills its page there.
const messagesPerIndex = 65_536
const titles = 'title_index'
const prompts = 'prompt_index'
const files = 'file_index'

const indexNumberOf = (message: number): number => Math.floor(message / messagesPerIndex)
const indexOf = (message: number): string => `message_index_${indexNumberOf(message)}`

/**
 * What can be found of a message: what was said first, then what was drawn or attached, then what was
 * thought.
 */
export const searchTextOf = (parts: readonly Part[]): string => {
  const said: string[] = []
  const shown: string[] = []
  const thought: string[] = []
  for (const part of parts) {
    if (part.type === 'text') said.push(part.text)
    else if (part.type === 'picture') shown.push(part.prompt)
    else if (part.type === 'file') shown.push(part.name)
    else if (part.type === 'reasoning') thought.push(part.text)
  }
  return [...said, ...shown, ...thought].join('\n\n')
}

export const indexMessage = (database: Database, key: number, parts: readonly Part[]): void => {
  addTokens(database, indexOf(key), key, searchTextOf(parts))
  database.run('UPDATE messages SET indexed_as = ?, has_code = ? WHERE pk = ?', [
    tokensVersion,
    hasCode(parts) ? 1 : 0,
    key,
  ])
}

/** Takes out what was indexed of the message as its body is now; to be called before the body changes. */
export const unindexMessage = (database: Database, key: number): void => {
  const row = database.get(
    `SELECT parts FROM messages m JOIN bodies b ON b.message = m.pk WHERE m.pk = ? AND indexed_as IS NOT NULL`,
    [key],
  )
  if (!row) return
  removeTokens(database, indexOf(key), key, searchTextOf(JSON.parse(readText(row.parts)) as readonly Part[]))
  database.run('UPDATE messages SET indexed_as = NULL WHERE pk = ?', [key])
}

export const indexTitle = (
  database: Database,
  key: number,
  oldTitle: string | null,
  title: string | null,
): void => {
  if (oldTitle === title) return
  if (oldTitle !== null) removeTokens(database, titles, key, oldTitle)
  if (title !== null) addTokens(database, titles, key, title)
}

export const indexPrompt = (database: Database, key: number, prompt: string): void =>
  addTokens(database, prompts, key, prompt)

export const unindexPrompt = (database: Database, key: number, prompt: string): void =>
  removeTokens(database, prompts, key, prompt)

/** The text of a file that came with a question. */
export const indexFile = (database: Database, key: number, text: string): void => {
  addTokens(database, files, key, text)
  database.run('UPDATE files SET indexed_as = ? WHERE pk = ?', [tokensVersion, key])
}

/** Takes a file out of the index; the caller does it before the row goes. */
export const unindexFile = (database: Database, id: string): void => {
  const row = database.get('SELECT pk, text FROM files WHERE id = ? AND indexed_as IS NOT NULL', [id])
  if (row) removeTokens(database, files, readNumber(row.pk), readText(row.text))
}

const addTokens = (database: Database, index: string, key: number, text: string): void => {
  const tokens = [...tokensOf(text)].join(' ')
  if (tokens === '') return
  ensureIndex(database, index)
  database.run(`INSERT INTO ${index} (rowid, tokens) VALUES (?, ?)`, [key, tokens])
}

/**
 * FTS5 only notes that the tokens are gone, which is quick; the words themselves go when the index is merged.
 * (Its 'secure-delete' does that at once, but takes 20 ms a message in a large index: minutes for a long
 * conversation.)
 */
const removeTokens = (database: Database, index: string, key: number, text: string): void => {
  const tokens = [...tokensOf(text)].join(' ')
  if (tokens === '' || !hasIndex(database, index)) return
  database.run(`INSERT INTO ${index} (${index}, rowid, tokens) VALUES ('delete', ?, ?)`, [key, tokens])
  database.run(
    'INSERT INTO unmerged_indexes (name, begun) VALUES (?, 0) ON CONFLICT (name) DO UPDATE SET begun = 0',
    [index],
  )
}

export const hasIndex = (database: Database, index: string): boolean =>
  database.get("SELECT 1 AS found FROM sqlite_schema WHERE type = 'table' AND name = ?", [index]) !== null

const ensureIndex = (database: Database, index: string): void => {
  if (hasIndex(database, index)) return
  if (index !== titles && index !== prompts) mergeOlder(database)
  database.execute(
    // 'ascii' takes every other character as part of a token: our tokens stay whole, whatever they hold.
    `CREATE VIRTUAL TABLE ${index}
     USING fts5 (tokens, content = '', columnsize = 0, detail = none, tokenize = 'ascii', prefix = '1 2 3')`,
  )
}

/**
 * A new index is begun: nothing is added to the one before it any more. Writing left it in twenty pieces,
 * each of which every search would have to look into; merged, they are one. So are the titles, now and then.
 */
const mergeOlder = (database: Database): void => {
  const [last] = messageIndexes(database)
  for (const name of last === undefined ? [] : [last, titles])
    if (hasIndex(database, name))
      database.run('INSERT OR IGNORE INTO unmerged_indexes (name, begun) VALUES (?, 0)', [name])
}

/** Indexes of messages, newest first. */
const messageIndexes = (database: Database): string[] =>
  database
    .all(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE message_index_%'",
    )
    .map(({ name }) => readText(name))
    .sort((a, b) => numberOf(b) - numberOf(a))

const numberOf = (index: string): number => Number(index.slice('message_index_'.length))

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
  // Each by itself: of both at once, SQLite would read the whole table.
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
