import type { Migration } from './migration'

/** Files that go along with questions, what was spent, small notes, and what undoing a removal needs. */
export const attachmentsAndCosts: Migration = {
  version: 2,
  name: 'attachments and costs',
  up(database) {
    database.execute(`
      -- NULL: as 'question'.
      ALTER TABLE conversations ADD COLUMN title_source TEXT;

      CREATE TABLE notes (name TEXT PRIMARY KEY, value NOT NULL);

      -- What a model reads of each file; the file as it came is in files/, named by its id.
      CREATE TABLE files (
        pk INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL,
        name NOT NULL,
        media_type TEXT NOT NULL,
        byte_length INTEGER NOT NULL,
        characters INTEGER NOT NULL,
        created_at INTEGER NOT NULL,
        text NOT NULL
      );
      -- Which messages bring which files: a file goes when its last row goes.
      CREATE TABLE file_uses (
        message INTEGER NOT NULL REFERENCES messages (pk) ON DELETE CASCADE,
        file_id TEXT NOT NULL,
        PRIMARY KEY (message, file_id)
      ) WITHOUT ROWID;
      CREATE INDEX file_uses_by_file ON file_uses (file_id);

      -- Messages that were taken out: their old key, which is their place among their siblings. The content only as long
      -- as it can be undone.
      CREATE TABLE removed_messages (
        pk INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        conversation INTEGER NOT NULL REFERENCES conversations (pk) ON DELETE CASCADE,
        parent_id TEXT,
        content TEXT
      );
      -- Messages whose parent is removed, with that parent: they hang from the next one above as long.
      CREATE TABLE displaced_messages (
        id TEXT PRIMARY KEY,
        conversation INTEGER NOT NULL REFERENCES conversations (pk) ON DELETE CASCADE,
        parent_id TEXT NOT NULL
      ) WITHOUT ROWID;
      CREATE INDEX displaced_messages_by_conversation ON displaced_messages (conversation);
      -- Conversations whose shown end is removed: that end, and what is shown as the end instead.
      CREATE TABLE displaced_leaves (
        conversation INTEGER PRIMARY KEY REFERENCES conversations (pk) ON DELETE CASCADE,
        leaf_id TEXT NOT NULL,
        shown_id TEXT
      );
      CREATE INDEX removed_messages_by_conversation ON removed_messages (conversation);
      -- The pictures and files that they need should they come back.
      CREATE TABLE removed_uses (
        message INTEGER NOT NULL REFERENCES removed_messages (pk) ON DELETE CASCADE,
        used_id TEXT NOT NULL,
        PRIMARY KEY (message, used_id)
      ) WITHOUT ROWID;
      CREATE INDEX removed_uses_by_used ON removed_uses (used_id);

      -- What was spent. A row outlives its message and its conversation: the money is gone.
      CREATE TABLE costs (
        pk INTEGER PRIMARY KEY,
        -- The message's id, or what makes a charge itself: written again, it is the same row.
        source TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL,
        at INTEGER NOT NULL,
        conversation_id TEXT,
        model TEXT,
        -- As in messages.
        cost_usd,
        input_tokens INTEGER NOT NULL DEFAULT 0,
        cached_input_tokens INTEGER NOT NULL DEFAULT 0,
        output_tokens INTEGER NOT NULL DEFAULT 0,
        reasoning_tokens INTEGER NOT NULL DEFAULT 0,
        pictures INTEGER NOT NULL DEFAULT 0
      );
      -- A month is read as one range of it, however long the history is.
      CREATE INDEX costs_by_time ON costs (at);
      CREATE INDEX costs_by_conversation ON costs (conversation_id);
      ${costsFromMessages}
    `)
  },
}

/** What the messages themselves say was spent, for libraries that kept no account yet. */
export const costsFromMessages = `
  INSERT OR IGNORE INTO costs (source, kind, at, conversation_id, model, cost_usd,
    input_tokens, cached_input_tokens, output_tokens, reasoning_tokens, pictures)
  SELECT m.id, 'answer', coalesce(m.finished_at, m.created_at), c.id, m.model, m.cost_usd,
    coalesce(json_extract(iif(json_valid(m.usage), m.usage, NULL), '$.inputTokens'), 0), coalesce(json_extract(iif(json_valid(m.usage), m.usage, NULL), '$.cachedInputTokens'), 0),
    coalesce(json_extract(iif(json_valid(m.usage), m.usage, NULL), '$.outputTokens'), 0), coalesce(json_extract(iif(json_valid(m.usage), m.usage, NULL), '$.reasoningTokens'), 0),
    (SELECT count(*) FROM picture_uses u WHERE u.message = m.pk)
  FROM messages m JOIN conversations c ON c.pk = m.conversation
  WHERE m.role = 'assistant' AND m.state <> 'streaming'
    AND (m.state <> 'failed' OR m.usage IS NOT NULL OR m.cost_usd IS NOT NULL);
`
