import type { Migration } from './migration'

const firstKey = 2 ** 30

/**
 * Conversations hold a tree of messages. What identifies a row outside is a text id; inside, rows are joined
 * by `pk`, and message keys are also the search index's row numbers, so that "newest first" is the index's
 * own order. Keys are never used twice (a late index entry must not point at another's text), and begin in
 * the middle of the range: an import of older conversations can be put before everything.
 */
export const begin: Migration = {
  version: 1,
  name: 'begin',
  up(database) {
    database.execute(`
      CREATE TABLE facts (name TEXT PRIMARY KEY, value) WITHOUT ROWID;

      CREATE TABLE conversations (
        pk INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        title NOT NULL,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        leaf_id TEXT,
        choices TEXT NOT NULL
      );
      CREATE INDEX conversations_by_time ON conversations (updated_at DESC, id);

      -- Small rows, so that the outline of a long conversation is a short read; content is in bodies.
      CREATE TABLE messages (
        pk INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        conversation INTEGER NOT NULL REFERENCES conversations (pk) ON DELETE CASCADE,
        parent_id TEXT,
        role TEXT NOT NULL,
        state TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        finished_at INTEGER,
        engine_id TEXT,
        model TEXT,
        usage TEXT,
        -- NULL: nothing was charged. 'unknown': a price is not known. Otherwise US dollars.
        cost_usd,
        -- The version of our tokens under which the message is in the search index; NULL while it is not.
        indexed_as INTEGER
      );
      CREATE INDEX messages_by_conversation ON messages (conversation);
      CREATE INDEX messages_by_parent ON messages (parent_id);
      -- Tiny: only what is being written right now.
      CREATE INDEX messages_streaming ON messages (state) WHERE state = 'streaming';

      -- All parts as one JSON array. JSON escapes what SQLite's text cannot hold.
      CREATE TABLE bodies (
        message INTEGER PRIMARY KEY REFERENCES messages (pk) ON DELETE CASCADE,
        parts TEXT NOT NULL
      );

      -- What a streaming message grew by since its body was written; gone once it is finished.
      CREATE TABLE grown_parts (
        message INTEGER NOT NULL REFERENCES messages (pk) ON DELETE CASCADE,
        part_index INTEGER NOT NULL,
        next_chunk INTEGER NOT NULL,
        part TEXT NOT NULL,
        PRIMARY KEY (message, part_index)
      ) WITHOUT ROWID;
      CREATE TABLE chunks (
        message INTEGER NOT NULL REFERENCES messages (pk) ON DELETE CASCADE,
        part_index INTEGER NOT NULL,
        chunk_index INTEGER NOT NULL,
        text NOT NULL,
        PRIMARY KEY (message, part_index, chunk_index)
      ) WITHOUT ROWID;

      CREATE TABLE pictures (
        pk INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        format TEXT NOT NULL,
        byte_length INTEGER NOT NULL,
        width INTEGER NOT NULL,
        height INTEGER NOT NULL,
        prompt NOT NULL,
        model TEXT,
        cost_usd REAL,
        created_at INTEGER NOT NULL,
        message_id TEXT,
        conversation_id TEXT,
        parent_id TEXT
      );
      CREATE INDEX pictures_by_time ON pictures (created_at DESC, id);
      CREATE INDEX pictures_by_conversation ON pictures (conversation_id);
      -- Which messages show which pictures: a file goes when its last row goes.
      CREATE TABLE picture_uses (
        message INTEGER NOT NULL REFERENCES messages (pk) ON DELETE CASCADE,
        picture_id TEXT NOT NULL,
        PRIMARY KEY (message, picture_id)
      ) WITHOUT ROWID;
      CREATE INDEX picture_uses_by_picture ON picture_uses (picture_id);

      -- Search indexes that hold words of deleted messages until they are merged (see search/searchIndex.ts).
      CREATE TABLE unmerged_indexes (name TEXT PRIMARY KEY, begun INTEGER NOT NULL) WITHOUT ROWID;

      INSERT INTO sqlite_sequence (name, seq) VALUES
        ('conversations', ${firstKey - 1}), ('messages', ${firstKey - 1}), ('pictures', ${firstKey - 1});
    `)
  },
}
