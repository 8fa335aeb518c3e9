import type { PartWrite, TextChunk } from '@shared/ipc/library/messages'
import type { Part } from '@shared/model/message'
import type { Database } from './Database'
import { readPart } from './damage/storedValues'
import { readNumber, readText, storeText } from './values'

/**
 * Growth of streaming messages, as rows keyed by place: writing one twice changes nothing. A message that is
 * not streaming takes no growth, since then it is a late repetition of what its body already has.
 */
export const appendGrowth = (
  database: Database,
  { parts, chunks }: { readonly parts: readonly PartWrite[]; readonly chunks: readonly TextChunk[] },
  onPicture: (message: number, pictureId: string | null) => void,
): void => {
  const keys = new Map<string, number | null>()
  const keyOf = (messageId: string): number | null => {
    const known = keys.get(messageId)
    if (known !== undefined) return known
    const row = database.get("SELECT pk FROM messages WHERE id = ? AND state = 'streaming'", [messageId])
    const key = row ? readNumber(row.pk) : null
    keys.set(messageId, key)
    return key
  }
  for (const write of parts) {
    const key = keyOf(write.messageId)
    if (key === null) continue
    writePart(database, key, write)
    if (write.part.type === 'picture') onPicture(key, write.part.pictureId)
  }
  for (const { messageId, partIndex, chunkIndex, text } of chunks) {
    const key = keyOf(messageId)
    if (key === null) continue
    database.run(
      'INSERT OR REPLACE INTO chunks (message, part_index, chunk_index, text) VALUES (?, ?, ?, ?)',
      [key, partIndex, chunkIndex, storeText(text)],
    )
  }
}

/** An older state of the part never replaces a newer one, even when it comes again after a crash. */
const writePart = (database: Database, key: number, { partIndex, nextChunk, part }: PartWrite): void => {
  database.run(
    `INSERT INTO grown_parts (message, part_index, next_chunk, part) VALUES (?, ?, ?, ?)
     ON CONFLICT (message, part_index) DO UPDATE SET next_chunk = excluded.next_chunk, part = excluded.part
       WHERE excluded.next_chunk >= next_chunk`,
    [key, partIndex, nextChunk, JSON.stringify(part)],
  )
}

/**
 * The parts as they are now: the body's, over them the rewritten ones, and after their texts the later
 * chunks.
 */
export const grownParts = (database: Database, key: number, body: readonly Part[]): readonly Part[] => {
  const parts: Part[] = [...body]
  const firstChunks = new Map<number, number>()
  for (const row of database.all(
    'SELECT part_index, next_chunk, part FROM grown_parts WHERE message = ? ORDER BY part_index',
    [key],
  )) {
    const index = readNumber(row.part_index)
    const part = readPart(row.part)
    // What came before is lost; what came after it is not.
    if (part === null) continue
    parts[index] = part
    firstChunks.set(index, readNumber(row.next_chunk))
  }
  const growth = new Map<number, string[]>()
  for (const row of database.all(
    'SELECT part_index, chunk_index, text FROM chunks WHERE message = ? ORDER BY part_index, chunk_index',
    [key],
  )) {
    const index = readNumber(row.part_index)
    if (readNumber(row.chunk_index) < (firstChunks.get(index) ?? 0)) continue
    const pieces = growth.get(index) ?? []
    pieces.push(readText(row.text))
    growth.set(index, pieces)
  }
  for (const [index, pieces] of growth) {
    const text = pieces.join('')
    const part = parts[index]
    if (part === undefined) parts[index] = { type: 'text', text }
    else if (part.type === 'text' || part.type === 'reasoning')
      parts[index] = { ...part, text: part.text + text }
  }
  // A hole could only come from a main that skipped a part; it must not become a null in the page.
  return parts.filter((part) => part !== undefined)
}

export const clearGrowth = (database: Database, key: number): void => {
  database.run('DELETE FROM grown_parts WHERE message = ?', [key])
  database.run('DELETE FROM chunks WHERE message = ?', [key])
}
