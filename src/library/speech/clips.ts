import type { NewSpeechClip, SpeechClip, SpeechClipFormat } from '@shared/model/speechClip'
import { speechClipFileName } from '@shared/model/speechClip'
import type { KeptFiles } from '../ContentFolder'
import type { Database, Row } from '../Database'
import { markNeeded } from '../retention/needs'
import { readNumber, readText, storeText } from '../values'

const readClip = (row: Row): SpeechClip => ({
  id: readText(row.id),
  voice: readText(row.voice),
  format: readText(row.format) as SpeechClipFormat,
  byteLength: readNumber(row.byte_length),
  durationMs: readNumber(row.duration_ms),
})

/**
 * The first of these that is kept, now heard again. A row whose file is gone is taken out and counted, so
 * that the listener can be told why it is made anew.
 */
export const findSpeechClip = (
  database: Database,
  files: KeptFiles,
  { ids, messageId }: { ids: readonly string[]; messageId: string | null },
  /** Null where nothing can be written. */
  now: number | null,
): { clip: SpeechClip | null; missing: number } => {
  let missing = 0
  for (const id of ids) {
    const row = database.get(
      'SELECT id, voice, format, byte_length, duration_ms FROM speech_clips WHERE id = ?',
      [id],
    )
    if (!row) continue
    const clip = readClip(row)
    if (files.sizeOf(speechClipFileName(clip)) === clip.byteLength) {
      if (now !== null) {
        database.run('UPDATE speech_clips SET used_at = ? WHERE id = ?', [now, id])
        addUse(database, id, messageId)
      }
      return { clip, missing }
    }
    missing += 1
    if (now !== null) database.run('DELETE FROM speech_clips WHERE id = ?', [id])
  }
  return { clip: null, missing }
}

/** First the file, then its row; then those go that were not heard for longest, until all fit. */
export const keepSpeechClip = (
  database: Database,
  files: KeptFiles,
  { clip, bytes, limitBytes }: { clip: NewSpeechClip; bytes: Uint8Array; limitBytes: number },
  now: number,
): void => {
  if (bytes.byteLength > limitBytes) return
  files.write(speechClipFileName(clip), bytes)
  const { id, text, voice, format, durationMs, messageId } = clip
  database.transaction(() => {
    database.run(
      `INSERT OR REPLACE INTO speech_clips
         (id, text, voice, format, byte_length, duration_ms, created_at, used_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      [id, storeText(text), voice, format, bytes.byteLength, durationMs, now, now],
    )
    addUse(database, id, messageId)
  })
  trimSpeechClips(database, files, limitBytes)
}

/** Keeps the clip for as long as this message is there. */
const addUse = (database: Database, clipId: string, messageId: string | null): void => {
  if (messageId === null) return
  database.run(
    'INSERT OR IGNORE INTO speech_uses (message, clip_id) SELECT pk, ? FROM messages WHERE id = ?',
    [clipId, messageId],
  )
  markNeeded(database, 'speech_clips', clipId)
}

/** Returns the bytes that were freed. */
export const trimSpeechClips = (database: Database, files: KeptFiles, limitBytes: number): number => {
  let total = sumSpeechClips(database).byteLength
  let freed = 0
  while (total > limitBytes) {
    const oldest = database.all(
      'SELECT id, voice, format, byte_length, duration_ms FROM speech_clips ORDER BY used_at, pk LIMIT 50',
    )
    if (oldest.length === 0) break
    for (const row of oldest) {
      if (total <= limitBytes) break
      const clip = readClip(row)
      freed += removeSpeechClip(database, files, clip)
      total -= clip.byteLength
    }
  }
  return freed
}

const removeSpeechClip = (database: Database, files: KeptFiles, clip: SpeechClip): number => {
  database.run('DELETE FROM speech_clips WHERE id = ?', [clip.id])
  return files.remove(speechClipFileName(clip)) ?? 0
}

export const sumSpeechClips = (database: Database): { count: number; byteLength: number } => {
  const row = database.get('SELECT count(*) AS n, sum(byte_length) AS bytes FROM speech_clips')
  return { count: readNumber(row?.n), byteLength: readNumber(row?.bytes) }
}
