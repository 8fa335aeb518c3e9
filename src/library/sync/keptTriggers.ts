import { changed, isOwn, note, trigger } from './noting'

/** What is told of a picture besides its bytes, which never change. */
const pictureColumns = [
  'prompt',
  'model',
  'cost_usd',
  'message_id',
  'conversation_id',
  'parent_id',
  'origin',
  'engine_id',
  'details',
]

const isMade = "coalesce(new.origin, iif(new.model IS NULL, 'attached', 'made')) = 'made'"

/**
 * What is in a draft only, or belonged to one, stays here: pictures and files travel once a message shows
 * them, and a picture that was made travels by itself.
 */
const used = (kind: 'picture' | 'file'): string =>
  `${isOwn} AND EXISTS (SELECT 1 FROM ${kind}s WHERE id = new.${kind}_id)
     AND NOT EXISTS (SELECT 1 FROM sync_clocks WHERE kind = '${kind}' AND id = new.${kind}_id)`

/** Nothing needed it any more: every device finds that by itself. */
const forgotten = (kind: 'picture' | 'file'): string =>
  trigger(
    `${kind}_deleted`,
    `AFTER DELETE ON ${kind}s`,
    ['sync_unsent', 'sync_clocks', 'sync_missing_blobs']
      .map((table) => `DELETE FROM ${table} WHERE kind = '${kind}' AND id = old.id;`)
      .join(' '),
    '1',
  )

/** Pictures, files and costs. */
export const keptTriggers: readonly string[] = [
  trigger(
    'picture_added',
    'AFTER INSERT ON pictures',
    note('picture', 'new.id', 'whole'),
    `(${isMade} OR EXISTS (SELECT 1 FROM picture_uses WHERE picture_id = new.id)) AND ${isOwn}`,
  ),
  trigger(
    'picture_used',
    'AFTER INSERT ON picture_uses',
    note('picture', 'new.picture_id', 'whole'),
    used('picture'),
  ),
  trigger(
    'picture_changed',
    `AFTER UPDATE OF ${pictureColumns.join(', ')} ON pictures`,
    note('picture', 'new.id', 'row'),
    changed(pictureColumns),
  ),
  forgotten('picture'),
  trigger(
    'file_added',
    'AFTER INSERT ON files',
    note('file', 'new.id', 'whole'),
    `EXISTS (SELECT 1 FROM file_uses WHERE file_id = new.id) AND ${isOwn}`,
  ),
  trigger('file_used', 'AFTER INSERT ON file_uses', note('file', 'new.file_id', 'whole'), used('file')),
  forgotten('file'),
  // Of a temporary conversation nothing travels, not even what it cost.
  trigger(
    'cost_written',
    'AFTER INSERT ON costs',
    note('cost', 'new.source', 'row'),
    `(new.conversation_id IS NULL OR EXISTS (SELECT 1 FROM conversations WHERE id = new.conversation_id))
       AND ${isOwn}`,
  ),
  // It was kept, or was deleted and is restored.
  trigger(
    'costs_of_conversation',
    'AFTER INSERT ON conversations',
    `INSERT INTO sync_unsent (kind, id, field)
       SELECT 'cost', source, 'row' FROM costs WHERE conversation_id = new.id
       ON CONFLICT DO UPDATE SET clock = NULL, batch = NULL;`,
  ),
]
