import type { Migration } from './migration'

/**
 * Tables and columns for pins and folders, for how pictures were made, and for speech that is kept for
 * replay.
 */
export const orderAndKeptFiles: Migration = {
  version: 3,
  name: 'order and kept files',
  up(database) {
    database.execute(`
      CREATE TABLE folders (
        pk INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        name NOT NULL,
        position INTEGER NOT NULL,
        created_at INTEGER NOT NULL
      );

      -- Times of the act, milliseconds since the epoch; NULL: not pinned, not archived, not in the trash.
      ALTER TABLE conversations ADD COLUMN pinned_at INTEGER;
      ALTER TABLE conversations ADD COLUMN archived_at INTEGER;
      ALTER TABLE conversations ADD COLUMN trashed_at INTEGER;
      ALTER TABLE conversations ADD COLUMN folder_id TEXT REFERENCES folders (id) ON DELETE SET NULL;
      DROP INDEX conversations_by_time;
      -- The list's own order, so that its first rows are one short read however long the history is.
      CREATE INDEX conversations_listed ON conversations (updated_at DESC, id)
        WHERE archived_at IS NULL AND trashed_at IS NULL;
      -- The same without what stands elsewhere in the list: what lies in folders is not read past.
      CREATE INDEX conversations_loose ON conversations (updated_at DESC, id)
        WHERE archived_at IS NULL AND trashed_at IS NULL AND pinned_at IS NULL AND folder_id IS NULL;
      CREATE INDEX conversations_pinned ON conversations (pinned_at)
        WHERE pinned_at IS NOT NULL AND archived_at IS NULL AND trashed_at IS NULL;
      CREATE INDEX conversations_by_folder ON conversations (folder_id, updated_at DESC, id)
        WHERE folder_id IS NOT NULL;
      CREATE INDEX conversations_archived ON conversations (updated_at DESC, id) WHERE archived_at IS NOT NULL;
      CREATE INDEX conversations_trashed ON conversations (trashed_at) WHERE trashed_at IS NOT NULL;

      -- 1 where an answer or question holds a code block; NULL until it has been looked at.
      ALTER TABLE messages ADD COLUMN has_code INTEGER;
      -- As in messages, for the text of a file.
      ALTER TABLE files ADD COLUMN indexed_as INTEGER;
      CREATE INDEX files_unindexed ON files (pk) WHERE indexed_as IS NULL;

      -- How a picture came to be: 'made', 'attached' or 'imported'; NULL in older rows: made.
      ALTER TABLE pictures ADD COLUMN origin TEXT;
      ALTER TABLE pictures ADD COLUMN engine_id TEXT;
      -- What was asked for besides the prompt (size, quality, background …) and what the engine made of the prompt, as JSON.
      ALTER TABLE pictures ADD COLUMN details TEXT;
      CREATE INDEX pictures_by_parent ON pictures (parent_id) WHERE parent_id IS NOT NULL;
      -- Since when nothing needs it any more; NULL while something does. The file goes an hour later (see applyRetention.ts).
      ALTER TABLE pictures ADD COLUMN unneeded_since INTEGER;
      CREATE INDEX pictures_unneeded ON pictures (unneeded_since) WHERE unneeded_since IS NOT NULL;
      ALTER TABLE files ADD COLUMN unneeded_since INTEGER;
      CREATE INDEX files_unneeded ON files (unneeded_since) WHERE unneeded_since IS NOT NULL;

      -- Speech kept for replay: the file is in speech/, named by its id.
      CREATE TABLE speech_clips (
        pk INTEGER PRIMARY KEY,
        -- A hash of what makes it sound as it does: text, voice, model, speed.
        id TEXT NOT NULL UNIQUE,
        text NOT NULL,
        voice TEXT NOT NULL,
        format TEXT NOT NULL,
        byte_length INTEGER NOT NULL,
        duration_ms INTEGER NOT NULL,
        created_at INTEGER NOT NULL,
        -- When it was last heard: the oldest go first where room is short.
        used_at INTEGER NOT NULL,
        unneeded_since INTEGER
      );
      CREATE INDEX speech_clips_by_use ON speech_clips (used_at);
      CREATE INDEX speech_clips_unneeded ON speech_clips (unneeded_since) WHERE unneeded_since IS NOT NULL;
      -- Which messages were read aloud from which clips: a clip goes when nothing that it spoke is there any more.
      CREATE TABLE speech_uses (
        message INTEGER NOT NULL REFERENCES messages (pk) ON DELETE CASCADE,
        clip_id TEXT NOT NULL,
        PRIMARY KEY (message, clip_id)
      ) WITHOUT ROWID;
      CREATE INDEX speech_uses_by_clip ON speech_uses (clip_id);

      -- Conversations that were deleted, while their messages are still being taken out, step by step. Their own rows are
      -- gone: nothing finds those messages any more.
      CREATE TABLE deleted_conversations (
        pk INTEGER PRIMARY KEY,
        id TEXT NOT NULL,
        freed_bytes INTEGER NOT NULL DEFAULT 0
      );
    `)
  },
}
