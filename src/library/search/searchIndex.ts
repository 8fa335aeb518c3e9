import type { Part } from '@shared/model/message'
import type { Source } from '@shared/model/tool'
import type { Database } from '../Database'
import { keepOverwritten } from '../damage/keptValues'
import { readParts } from '../damage/storedValues'
import { readNumber, readText } from '../values'
import { hasCode } from './hasCode'
import { tokensOf, tokensVersion } from './words'

// The index holds tokens that we make (see words.ts), each once a text, without positions: a fifth of a usual
// FTS5 index, one way of folding for index, query and excerpt, and CJK for free. The prefix indexes make
// short prefixes one lookup. Longer prefixes are gathered by FTS5 from every word that begins so, which costs
// what there is to gather: so messages are split by age into indexes of this many, the newest is asked first,
// and a common prefix fills its page there.
export const messagesPerIndex = 65_536
export const titles = 'title_index'
export const prompts = 'prompt_index'
export const files = 'file_index'

export const indexNumberOf = (message: number): number => Math.floor(message / messagesPerIndex)
export const indexNameOf = (message: number): string => `message_index_${indexNumberOf(message)}`

/**
 * What can be found of a message: what was said first, then what was drawn, attached or rested upon, then
 * what was thought.
 */
export const searchTextOf = (parts: readonly Part[]): string => {
  const said: string[] = []
  const shown: string[] = []
  const thought: string[] = []
  for (const part of parts) {
    if (part.type === 'text') said.push(part.text)
    else if (part.type === 'picture') shown.push(part.prompt)
    else if (part.type === 'file') shown.push(part.name)
    else if (part.type === 'sources') shown.push(...part.sources.map(wordsOfSource))
    else if (part.type === 'reasoning') thought.push(part.text)
  }
  return [...said, ...shown, ...thought].join('\n\n')
}

/** Without the rest of its address, whose words are mostly none. */
const wordsOfSource = ({ url, title }: Source): string =>
  `${title} ${URL.canParse(url) ? new URL(url).host : ''}`

export const indexMessage = (database: Database, key: number, parts: readonly Part[]): void => {
  addTokens(database, indexNameOf(key), key, searchTextOf(parts))
  database.run('UPDATE messages SET indexed_as = ?, has_code = ? WHERE pk = ?', [
    tokensVersion,
    hasCode(parts) ? 1 : 0,
    key,
  ])
}

/** Takes out what was indexed of the message as its body is now; to be called before the body changes. */
export const unindexMessage = (database: Database, key: number): void => {
  const row = database.get(
    `SELECT m.id, parts FROM messages m JOIN bodies b ON b.message = m.pk WHERE m.pk = ? AND indexed_as IS NOT NULL`,
    [key],
  )
  if (!row) return
  const { parts, isDamaged } = readParts(row.parts)
  // It is about to be written over, or taken out.
  if (isDamaged) keepOverwritten(database, { value: 'parts', id: readText(row.id) })
  removeTokens(database, indexNameOf(key), key, searchTextOf(parts))
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
export const messageIndexes = (database: Database): string[] =>
  database
    .all(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE message_index_%'",
    )
    .map(({ name }) => readText(name))
    .sort((a, b) => numberOf(b) - numberOf(a))

export const numberOf = (index: string): number => Number(index.slice('message_index_'.length))
