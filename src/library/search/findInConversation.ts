import type { Part } from '@shared/model/message'
import { pathTo } from '@shared/model/message'
import type { Database } from '../database'
import { grownParts } from '../growth'
import { readNumber, readText, readTextOrNull } from '../values'
import { countMatches } from './excerpt'
import { readQuery, toMatch } from './query'
import { matchingMessagesBetween, searchTextOf } from './searchIndex'

export interface FoundInConversation {
  readonly messageId: string
  readonly count: number
}

interface Entry {
  readonly key: number
  readonly id: string
  readonly parentId: string | null
  readonly isIndexed: boolean
}

/**
 * Messages of the shown branch that hold every word of the query, in reading order, with how often they do. By the rules
 * of the search over everything; what is still being written is looked through as it is.
 */
export const findInConversation = (
  database: Database,
  { conversationId, query }: { readonly conversationId: string; readonly query: string },
): FoundInConversation[] => {
  const wanted = readQuery(query)
  if (wanted.terms.length === 0) return []
  const branch = loadBranch(database, conversationId)
  const keys = branch.map(({ key }) => key)
  if (keys.length === 0) return []
  const [first, last] = [keys.reduce((a, b) => Math.min(a, b)), keys.reduce((a, b) => Math.max(a, b))]
  const candidates = matchingMessagesBetween(database, toMatch(wanted.terms), first, last)
  return branch.flatMap(({ key, id, isIndexed }) => {
    if (isIndexed && !candidates.has(key)) return []
    const count = countMatches(searchTextOf(loadParts(database, key)), wanted)
    return count > 0 ? [{ messageId: id, count }] : []
  })
}

/** One row as JSON, as for the outline. */
const loadBranch = (database: Database, conversationId: string): Entry[] => {
  const row = database.get(
    `SELECT c.leaf_id, (SELECT json_group_array(json_array(pk, id, parent_id, indexed_as IS NOT NULL))
       FROM messages WHERE conversation = c.pk) AS entries
     FROM conversations c WHERE c.id = ?`,
    [conversationId],
  )
  if (!row) return []
  const entries = JSON.parse(readText(row.entries)) as [number, string, string | null, number][]
  return pathTo(
    new Map(
      entries.map(([key, id, parentId, isIndexed]) => [
        id,
        { key, id, parentId, isIndexed: isIndexed === 1 },
      ]),
    ),
    readTextOrNull(row.leaf_id),
  )
}

const loadParts = (database: Database, key: number): readonly Part[] => {
  const row = database.get(
    'SELECT m.pk, m.state, b.parts FROM messages m JOIN bodies b ON b.message = m.pk WHERE m.pk = ?',
    [key],
  )
  if (!row) return []
  const parts = JSON.parse(readText(row.parts)) as readonly Part[]
  return readText(row.state) === 'streaming' ? grownParts(database, readNumber(row.pk), parts) : parts
}
