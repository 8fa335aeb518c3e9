import type {
  Conversation,
  ConversationCursor,
  ConversationPage,
  ConversationPlace,
  ListPlace,
} from '@shared/model/conversation'
import { conversationColumns, conversationKey, getConversation, readConversation } from './conversations'
import type { Database, SqlValue } from './Database'
import { readNumber, readNumberOrNull, readText } from './values'

const isListed = 'archived_at IS NULL AND trashed_at IS NULL'

/**
 * What belongs to each list and the time that it is sorted by: as an index of migration 3 says it, word for
 * word.
 */
const lists: Readonly<
  Record<
    ListPlace['type'],
    { readonly where: string; readonly time: 'updated_at' | 'pinned_at' | 'trashed_at' }
  >
> = {
  recent: { where: isListed, time: 'updated_at' },
  loose: { where: `${isListed} AND pinned_at IS NULL AND folder_id IS NULL`, time: 'updated_at' },
  pinned: { where: `pinned_at IS NOT NULL AND ${isListed}`, time: 'pinned_at' },
  folder: { where: `folder_id IS NOT NULL AND folder_id = ? AND ${isListed}`, time: 'updated_at' },
  archive: { where: 'archived_at IS NOT NULL AND trashed_at IS NULL', time: 'updated_at' },
  trash: { where: 'trashed_at IS NOT NULL', time: 'trashed_at' },
}

/** A window of a list, newest first: a short read of one index, however long the list is. */
export const listConversations = (
  database: Database,
  {
    limit,
    place = { type: 'recent' },
    after,
  }: { limit: number; place?: ListPlace; after: ConversationCursor | null },
): ConversationPage => {
  const { where, time } = lists[place.type]
  const values: SqlValue[] = place.type === 'folder' ? [place.folderId] : []
  if (after) values.push(after.at, after.at, after.id)
  const rows = database.all(
    `SELECT ${conversationColumns} FROM conversations WHERE ${where}
       ${after ? `AND ${time} <= ? AND (${time} < ? OR id > ?)` : ''}
     ORDER BY ${time} DESC, id LIMIT ?`,
    [...values, limit + 1],
  )
  if (rows.some((row) => typeof row[time] === 'string' || row[time] instanceof Uint8Array))
    noteTimes(database)
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    conversations: shown.map((row) => readConversation(database, row)),
    // The row's own time, also one that no calendar knows: the next page begins behind it.
    next:
      rows.length > limit && last
        ? { at: readNumberOrNull(last[time]) ?? Number.MAX_SAFE_INTEGER, id: readText(last.id) }
        : null,
  }
}

/** Times that are none: pages of a list end at them, so all of them are mended at once. */
const noteTimes = (database: Database): void => {
  const bad = ['updated_at', 'pinned_at', 'archived_at', 'trashed_at']
    .map((column) => `typeof(${column}) IN ('text', 'blob')`)
    .join(' OR ')
  for (const { id } of database.all(`SELECT id FROM conversations WHERE ${bad}`))
    database.damaged.add('time', readText(id))
}

/** Loads conversations in the order of `ids`; unknown ids are left out. */
export const loadConversations = (database: Database, ids: readonly string[]): Conversation[] =>
  ids.flatMap((id) => getConversation(database, id) ?? [])

/**
 * Absent leaves a column as it is; a folder that is gone counts as none. Repeated, it changes nothing more.
 */
export const arrangeConversations = (
  database: Database,
  places: readonly ConversationPlace[],
): Conversation[] => {
  for (const place of places) {
    const [sets, values] = changesOf(place)
    if (sets.length === 0) continue
    database.run(`UPDATE conversations SET ${sets.join(', ')} WHERE id = ?`, [...values, place.id])
  }
  return loadConversations(
    database,
    places.map(({ id }) => id),
  )
}

const changesOf = ({
  pinnedAt,
  archivedAt,
  trashedAt,
  folderId,
}: ConversationPlace): [string[], SqlValue[]] => {
  const all: readonly (readonly [string, SqlValue | undefined])[] = [
    ['pinned_at = ?', pinnedAt],
    ['archived_at = ?', archivedAt],
    ['trashed_at = ?', trashedAt],
    ['folder_id = (SELECT id FROM folders WHERE id = ?)', folderId],
  ]
  const wanted = all.flatMap(([set, value]) => (value === undefined ? [] : [{ set, value }]))
  return [wanted.map(({ set }) => set), wanted.map(({ value }) => value)]
}

/** The conversations that lie in the trash since before this time, the oldest first. */
export const listTrashed = (
  database: Database,
  { before, limit }: { before: number; limit: number },
): string[] =>
  database
    .all('SELECT id FROM conversations WHERE trashed_at < ? ORDER BY trashed_at LIMIT ?', [before, limit])
    .map(({ id }) => readText(id))

/** What one of two kinds of kept files weighs that only this conversation uses. */
const ownBytes = (kind: 'pictures' | 'files'): string => {
  const [uses, used] = kind === 'pictures' ? ['picture_uses', 'picture_id'] : ['file_uses', 'file_id']
  return `SELECT coalesce(sum(k.byte_length), 0) AS bytes FROM ${kind} k
    WHERE k.id IN (SELECT u.${used} FROM ${uses} u JOIN messages m ON m.pk = u.message WHERE m.conversation = ?1)
      AND NOT EXISTS (SELECT 1 FROM ${uses} u JOIN messages m ON m.pk = u.message
        WHERE u.${used} = k.id AND m.conversation <> ?1)`
}

/** What deleting a conversation gives back: its text, and the pictures and files that no other shows. */
export const measureConversation = (database: Database, id: string): number => {
  const key = conversationKey(database, id)
  const sums = [
    `SELECT coalesce(sum(octet_length(b.parts)), 0) AS bytes
     FROM messages m JOIN bodies b ON b.message = m.pk WHERE m.conversation = ?1`,
    ownBytes('pictures'),
    ownBytes('files'),
  ]
  return sums.reduce((sum, sql) => sum + readNumber(database.get(sql, [key])?.bytes), 0)
}
