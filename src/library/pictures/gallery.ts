import type {
  GalleryOutline,
  PictureChoices,
  PictureFilter,
  PictureGroup,
  PictureNeighbours,
  PicturePlace,
  PictureShown,
} from '@shared/model/gallery'
import type { Picture } from '@shared/model/picture'
import type { Database, Row, SqlValue } from '../Database'
import { matchingPromptsSql } from '../search/indexQueries'
import { parseQuery, toMatch } from '../search/query'
import { readNumber, readText } from '../values'
import { pictureColumns, readPicture } from './pictures'

/** A piece of SQL that is true of the pictures `p` that fit, and its values. */
interface Condition {
  readonly sql: string
  readonly values: readonly SqlValue[]
}

/** The picture belongs to a message in a conversation that is not in the trash. */
const isShown = `EXISTS (SELECT 1 FROM picture_uses u JOIN messages m ON m.pk = u.message
  JOIN conversations c ON c.pk = m.conversation WHERE u.picture_id = p.id AND c.trashed_at IS NULL)`
const isMadeIn = (test: string): string =>
  `EXISTS (SELECT 1 FROM conversations c WHERE c.id = p.conversation_id AND ${test})`

/**
 * The picture is seen only in the trash. The cheap question comes first: most were made in a conversation
 * that is there.
 */
const isInTrash = `NOT ${isMadeIn('c.trashed_at IS NULL')}
  AND (${isMadeIn('c.trashed_at IS NOT NULL')} OR EXISTS (SELECT 1 FROM picture_uses u WHERE u.picture_id = p.id))
  AND NOT ${isShown}`

const hasTrash = (database: Database): boolean =>
  database.get('SELECT 1 AS found FROM conversations WHERE trashed_at IS NOT NULL LIMIT 1') !== null

/**
 * A mask is a part of how another picture was edited. In older rows only the model says whether one was made.
 */
const origin = "coalesce(p.origin, iif(p.model IS NULL, 'attached', 'made'))"

/** Null: nothing can fit, e.g. a query of signs alone. The trash is not looked at. */
const conditionOf = (database: Database, filter: PictureFilter): Condition | null => {
  const { query = '', model, from, until, conversationId, source } = filter
  const terms = parseQuery(query)
  if (terms.length === 0 && query.trim() !== '') return null
  const parts: Condition[] = [{ sql: `p.unneeded_since IS NULL AND ${origin} <> 'mask'`, values: [] }]
  if (terms.length > 0) {
    const matching = matchingPromptsSql(database)
    if (matching === null) return null
    // The plus: the order by time is worth more than these keys, which are in none.
    parts.push({ sql: `+p.pk IN (${matching})`, values: [toMatch(terms)] })
  }
  if (model !== undefined) parts.push({ sql: 'p.model = ?', values: [model] })
  if (from !== undefined) parts.push({ sql: 'p.created_at >= ?', values: [from] })
  if (until !== undefined) parts.push({ sql: 'p.created_at < ?', values: [until] })
  if (source !== undefined)
    parts.push({ sql: `${origin} ${source === 'made' ? '=' : '<>'} 'made'`, values: [] })
  if (conversationId !== undefined)
    parts.push({
      sql: `(p.conversation_id = ? OR p.id IN (SELECT u.picture_id FROM conversations c
        JOIN messages m ON m.conversation = c.pk JOIN picture_uses u ON u.message = m.pk WHERE c.id = ?))`,
      values: [conversationId, conversationId],
    })
  return {
    sql: parts.map(({ sql }) => sql).join(' AND '),
    values: parts.flatMap(({ values }) => [...values]),
  }
}

/** What the gallery shows of them. Who asks for one conversation sees it, wherever that is. */
const visible = (database: Database, filter: PictureFilter): Condition | null => {
  const condition = conditionOf(database, filter)
  if (!condition || filter.conversationId !== undefined || !hasTrash(database)) return condition
  return { sql: `${condition.sql} AND NOT (${isInTrash})`, values: condition.values }
}

/**
 * Where groups begin, newest first: today, yesterday, then months, back to the oldest picture. By the
 * calendar: days with a clock change are longer or shorter.
 */
