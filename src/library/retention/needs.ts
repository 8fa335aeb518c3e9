import type { Database } from '../Database'
import { readNumber, readNumberOrNull, readText } from '../values'

/** What has a row and a file of its own, and goes when nothing needs it any more. */
export type KeptKind = 'pictures' | 'files' | 'speech_clips'

export interface Kept {
  readonly key: number
  readonly id: string
  /** The extension of its file's name; empty for files, which have none. */
  readonly format: string
  readonly isNeeded: boolean
  readonly unneededSince: number | null
}

/** The content is used by a message that was removed but may still come back. */
const isRestorable = `EXISTS (SELECT 1 FROM removed_uses u JOIN removed_messages m ON m.pk = u.message
  WHERE u.used_id = k.id AND m.content IS NOT NULL)`

/**
 * Why a row may not go, for each kind. In doubt something is needed: a picture also stays while its message
 * or another picture made from it is there, or when it was never made for a message at all.
 */
const needs: Readonly<Record<KeptKind, string>> = {
  pictures: `EXISTS (SELECT 1 FROM picture_uses u WHERE u.picture_id = k.id) OR ${isRestorable}
    OR EXISTS (SELECT 1 FROM messages m WHERE m.id = k.message_id)
    OR EXISTS (SELECT 1 FROM removed_messages m WHERE m.id = k.message_id AND m.content IS NOT NULL)
    OR EXISTS (SELECT 1 FROM pictures c WHERE c.parent_id = k.id)
    OR (k.message_id IS NULL AND k.conversation_id IS NULL
      AND coalesce(k.origin, iif(k.model IS NULL, 'attached', 'made')) = 'made')`,
  files: `EXISTS (SELECT 1 FROM file_uses u WHERE u.file_id = k.id) OR ${isRestorable}`,
  speech_clips: `EXISTS (SELECT 1 FROM speech_uses u WHERE u.clip_id = k.id) OR ${isRestorable}`,
}

const formats: Readonly<Record<KeptKind, string>> = {
  pictures: 'k.format',
  files: "''",
  speech_clips: 'k.format',
}

const load = (
  database: Database,
  kind: KeptKind,
  rest: string,
  values: readonly number[],
): readonly Kept[] => {
  const rows = database.all(
    `SELECT k.pk, k.id, ${formats[kind]} AS format, k.unneeded_since, (${needs[kind]}) AS is_needed
     FROM ${kind} k ${rest}`,
    values,
  )
  if (rows.length === 0) return []
  const noted = notedIds(database)
  return rows.map((row) => {
    const id = readText(row.id)
    return {
      key: readNumber(row.pk),
      id,
      format: readText(row.format),
      isNeeded: readNumber(row.is_needed) === 1 || noted.has(id),
      unneededSince: readNumberOrNull(row.unneeded_since),
    }
  })
}

/** Some rows behind a key, in the order of their keys. */
export const loadKept = (database: Database, kind: KeptKind, behind: number, limit: number) =>
  load(database, kind, 'WHERE k.pk > ? ORDER BY k.pk LIMIT ?', [behind, limit])

/** The row that nothing has needed for longest, if that was before `until`. */
export const loadDue = (database: Database, kind: KeptKind, until: number): Kept | null =>
  load(database, kind, 'WHERE k.unneeded_since <= ? ORDER BY k.unneeded_since LIMIT 1', [until])[0] ?? null

/** Since when the longest unneeded row of all has been so; null when everything is needed. */
export const longestUnneeded = (database: Database): number | null =>
  readNumberOrNull(
    database.get(
      `SELECT min(since) AS since FROM (SELECT min(unneeded_since) AS since FROM pictures WHERE unneeded_since IS NOT NULL
         UNION ALL SELECT min(unneeded_since) FROM files WHERE unneeded_since IS NOT NULL
         UNION ALL SELECT min(unneeded_since) FROM speech_clips WHERE unneeded_since IS NOT NULL)`,
    )?.since,
  )

export const markUnneeded = (database: Database, kind: KeptKind, key: number, since: number | null): void => {
  database.run(`UPDATE ${kind} SET unneeded_since = ? WHERE pk = ?`, [since, key])
}

/** It is used again: an hour begins anew when that ends. */
export const markNeeded = (database: Database, kind: KeptKind, id: string): void => {
  database.run(`UPDATE ${kind} SET unneeded_since = NULL WHERE id = ? AND unneeded_since IS NOT NULL`, [id])
}

/** Ids are SHA-256 in hex. */
const idShape = /(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g

/** What drafts and waiting questions speak of. Read as text: a note may be kept as a blob. */
const notedIds = (database: Database): ReadonlySet<string> => {
  const found = new Set<string>()
  for (const { value } of database.all('SELECT value FROM notes'))
    for (const id of readText(value).match(idShape) ?? []) found.add(id)
  return found
}

/** A note was written: what it speaks of is needed again. */
export const markNoted = (database: Database, value: string): void => {
  for (const id of new Set(value.match(idShape) ?? [])) {
    markNeeded(database, 'pictures', id)
    markNeeded(database, 'files', id)
  }
}
