import { createHash } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { TransferResult } from '@shared/model/transfer'
import { describe, expect, it } from 'vitest'
import type { LocalLibrary } from '../../../../../src/library/library'
import { ArchiveJob } from '../../../../../src/library/transfer/archive/ArchiveJob'
import { ArchiveReader } from '../../../../../src/library/transfer/archive/ArchiveReader'
import { archivedTables, rowsName } from '../../../../../src/library/transfer/archive/names'
import { ZipWriter } from '../../../../../src/library/transfer/export/ZipWriter'
import { conversation, libraryPlace, outlineOf, png, question } from '../../helpers'

const place = libraryPlace()

type Rows = Readonly<Partial<Record<(typeof archivedTables)[number], readonly unknown[]>>>

/** An archive as an attacker could write it: whole, with all its hashes right. */
const craft = async (
  rows: Rows,
  contents: Readonly<Record<string, Uint8Array>> = {},
  manifestMore: Readonly<Record<string, unknown>> = {},
): Promise<string> => {
  const path = join(place.folder, 'crafted.zip')
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

const restore = async (library: LocalLibrary, path: string): Promise<TransferResult> => {
  const job = new ArchiveJob(
    library,
    new ArchiveReader({ path, libraryFolder: place.folder, schemaVersion: 3 }),
  )
  await job.open()
  for (;;) {
    const { result } = await job.step()
    if (result) return result
  }
}

const head = (id: string, more = {}) => ({
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
const message = (id: string, more = {}) => ({
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

describe('an archive that was written to do harm', () => {
  it('brings only rows that are what they should be', async () => {
    const library = place.open()
    const path = await craft({
      conversations: [
        head('c'),
        message('good'),
        message('odd', { parts: [{ type: 'script', text: 'x' }] }),
        message('null', { parts: null }),
        message('role', { role: 'system' }),
        message('streaming', { state: 'streaming' }),
        head('bad', { choices: '{' }),
        'no json at all',
        '["an", "array"]',
        message('lost', { conversation_id: 'nowhere' }),
        { ...message('proto'), __proto__: { role: 'x' }, 'indexed_as) --': 1, conversation: 77 },
      ],
      notes: [
        { name: 'import.unfinished', value: '{"id":"c","nextKey":1}' },
        { name: 'draft', value: '{"text":"mine","attachments":[]}' },
      ],
    })
    const result = await restore(library, path)
    expect(result.added).toMatchObject({ conversations: 1, messages: 2 })
    expect(result.leftOut.reduce((sum, { count }) => sum + count, 0)).toBe(9)
    expect(outlineOf(library.openConversation({ id: 'c', limit: 9 })).map(({ id }) => id)).toEqual([
      'good',
      'proto',
    ])
    expect(library.getNote({ name: 'import.unfinished' })).toBeNull()
    expect(library.getNote({ name: 'draft' })).toContain('mine')
  })

  it('writes no file but under the name of its own content', async () => {
    const library = place.open()
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>')
    const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
    const picture = (id: string, format = 'png') => ({
      pk: 1,
      id,
      format,
      byte_length: 1,
      width: 1,
      height: 1,
      prompt: 'x',
      created_at: 1,
    })
    const good = png(2, 2)
    const other = 'b'.repeat(64)
    const path = await craft(
      {
        pictures: [
          picture('../../escape'),
          picture(hash(svg)),
          picture(other),
          picture(hash(good)),
          picture(hash(good), '../png'),
        ],
        speech_clips: [
          {
            id: '../x',
            text: 'x',
            voice: 'v',
            format: 'ogg',
            byte_length: 1,
            duration_ms: 1,
            created_at: 1,
            used_at: 1,
          },
        ],
      },
      {
        [`pictures/${hash(svg)}.png`]: svg,
        [`pictures/${other}.png`]: good,
        [`pictures/${hash(good)}.png`]: good,
      },
    )
    await restore(library, path)
    expect(readdirSync(join(place.folder, 'pictures'))).toEqual([`${hash(good)}.png`])
    expect(existsSync(join(place.folder, '..', 'escape'))).toBe(false)
  })

  it('takes nothing away and changes nothing that it does not know newer', async () => {
    const library = place.open()
    library.addMessages({
      conversation: conversation('c', { title: 'Mine', updatedAt: 5, leafId: 'good' }),
      messages: [question('good', 'as I wrote it')],
    })
    await restore(
      library,
      await craft({ conversations: [head('c', { title: 'Theirs', trashed_at: 9 }), message('good')] }),
    )
    expect(library.openConversation({ id: 'c', limit: 5 })).toMatchObject({
      conversation: { title: 'Mine' },
      messages: [{ parts: [{ type: 'text', text: 'as I wrote it' }] }],
    })
    expect(library.listConversations({ limit: 5, after: null }).conversations).toHaveLength(1)
  })

  it('is told to be newer, or damaged, before anything is written', async () => {
    const library = place.open()
    const rows: Rows = { conversations: [head('c'), message('good')] }
    const failure = async (path: string) =>
      restore(library, path).then(
        ({ failure }) => failure?.code,
        (error: { code?: string }) => error.code,
      )
    expect(await failure(await craft(rows, {}, { schemaVersion: 99 }))).toBe('file/newer')
    expect(await failure(await craft(rows, {}, { version: 2 }))).toBe('file/newer')
    expect(await failure(await craft(rows, {}, { counts: { conversations: -1 } }))).toBe('file/unreadable')
    expect(
      await failure(
        await craft(
          rows,
          {},
          { entries: [{ name: 'rows/notes.jsonl', bytes: 1, sha256: 'a'.repeat(64), records: 1 }] },
        ),
      ),
    ).toBe('file/damaged')
    expect(library.listConversations({ limit: 5, after: null }).conversations).toEqual([])
  })
})
