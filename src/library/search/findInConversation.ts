import type { FoundInConversation } from '@shared/ipc/library/search'
import { type Part, pathTo } from '@shared/model/message'
import { conversationKey } from '../conversations'
import type { Database } from '../Database'
import { readParts } from '../damage/storedValues'
import { grownParts } from '../growth'
import { readNumber, readText, readTextOrNull } from '../values'
import { matchingMessagesBetween } from './indexQueries'
import { readQuery, toMatch } from './query'
import { searchTextOf } from './searchIndex'
import { countMatches } from './textMatches'

interface Entry {
  readonly key: number
  readonly id: string
  readonly parentId: string | null
  readonly isIndexed: boolean
}

/**
 * Messages of the shown branch, in reading order, that may hold every word of the query: by the rules of the
 * search over everything. What is still being written is among them.
 */
export const findCandidates = (
  database: Database,
  { conversationId, query }: { readonly conversationId: string; readonly query: string },
): string[] => {
  const wanted = readQuery(query)
  if (wanted.terms.length === 0) return []
  const branch = loadBranch(database, conversationId)
  if (branch.length === 0) return []
  const [first, last] = branch.reduce(
    ([least, most], { key }) => [Math.min(least, key), Math.max(most, key)],
    [Number.POSITIVE_INFINITY, 0],
  )
  const candidates = matchingMessagesBetween(database, toMatch(wanted.terms), first, last)
  return branch.filter(({ key, isIndexed }) => !isIndexed || candidates.has(key)).map(({ id }) => id)
}

/** What one call looks through: some milliseconds, between which others are answered. */
const mostTexts = 100
const mostCharacters = 200_000

/**
 * How often these messages hold what is wanted, as far as one call goes; `looked` tells how many it came to
 * see.
 */
export const countInMessages = (
  database: Database,
  { ids, query }: { readonly ids: readonly string[]; readonly query: string },
): { readonly found: readonly FoundInConversation[]; readonly looked: number } => {
  const wanted = readQuery(query)
  const found: FoundInConversation[] = []
  let looked = 0
  let characters = 0
  for (const messageId of ids) {
    if (looked >= mostTexts || characters >= mostCharacters) break
    const text = searchTextOf(loadParts(database, messageId))
    const count = countMatches(text, wanted)
    if (count > 0) found.push({ messageId, count })
    characters += text.length
    looked += 1
  }
  return { found, looked }
}

const loadBranch = (database: Database, conversationId: string): Entry[] => {
  const conversation = conversationKey(database, conversationId)
  const leaf = database.get('SELECT leaf_id FROM conversations WHERE pk = ?', [conversation])
  let entries: readonly Entry[]
  try {
    entries = loadColumns(database, conversation)
  } catch (error) {
    // One damaged value spoils the whole column that it is gathered into.
    if (!(error instanceof Error && /JSON/.test(`${error.name} ${error.message}`))) throw error
    entries = loadRows(database, conversation)
  }
  return pathTo(new Map(entries.map((entry) => [entry.id, entry])), readTextOrNull(leaf?.leaf_id))
}

/** Column by column, as the outline is loaded. */
const loadColumns = (database: Database, conversation: number | null): readonly Entry[] => {
  const row = database.get(
    `SELECT json_group_array(pk) AS keys, json_group_array(id) AS ids, json_group_array(parent_id) AS parents,
       group_concat(indexed_as IS NOT NULL, '') AS indexed
     FROM (SELECT pk, id, parent_id, indexed_as FROM messages WHERE conversation = ? ORDER BY pk)`,
    [conversation],
  )
  const keys = JSON.parse(readText(row?.keys)) as readonly number[]
  const parents = JSON.parse(readText(row?.parents)) as readonly (string | null)[]
  const indexed = readText(row?.indexed)
  return (JSON.parse(readText(row?.ids)) as readonly string[]).map((id, index) => ({
    key: keys[index] ?? 0,
    id,
    parentId: parents[index] ?? null,
    isIndexed: indexed[index] === '1',
  }))
}

const loadRows = (database: Database, conversation: number | null): readonly Entry[] =>
  database
    .all('SELECT pk, id, parent_id, indexed_as FROM messages WHERE conversation = ? ORDER BY pk', [
      conversation,
    ])
    .map((row) => ({
      key: readNumber(row.pk),
      id: readText(row.id),
      parentId: readTextOrNull(row.parent_id),
      isIndexed: row.indexed_as !== null,
    }))

const loadParts = (database: Database, id: string): readonly Part[] => {
  const row = database.get(
    'SELECT m.pk, m.state, b.parts FROM messages m JOIN bodies b ON b.message = m.pk WHERE m.id = ?',
    [id],
  )
  if (!row) return []
  const { parts, isDamaged } = readParts(row.parts)
  if (isDamaged) database.damaged.add('parts', id)
  return readText(row.state) === 'streaming' ? grownParts(database, readNumber(row.pk), parts) : parts
}
