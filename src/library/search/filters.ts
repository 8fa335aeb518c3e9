import type { SearchFilters } from '@shared/model/search'
import type { Database, Row, SqlValue } from '../Database'

/** A piece of SQL that is true of what fits, and its values. */
interface Condition {
  readonly sql: string
  readonly values: readonly SqlValue[]
}

const asPattern = (part: string): string => `%${part.replace(/[\\%_]/g, '\\$&')}%`

/** The condition holds for the answer itself, or for an answer to the question. */
const ofAnswer = (test: string): string =>
  `(${test.replaceAll('@', 'm')} OR (m.role = 'user'
    AND EXISTS (SELECT 1 FROM messages a WHERE a.parent_id = m.id AND ${test.replaceAll('@', 'a')})))`

/** The conditions on the message. Whether one holds code may not be known yet: its text then tells. */
const ofMessage = ({ from, until, engineId, model, withPicture, withCode }: SearchFilters): Condition[] => [
  ...(from === undefined ? [] : [{ sql: 'm.created_at >= ?', values: [from] }]),
  ...(until === undefined ? [] : [{ sql: 'm.created_at < ?', values: [until] }]),
  ...(engineId === undefined ? [] : [{ sql: ofAnswer('@.engine_id = ?'), values: [engineId, engineId] }]),
  ...(model === undefined
    ? []
    : [
        {
          sql: ofAnswer("@.model LIKE ? ESCAPE '\\'"),
          values: [asPattern(model), asPattern(model)],
        },
      ]),
  ...(withPicture
    ? [{ sql: 'EXISTS (SELECT 1 FROM picture_uses u WHERE u.message = m.pk)', values: [] }]
    : []),
  ...(withCode ? [{ sql: '(m.has_code IS NULL OR m.has_code = 1)', values: [] }] : []),
]

const ofConversation = ({ assistantId, conversationId }: SearchFilters): Condition[] => [
  ...(assistantId === undefined
    ? []
    : [
        {
          sql: "json_extract(iif(json_valid(c.choices), c.choices, '{}'), '$.assistantId') = ?",
          values: [assistantId],
        },
      ]),
  ...(conversationId === undefined ? [] : [{ sql: 'c.id = ?', values: [conversationId] }]),
]

const join = (conditions: readonly Condition[]): Condition => ({
  sql: conditions.map(({ sql }) => ` AND ${sql}`).join(''),
  values: conditions.flatMap(({ values }) => [...values]),
})

/** Tells whether any filter narrows the search. */
export const isNarrowed = (filters: SearchFilters): boolean =>
  ofMessage(filters).length + ofConversation(filters).length > 0

const notIn = ' AND m.conversation NOT IN (SELECT value FROM json_each(?))'

/** The messages among some that fit, newest first, with what a hit says of them; without their text. */
export const loadFitting = (
  database: Database,
  keys: readonly number[],
  filters: SearchFilters,
  /** Keys of conversations of which no more is wanted. */
  without: readonly number[] = [],
): readonly Row[] => {
  const { sql, values } = join([...ofMessage(filters), ...ofConversation(filters)])
  return database.all(
    `SELECT m.pk, m.id, m.conversation, m.role, m.created_at, m.has_code, c.id AS conversation_id, c.title, c.archived_at
     FROM json_each(?) k CROSS JOIN messages m ON m.pk = k.value JOIN conversations c ON c.pk = m.conversation
     WHERE m.indexed_as IS NOT NULL${without.length === 0 ? '' : notIn} AND c.trashed_at IS NULL${sql}
     ORDER BY m.pk DESC`,
    [JSON.stringify(keys), ...(without.length === 0 ? [] : [JSON.stringify(without)]), ...values],
  )
}

/**
 * A conversation by its key, if it fits: itself, and at least one of its messages where the filters speak of
 * messages.
 */
export const loadFittingTitle = (database: Database, key: number, filters: SearchFilters): Row | null => {
  const own = join(ofConversation(filters))
  const messages = ofMessage(filters)
  const any = join(messages)
  return database.get(
    `SELECT c.id, c.title, c.created_at, c.archived_at FROM conversations c
     WHERE c.pk = ? AND c.trashed_at IS NULL${own.sql}
       ${messages.length === 0 ? '' : `AND EXISTS (SELECT 1 FROM messages m WHERE m.conversation = c.pk${any.sql})`}`,
    [key, ...own.values, ...any.values],
  )
}