const groupStarts = (
  oldest: number,
  now: number,
): readonly { readonly kind: PictureGroup['kind']; readonly from: number }[] => {
  const day = new Date(now)
  const [year, month, date] = [day.getFullYear(), day.getMonth(), day.getDate()]
  const starts: { kind: PictureGroup['kind']; from: number }[] = [
    { kind: 'today', from: new Date(year, month, date).getTime() },
    { kind: 'yesterday', from: new Date(year, month, date - 1).getTime() },
  ]
  // A month's own beginning is not before yesterday's on its first and second day.
  const yesterday = new Date(year, month, date - 1)
  let first = new Date(yesterday.getFullYear(), yesterday.getMonth(), 1)
  while (oldest < (starts.at(-1)?.from ?? 0)) {
    if (first.getTime() < (starts.at(-1)?.from ?? 0)) starts.push({ kind: 'month', from: first.getTime() })
    first = new Date(first.getFullYear(), first.getMonth() - 1, 1)
  }
  return starts
}

/** The end of all time: a clock that was ahead must hide nothing. */
const never = 8.64e15

const group = (times: readonly number[], now: number): readonly PictureGroup[] => {
  const oldest = times.reduce((least, time) => Math.min(least, time), now)
  // No calendar goes further back: a damaged time must not make a million groups.
  const starts = groupStarts(Math.max(oldest, Date.UTC(1970, 0, 2)), now)
  const counts = new Array<number>(starts.length).fill(0)
  for (const time of times) {
    let [low, high] = [0, starts.length - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((starts[middle]?.from ?? 0) <= time) high = middle
      else low = middle + 1
    }
    counts[low] = (counts[low] ?? 0) + 1
  }
  return starts.flatMap(({ kind, from }, index) => {
    const count = counts[index] ?? 0
    const isLast = index === starts.length - 1
    return count === 0
      ? []
      : [{ kind, from: isLast ? -never : from, until: starts[index - 1]?.from ?? never, count }]
  })
}

export const outlineGallery = (
  database: Database,
  { filter }: { filter: PictureFilter },
  now: number,
): GalleryOutline => {
  const condition = conditionOf(database, filter)
  const shown = visible(database, filter)
  if (!condition || !shown) return { groups: [], total: 0, inTrash: 0 }
  // Times that are none: the index has all of them at its end.
  for (const { id } of database.all("SELECT id FROM pictures WHERE created_at >= ''"))
    database.damaged.add('picture-time', readText(id))
  // One text for all of them: twenty thousand rows through the binding would take ten times as long.
  const row = database.get(
    `SELECT json_group_array(iif(typeof(p.created_at) = 'integer', p.created_at, 0)) AS times FROM pictures p WHERE ${shown.sql}`,
    shown.values,
  )
  const times = JSON.parse(readText(row?.times)) as readonly number[]
  const all =
    shown.sql === condition.sql
      ? times.length
      : readNumber(
          database.get(`SELECT count(*) AS n FROM pictures p WHERE ${condition.sql}`, condition.values)?.n,
        )
  return { groups: group(times, now), total: times.length, inTrash: all - times.length }
}

export const loadGalleryRows = (
  database: Database,
  {
    filter,
    from,
    until,
    offset,
    limit,
  }: { filter: PictureFilter; from: number; until: number; offset: number; limit: number },
): readonly Picture[] => {
  const condition = visible(database, filter)
  if (!condition) return []
  return database
    .all(
      `SELECT ${pictureColumns} FROM pictures p WHERE p.created_at >= ? AND p.created_at < ? AND ${condition.sql}
       ORDER BY p.created_at DESC, p.id LIMIT ? OFFSET ?`,
      [from, until, ...condition.values, limit, offset],
    )
    .map(readPicture)
}

const placeOf = (database: Database, id: string): PicturePlace | null => {
  const row = database.get('SELECT id, created_at FROM pictures WHERE id = ?', [id])
  return row && { id: readText(row.id), createdAt: readNumber(row.created_at) }
}

