import type { Database } from '../Database'
import { readNumber } from '../values'
import { keptTriggers } from './keptTriggers'
import { changed, isOwn, note, trigger } from './noting'

/** What the user can change of a conversation, with the columns that hold it. */
const conversationFields = {
  title: ['title', 'title_source'],
  updatedAt: ['updated_at'],
  leafId: ['leaf_id'],
  pinnedAt: ['pinned_at'],
  archivedAt: ['archived_at'],
  trashedAt: ['trashed_at'],
  folderId: ['folder_id'],
} as const

const messageColumns = [
  'conversation',
  'parent_id',
  'state',
  'finished_at',
  'engine_id',
  'model',
  'usage',
  'cost_usd',
]

const tables = `
  CREATE TABLE sync_state (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
  -- Of each thing that was written since sync is on, or came from elsewhere: see Clocks. Without a row a thing is as it
  -- was before. Of what was deleted the row stays.
  CREATE TABLE sync_clocks (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    clocks TEXT NOT NULL,
    PRIMARY KEY (kind, id)
  ) WITHOUT ROWID;
  -- Changes that no other device was told of. Without a clock: not stamped yet. With a batch: given away, and not
  -- confirmed yet.
  CREATE TABLE sync_unsent (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    field TEXT NOT NULL,
    clock TEXT,
    batch INTEGER,
    PRIMARY KEY (kind, id, field)
  ) WITHOUT ROWID;
  CREATE INDEX sync_unsent_by_clock ON sync_unsent (clock, kind, id);
  CREATE INDEX sync_unsent_given ON sync_unsent (batch) WHERE batch IS NOT NULL;
  -- Records that came before what they belong to.
  CREATE TABLE sync_waiting (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    waits_for TEXT NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (kind, id)
  ) WITHOUT ROWID;
  CREATE INDEX sync_waiting_by_what ON sync_waiting (waits_for);
  -- Up to which of its moments each other device was read, and the last pack of its log that was: its number, its hash
  -- and which of the keys it was under.
  CREATE TABLE sync_seen (
    device TEXT PRIMARY KEY,
    clock TEXT NOT NULL,
    number INTEGER NOT NULL DEFAULT 0,
    hash TEXT NOT NULL DEFAULT '',
    generation INTEGER NOT NULL DEFAULT 1
  ) WITHOUT ROWID;
  -- Whole stretches of what came as it was before sync, by their keys: see bornElsewhere.
  CREATE TABLE sync_born (
    kind TEXT NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    written TEXT NOT NULL,
    PRIMARY KEY (kind, first)
  ) WITHOUT ROWID;
  -- Conversations that were deleted elsewhere, until they are gone here too.
  CREATE TABLE sync_deleting (id TEXT PRIMARY KEY) WITHOUT ROWID;
  -- What others trash or delete, until it happens here too, or the user keeps it: see guard.
  CREATE TABLE sync_held (id TEXT PRIMARY KEY, device TEXT NOT NULL, record TEXT NOT NULL) WITHOUT ROWID;
  -- Assistants and facts, as they are on all devices and as main last had them: see documents.
  CREATE TABLE sync_documents (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    fields TEXT,
    seen TEXT,
    born TEXT NOT NULL,
    PRIMARY KEY (kind, id)
  ) WITHOUT ROWID;
  -- Fields that this version does not know, as they came: a later one does.
  CREATE TABLE sync_unknown (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    fields TEXT NOT NULL,
    PRIMARY KEY (kind, id)
  ) WITHOUT ROWID;
  -- Pictures and files that came without their bytes, until these are here; id is their hash.
  CREATE TABLE sync_missing_blobs (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (kind, id)
  ) WITHOUT ROWID;
  CREATE INDEX sync_missing_blobs_by_time ON sync_missing_blobs (created_at DESC, id);
`

/** The user has put it elsewhere since. */
const forgetWaitingFolder = `DELETE FROM sync_waiting WHERE kind = 'place' AND id = new.id;`

/** Who wrote one that came as it was before sync stands by its key, which goes with it: see bornElsewhere. */
const keepWrittenElsewhere = `INSERT OR IGNORE INTO sync_clocks (kind, id, clocks)
  SELECT kind, old.id, json_object('set', json('{}'), 'written', json(written), 'deleted', json('{}'))
  FROM sync_born WHERE kind = 'conversation' AND first <= old.pk AND last >= old.pk;`

const choiceIn = (row: 'old' | 'new'): string =>
  `json_extract(iif(json_valid(${row}.choices), ${row}.choices, '{}'), '$."' || name || '"')`

/**
 * A change is noted in the transaction that makes it, whichever part of the app makes it: none is forgotten,
 * and fifty of one field are one note.
 */
