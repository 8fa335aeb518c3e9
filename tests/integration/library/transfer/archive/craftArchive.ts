import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { TransferResult } from '@shared/model/transfer'
import type { LocalLibrary } from '../../../../../src/library/library'
import { ArchiveJob } from '../../../../../src/library/transfer/archive/ArchiveJob'
import { ArchiveReader } from '../../../../../src/library/transfer/archive/ArchiveReader'
import { archivedTables, rowsName } from '../../../../../src/library/transfer/archive/names'
import { ZipWriter } from '../../../../../src/library/transfer/export/ZipWriter'

export type Rows = Readonly<Partial<Record<(typeof archivedTables)[number], readonly unknown[]>>>

/** An archive as an attacker could write it: whole, with all its hashes right. Gives its path. */
export const craftArchive = async (
  folder: string,
  rows: Rows,
  contents: Readonly<Record<string, Uint8Array>> = {},
  manifestMore: Readonly<Record<string, unknown>> = {},
): Promise<string> => {
  const path = join(folder, 'crafted.zip')
  const zip = new ZipWriter(path, new Date(0), new AbortController().signal)
  const entries: { name: string; bytes: number; sha256: string; records: number }[] = []
  const add = async (name: string, lines: readonly unknown[]) => {
    const text = lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('')
    await zip.add(name, (sink) => sink.write(text))
    const sha256 = createHash('sha256').update(text).digest('hex')
    entries.push({ name, bytes: Buffer.byteLength(text), sha256, records: lines.length })
  }
  for (const table of archivedTables) await add(rowsName(table), rows[table] ?? [])
  for (const [name, bytes] of Object.entries(contents)) await zip.add(name, (sink) => sink.write(bytes))
  await add('contents.jsonl', [])
  const manifest = {
    format: 'parley.archive',
    version: 1,
    schemaVersion: 3,
    appVersion: '1',
    createdAt: 0,
    counts: {},
    entries,
    contents: { count: 0, bytes: 0 },
    ...manifestMore,
  }
  await zip.add('manifest.json', (sink) => sink.write(JSON.stringify(manifest)))
  await zip.finish()
  return path
}

export const restoreArchive = async (
  folder: string,
  library: LocalLibrary,
  path: string,
): Promise<TransferResult> => {
  const job = new ArchiveJob(library, new ArchiveReader({ path, libraryFolder: folder, schemaVersion: 3 }))
  await job.open()
  for (;;) {
    const { result } = await job.step()
    if (result) return result
  }
}

export const conversationRow = (id: string, more = {}) => ({
  type: 'conversation',
  pk: 5,
  id,
  title: id,
  created_at: 1,
  updated_at: 1,
  leaf_id: null,
  choices: '{}',
  ...more,
})
export const messageRow = (id: string, more = {}) => ({
  type: 'message',
  pk: 9,
  id,
  conversation_id: 'c',
  parent_id: null,
  role: 'user',
  state: 'complete',
  created_at: 1,
  usage: null,
  parts: [{ type: 'text', text: 'fine' }],
  ...more,
})