export const listGalleryIds = (
  database: Database,
  {
    filter,
    first,
    last,
    after,
    limit,
  }: {
    filter: PictureFilter
    first: PicturePlace | null
    last: PicturePlace | null
    after: string | null
    limit: number
  },
): { readonly ids: readonly string[]; readonly isAll: boolean } => {
  const condition = visible(database, filter)
  const behind = after === null ? null : placeOf(database, after)
  // It went meanwhile: the caller begins anew.
  if (!condition || (after !== null && !behind)) return { ids: [], isAll: true }
  const begin = first ?? { createdAt: never, id: '' }
  const end = last ?? { createdAt: -never, id: '' }
  const from = behind ?? begin
  const rows = database.all(
    `SELECT p.id FROM pictures p
     WHERE p.created_at <= ? AND (p.created_at < ? OR p.id ${behind ? '>' : '>='} ?)
       AND p.created_at >= ? AND (p.created_at > ? OR p.id <= ?) AND ${condition.sql}
     ORDER BY p.created_at DESC, p.id LIMIT ?`,
    [
      from.createdAt,
      from.createdAt,
      from.id,
      end.createdAt,
      end.createdAt,
      end.id,
      ...condition.values,
      limit + 1,
    ],
  )
  return { ids: rows.slice(0, limit).map(({ id }) => readText(id)), isAll: rows.length <= limit }
}

/** The limit is above what a user scrolls through in a list of choices; all others are found by searching. */
const mostConversations = 200
const mostModels = 200

export const listPictureChoices = (database: Database): PictureChoices => {
  const models = database.all(
    `SELECT p.model, count(*) AS n FROM pictures p
     WHERE p.model IS NOT NULL AND p.unneeded_since IS NULL GROUP BY p.model ORDER BY n DESC, p.model LIMIT ?`,
    [mostModels],
  )
  const conversations = database.all(
    `SELECT c.id, c.title, count(DISTINCT u.picture_id) AS n
     FROM picture_uses u JOIN messages m ON m.pk = u.message JOIN conversations c ON c.pk = m.conversation
     WHERE c.trashed_at IS NULL GROUP BY c.pk ORDER BY max(m.pk) DESC LIMIT ?`,
    [mostConversations],
  )
  return {
    models: models.map(({ model, n }) => ({ model: readText(model), count: readNumber(n) })),
    conversations: conversations.map(({ id, title, n }) => ({
      id: readText(id),
      title: readText(title),
      count: readNumber(n),
    })),
  }
}

export const findNeighbours = (
  database: Database,
  { pictureId, filter }: { pictureId: string; filter: PictureFilter },
): PictureNeighbours => {
  const place = placeOf(database, pictureId)
  const condition = visible(database, filter)
  if (!place || !condition) return { newer: null, older: null }
  const next = (side: string, order: string) =>
    asNeighbour(
      database.get(
        `SELECT p.id, p.prompt FROM pictures p WHERE ${side} AND ${condition.sql} ORDER BY ${order} LIMIT 1`,
        [place.createdAt, place.createdAt, place.id, ...condition.values],
      ),
    )
  return {
    newer: next('p.created_at >= ? AND (p.created_at > ? OR p.id < ?)', 'p.created_at, p.id DESC'),
    older: next('p.created_at <= ? AND (p.created_at < ? OR p.id > ?)', 'p.created_at DESC, p.id'),
  }
}

const asNeighbour = (row: Row | null) => row && { id: readText(row.id), prompt: readText(row.prompt) }

const mostShown = 20

export const listShownIn = (
  database: Database,
  { pictureId }: { pictureId: string },
): readonly PictureShown[] =>
  database
    .all(
      `SELECT m.id AS message_id, c.id, c.title, c.trashed_at FROM picture_uses u
         JOIN messages m ON m.pk = u.message JOIN conversations c ON c.pk = m.conversation
       WHERE u.picture_id = ?
       ORDER BY c.trashed_at IS NOT NULL, m.id IS NOT (SELECT message_id FROM pictures WHERE id = u.picture_id), m.pk DESC
       LIMIT ?`,
      [pictureId, mostShown],
    )
    .map((row) => ({
      conversationId: readText(row.id),
      title: readText(row.title),
      messageId: readText(row.message_id),
      isInTrash: row.trashed_at !== null,
    }))