const triggers: readonly string[] = [
  trigger('conversation_added', 'AFTER INSERT ON conversations', note('conversation', 'new.id', 'whole')),
  trigger(
    'conversation_deleted',
    'AFTER DELETE ON conversations',
    note('conversation', 'old.id', 'deleted') + keepWrittenElsewhere,
  ),
  ...Object.entries(conversationFields).map(([field, columns]) =>
    trigger(
      `conversation_${field}`,
      `AFTER UPDATE OF ${columns.join(', ')} ON conversations`,
      note('conversation', 'new.id', field) + (field === 'folderId' ? forgetWaitingFolder : ''),
      changed(columns),
    ),
  ),
  // Each choice by itself: two devices may change two of them.
  trigger(
    'conversation_choices',
    'AFTER UPDATE OF choices ON conversations',
    `INSERT INTO sync_unsent (kind, id, field)
       SELECT 'conversation', new.id, 'choices.' || name FROM (
         SELECT key AS name FROM json_each(iif(json_valid(old.choices), old.choices, '{}'))
         UNION SELECT key FROM json_each(iif(json_valid(new.choices), new.choices, '{}')))
       WHERE ${choiceIn('old')} IS NOT ${choiceIn('new')}
       ON CONFLICT DO UPDATE SET clock = NULL, batch = NULL;`,
    changed(['choices']),
  ),
  trigger('message_added', 'AFTER INSERT ON messages', note('message', 'new.id', 'row')),
  trigger(
    'message_changed',
    `AFTER UPDATE OF ${messageColumns.join(', ')} ON messages`,
    note('message', 'new.id', 'row'),
    // Displaced by a removal, it is where it was for everyone else.
    `(${messageColumns
      .filter((column) => column !== 'parent_id')
      .map((column) => `old.${column} IS NOT new.${column}`)
      .join(' OR ')}) AND ${isOwn}`,
  ),
  trigger(
    'body_written',
    'AFTER INSERT ON bodies',
    `INSERT INTO sync_unsent (kind, id, field) SELECT 'message', id, 'row' FROM messages WHERE pk = new.message
       ON CONFLICT DO UPDATE SET clock = NULL, batch = NULL;`,
  ),
  trigger('message_removed', 'AFTER INSERT ON removed_messages', note('message', 'new.id', 'removed')),
  trigger(
    'message_restored',
    'AFTER DELETE ON removed_messages',
    note('message', 'old.id', 'removed'),
    // With its whole conversation it goes without a word.
    `EXISTS (SELECT 1 FROM messages WHERE id = old.id) AND ${isOwn}`,
  ),
  trigger('folder_added', 'AFTER INSERT ON folders', note('folder', 'new.id', 'whole')),
  trigger('folder_deleted', 'AFTER DELETE ON folders', note('folder', 'old.id', 'deleted')),
  ...['name', 'position'].map((column) =>
    trigger(
      `folder_${column}`,
      `AFTER UPDATE OF ${column} ON folders`,
      note('folder', 'new.id', column),
      changed([column]),
    ),
  ),
  ...keptTriggers,
]

export const isSyncing = (database: Database): boolean =>
  database.get("SELECT 1 AS found FROM sqlite_schema WHERE name = 'sync_state'") !== null

/** Without sync there is none of its tables and triggers: it costs nothing. */
export const beginSync = (database: Database, device: string, clock: string): void =>
  database.transaction(() => {
    if (isSyncing(database)) return
    const before = database.get('SELECT min(pk) AS oldest, max(pk) AS newest FROM conversations')
    database.execute(tables)
    setState(database, 'device', device)
    setState(database, 'began', clock)
    setState(database, 'latest', clock)
    // What comes later has keys above or below, and is noted by itself or comes from elsewhere.
    setState(database, 'oldestBefore', String(readNumber(before?.oldest)))
    setState(database, 'newestBefore', String(readNumber(before?.newest)))
    // What was taken out stays so where another device has the same from an import.
    database.run(
      "INSERT INTO sync_unsent (kind, id, field) SELECT 'message', id, 'removed' FROM removed_messages",
    )
    for (const table of ['pictures', 'costs'])
      setState(database, `${table}Before`, String(newestKey(database, table)))
    for (const each of triggers) database.execute(each)
  })

const newestKey = (database: Database, table: string): number =>
  readNumber(database.get(`SELECT max(pk) AS pk FROM ${table}`)?.pk)

export const endSync = (database: Database): void =>
  database.transaction(() => {
    const rows = database.all(
      "SELECT type, name FROM sqlite_schema WHERE name LIKE 'sync\\_%' ESCAPE '\\' AND type IN ('trigger', 'table')",
    )
    // Triggers first: one must not meet a table that is gone.
    for (const type of ['trigger', 'table'])
      for (const row of rows) if (row.type === type) database.execute(`DROP ${type} ${row.name}`)
  })

export const setState = (database: Database, name: string, value: string): void => {
  database.run('INSERT OR REPLACE INTO sync_state (name, value) VALUES (?, ?)', [name, value])
}

export const getState = (database: Database, name: string): string => {
  const row = database.get('SELECT value FROM sync_state WHERE name = ?', [name])
  return row ? String(row.value) : ''
}

/**
 * Runs work whose changes are others': they are not noted. One transaction, so that it ends for certain; not
 * synced where more follows that will be.
 */
export const applying = <T>(database: Database, isSynced: boolean, work: () => T): T => {
  const all = () => {
    setState(database, 'applying', 'yes')
    const result = work()
    database.run("DELETE FROM sync_state WHERE name = 'applying'")
    return result
  }
  return isSynced ? database.transaction(all) : database.transactionUnsynced(all)
}
