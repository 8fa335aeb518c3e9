import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Part } from '@shared/model/message'
import type { TransferResult } from '@shared/model/transfer'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Database } from '../../../../../src/library/Database'
import type { LocalLibrary } from '../../../../../src/library/library'
import { createLibrary } from '../../../../../src/library/library'
import { ArchiveJob } from '../../../../../src/library/transfer/archive/ArchiveJob'
import { ArchiveReader } from '../../../../../src/library/transfer/archive/ArchiveReader'
import { readsOf } from '../../../../../src/library/transfer/export/ExportJobs'
import { runExport } from '../../../../../src/library/transfer/export/runExport'
import {
  conversation,
  growText,
  newPicture,
  outlineOf,
  picturesIn,
  png,
  question,
  streamingAnswer,
} from '../../helpers'

/**
 * Tables whose rows are not in an archive, and why. Every other table is compared, also one that comes later.
 */
const notArchived: Readonly<Record<string, string>> = {
  facts: 'about this very file',
  sqlite_sequence: 'SQLite’s own counting',
  grown_parts: 'in the message that they belong to',
  chunks: 'in the message that they belong to',
  unmerged_indexes: 'of the search index, which is made anew',
  deleted_conversations: 'what is being taken out',
  removed_messages: 'what undoing a removal needs, until the app ends',
  removed_uses: 'as removed_messages',
  displaced_messages: 'as removed_messages',
  displaced_leaves: 'as removed_messages',
}

const clipId = 'c'.repeat(64)
let root = ''
let opened: LocalLibrary[] = []
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'parley-archive-'))
  opened = []
})
afterEach(() => {
  for (const library of opened) library.close()
  rmSync(root, { recursive: true, force: true })
})

const folderOf = (name: string) => join(root, name)
const open = (name: string): LocalLibrary => {
  const library = createLibrary({ folder: folderOf(name) })
  library.open()
  opened.push(library)
  return library
}

const write = async (
  name: string,
  library: LocalLibrary,
  path = join(root, 'all.zip'),
  signal = new AbortController().signal,
) => {
  const outcome = await runExport(
    {
      kind: 'archive',
      task: {
        path,
        appVersion: '1.2.3',
        createdAt: Date.UTC(2026, 10, 22),
        extras: [{ name: 'assistants.json', text: '[]' }],
      },
    },
    { libraryFolder: folderOf(name), reads: readsOf(library), signal, onProgress: () => {} },
  )
  return { path, outcome }
}

const jobOn = (name: string, library: LocalLibrary, path: string) =>
  new ArchiveJob(
    library,
    new ArchiveReader({
      path,
      libraryFolder: folderOf(name),
      schemaVersion: library.countArchived().schemaVersion,
    }),
  )

const restore = async (name: string, library: LocalLibrary, path: string): Promise<TransferResult> => {
  const job = jobOn(name, library, path)
  await job.open()
  for (;;) {
    const { result } = await job.step()
    if (result) return result
  }
}

/** All rows of all tables that matter, and all files by hash. The library must be closed. */
const contentOf = (name: string) => {
  const database = Database.openReadOnly(join(folderOf(name), 'library.db'))
  try {
    const tables = database
      .all(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name",
      )
      .map((row) => String(row.name))
      .filter(
        (table) =>
          !/_index(_\d+)?_(data|idx|content|docsize|config)$/.test(table) &&
          !Object.hasOwn(notArchived, table),
      )
    const rows = Object.fromEntries(
      tables.map((table) => [
        table,
        database
          .all(`SELECT * FROM ${table}`)
          .map((row) =>
            JSON.stringify(row, (_key, value) => (value instanceof Uint8Array ? [...value] : value)),
          )
          .sort(),
      ]),
    )
    return { rows, files: filesOf(name) }
  } finally {
    database.close()
  }
}

const filesOf = (name: string) =>
  ['pictures', 'files', 'speech'].flatMap((folder) => {
    const path = join(folderOf(name), folder)
    if (!existsSync(path)) return []
    return readdirSync(path)
      .sort()
      .map((file) => [
        `${folder}/${file}`,
        createHash('sha256')
          .update(readFileSync(join(path, file)))
          .digest('hex'),
      ])
  })

const withDatabase = (name: string, work: (database: Database) => void) => {
  const database = Database.open(join(folderOf(name), 'library.db'))
  try {
    work(database)
  } finally {
    database.close()
  }
}

/** Something in every table, and everything that is hard to keep. */
const fill = (name: string): void => {
  const library = open(name)
  const kite = library.addPicture(newPicture(png(64, 32), 'a red kite', 'c'))
  const edited = library.addPicture({
    ...newPicture(png(64, 32, 7), 'a red \uD800 kite \u0000', 'c'),
    parentId: kite.id,
  })
  const text = Buffer.from('The text of a file')
  const fileId = createHash('sha256').update(text).digest('hex')
  mkdirSync(join(folderOf(name), 'files'), { recursive: true })
  writeFileSync(join(folderOf(name), 'files', fileId), text)
  library.keepFile({
    name: 'notes \u0000.txt',
    contents: { id: fileId, kind: 'text', byteLength: text.byteLength, text: text.toString() },
  })
  const answerParts: Part[] = [
    { type: 'reasoning', text: 'hm', opaque: '{"x":1}', startedAt: 1, endedAt: 2 },
    { type: 'tool-call', callId: '1', name: 'generate_image', input: '{' },
    { type: 'tool-result', callId: '1', output: 'ok', isError: false, approval: 'conversation' },
    { type: 'sources', sources: [{ url: 'https://ferries.example/times', title: 'Times' }] },
    { type: 'picture', prompt: 'a red kite', pictureId: edited.id, width: 64, height: 32 },
    {
      type: 'picture',
      prompt: 'none',
      pictureId: null,
      width: 0,
      height: 0,
      failure: { code: 'engine/refused' },
    },
    { type: 'text', text: 'שלום 👩‍👩‍👧 \u0000 \uDFFF <script>' },
    { type: 'failure', code: 'engine/cut', data: { host: 'x', n: 1, b: true, z: null } },
  ]
  library.addMessages({
    conversation: conversation('c', {
      title: 'A \uD800 title \u0000',
      leafId: 'a1',
      choices: { model: 'm', temperature: 0.5 },
      titleSource: 'person',
    }),
    messages: [
      question('q1', 'first wording'),
      question('q2', 'second', {
        parts: [
          { type: 'text', text: 'second wording zebra' },
          { type: 'file', fileId, name: 'notes.txt', mediaType: 'text/plain', byteLength: text.byteLength },
          { type: 'picture', prompt: 'photo.png', pictureId: kite.id, width: 64, height: 32 },
        ],
      }),
      streamingAnswer('a1', { parentId: 'q1' }),
      streamingAnswer('a2', { parentId: 'q2' }),
    ],
  })
  library.finishMessage({
    message: streamingAnswer('a1', {
      parentId: 'q1',
      state: 'complete',
      parts: answerParts,
      finishedAt: 3_000,
      usage: { inputTokens: 1, cachedInputTokens: 0, outputTokens: 2, reasoningTokens: 1, webSearches: 1 },
      costUsd: 0.0123456789,
    }),
  })
  library.finishMessage({
    message: streamingAnswer('a2', { parentId: 'q2', state: 'failed', costUsd: null, finishedAt: 4_000 }),
  })
  for (let index = 0; index < 30; index += 1)
    library.addMessages({
      conversation: conversation(`many-${index}`, { updatedAt: 5_000 + index, leafId: `m-${index}-59` }),
      messages: Array.from({ length: index === 0 ? 300 : 60 }, (_, at) =>
        question(`m-${index}-${at}`, `needle ${'word '.repeat(40)}${at}`, {
          conversationId: `many-${index}`,
          createdAt: 1_000 + at,
          parentId: at === 0 ? null : `m-${index}-${at - 1}`,
        }),
      ),
    })
  library.setNote({ name: 'draft', value: '{"text":"half a thought","attachments":[]}' })
  library.setNote({ name: 'queue:c', value: '[]' })
  library.addCharge({ charge: { kind: 'speech', at: 9, conversationId: 'c', model: 'tts', costUsd: null } })
  library.close()
  withDatabase(name, (database) => {
    database.run("INSERT INTO folders (id, name, position, created_at) VALUES ('f', 'Trips', 1, 5)")
    database.run("UPDATE conversations SET folder_id = 'f', pinned_at = 7 WHERE id = 'c'")
    database.run("UPDATE conversations SET trashed_at = 8 WHERE id = 'many-1'")
    database.run('UPDATE pictures SET origin = \'made\', details = \'{"size":"1024x1024"}\'')
    mkdirSync(join(folderOf(name), 'speech'), { recursive: true })
    writeFileSync(join(folderOf(name), 'speech', `${clipId}.ogg`), 'OGG')
    database.run(
      `INSERT INTO speech_clips (id, text, voice, format, byte_length, duration_ms, created_at, used_at)
       VALUES (?, 'Hello', 'onyx', 'ogg', 3, 900, 1, 2)`,
      [clipId],
    )
    database.run("INSERT INTO speech_uses (message, clip_id) SELECT pk, ? FROM messages WHERE id = 'a1'", [
      clipId,
    ])
  })
}

const limit = { timeout: 120_000 }

describe('an archive of the whole library', limit, () => {
  it('restores to the same rows and files into an empty library', async () => {
    fill('from')
    const from = open('from')
    const { path, outcome } = await write('from', from)
    expect(outcome).toEqual({
      added: { conversations: 31, messages: 2044, pictures: 2, files: 1 },
      leftOut: [],
    })
    const to = open('to')
    const result = await restore('to', to, path)
    expect(result).toMatchObject({
      end: 'complete',
      source: 'parley-archive',
      added: outcome.added,
      known: { conversations: 0, messages: 0, pictures: 0, files: 0 },
      leftOut: [],
    })
    // Found again as well, in the same order.
    for (const query of ['zebra', 'needle', 'red kite'])
      expect(to.search({ query, limit: 20 }).hits).toEqual(from.search({ query, limit: 20 }).hits)
    from.close()
    to.close()
    const [expected, found] = [contentOf('from'), contentOf('to')]
    for (const [table, rows] of Object.entries(expected.rows)) {
      expect(rows.length, `${table} has rows to compare`).toBeGreaterThan(0)
      expect(found.rows[table], table).toEqual(rows)
    }
    expect(found.files).toEqual(expected.files)
    expect(found.files).toHaveLength(4)
  })

  it('makes no doubles: restored again, or where it came from, it changes nothing', async () => {
    fill('from')
    const from = open('from')
    const { path, outcome } = await write('from', from)
    const to = open('to')
    await restore('to', to, path)
    to.close()
    const before = contentOf('to')
    const again = await restore('to', open('to'), path)
    expect(again.added).toEqual({ conversations: 0, messages: 0, pictures: 0, files: 0 })
    expect(again.known).toEqual(outcome.added)
    for (const library of opened) library.close()
    expect(contentOf('to')).toEqual(before)
  })

  it('joins what is there without touching it, below it in the search, each conversation in its own order', async () => {
    fill('from')
    const { path } = await write('from', open('from'))
    const to = open('to')
    to.addMessages({
      conversation: conversation('mine', { title: 'Mine', leafId: 'mine-2' }),
      messages: [
        question('mine-1', 'needle of mine', { conversationId: 'mine' }),
        question('mine-2', 'more', { conversationId: 'mine', parentId: 'mine-1' }),
      ],
    })
    // Here the conversation went on, and one of its messages was never there.
    to.addMessages({
      conversation: conversation('many-2', { title: 'Renamed here', updatedAt: 99_000, leafId: 'here' }),
      messages: [
        question('m-2-0', 'as it is here', { conversationId: 'many-2' }),
        question('here', 'went on here', { conversationId: 'many-2', parentId: 'm-2-0' }),
      ],
    })
    const result = await restore('to', to, path)
    expect(result.added).toMatchObject({ conversations: 30, messages: 2043 })
    expect(result.known).toMatchObject({ conversations: 1, messages: 1 })
    // What came anew is older than what is here; what joins a conversation has its place there.
    const found = to
      .search({ query: 'needle', limit: 100 })
      .hits.map(({ conversationId }) => conversationId)
      .filter((id) => id !== 'many-2')
    expect(found[0]).toBe('mine')
    const renamed = to.openConversation({ id: 'many-2', limit: 2 })
    expect(renamed?.conversation).toMatchObject({ title: 'Renamed here', leafId: 'here' })
    expect(renamed?.messages.map(({ parts }) => parts[0])).toEqual([
      { type: 'text', text: 'as it is here' },
      { type: 'text', text: 'went on here' },
    ])
    expect(outlineOf(renamed)).toHaveLength(61)
    const first = to.openConversation({ id: 'many-0', limit: 0 })
    expect(outlineOf(first).map(({ id }) => id)).toEqual(Array.from({ length: 300 }, (_, at) => `m-0-${at}`))
  })

  it('takes over a conversation that the archive knows newer', async () => {
    fill('from')
    const { path } = await write('from', open('from'))
    const to = open('to')
    to.addMessages({
      conversation: conversation('c', { title: 'Old title', updatedAt: 1, leafId: 'q1' }),
      messages: [question('q1', 'first wording')],
    })
    await restore('to', to, path)
    expect(to.getConversation({ id: 'c' })).toMatchObject({ title: 'A \uD800 title \u0000', leafId: 'a1' })
    expect(to.search({ query: 'Old title', limit: 5 }).hits).toEqual([])
  })

  it('archives an answer that is being written as far as it is, and lets it go on', async () => {
    const from = open('from')
    from.addMessages({
      conversation: conversation('c', { leafId: 'a' }),
      messages: [question('q', 'ask'), streamingAnswer('a', { parentId: 'q' })],
    })
    growText(from, 'a', 0, 'Half an ')
    growText(from, 'a', 1, 'answer')
    const { path } = await write('from', from)
    growText(from, 'a', 2, ' goes on')
    expect(from.loadMessages({ ids: ['a'] })[0]).toMatchObject({
      state: 'streaming',
      parts: [{ text: 'Half an answer goes on' }],
    })
    const to = open('to')
    await restore('to', to, path)
    expect(to.loadMessages({ ids: ['a'] })[0]).toMatchObject({
      state: 'interrupted',
      parts: [{ type: 'text', text: 'Half an answer' }],
    })
  })

  it('goes on after it was cancelled half-way, without doubles', async () => {
    fill('from')
    const from = open('from')
    const { path, outcome } = await write('from', from)
    const to = open('to')
    const job = jobOn('to', to, path)
    await job.open()
    for (let added = 0; added < 500; ) added = (await job.step()).added.messages
    job.cancel()
    const cancelled = (await job.step()).result
    expect(cancelled?.end).toBe('cancelled')
    const done = await restore('to', to, path)
    expect(done.added.messages + (cancelled?.added.messages ?? 0)).toBe(outcome.added.messages)
    from.close()
    to.close()
    const rows = (name: string, table: string) => contentOf(name).rows[table]?.length
    for (const table of ['conversations', 'messages', 'bodies', 'pictures', 'costs'])
      expect(rows('to', table)).toBe(rows('from', table))
  })

  it('stays within each conversation while others are being asked', async () => {
    fill('from')
    const from = open('from')
    let reads = 0
    const slow = readsOf(from)
    const reading = runExport(
      { kind: 'archive', task: { path: join(root, 'x.zip'), appVersion: '1', createdAt: 0, extras: [] } },
      {
        libraryFolder: folderOf('from'),
        reads: {
          ...slow,
          readRows: async (input) => {
            reads += 1
            // Between two reads the user asks, deletes and renames.
            if (reads === 12) {
              from.deleteConversation({ id: 'many-20' })
              from.removeMessage({ id: 'm-5-10' })
              from.addMessages({
                conversation: conversation('new', { leafId: 'new-1' }),
                messages: [question('new-1', 'x', { conversationId: 'new' })],
              })
            }
            return slow.readRows(input)
          },
        },
        signal: new AbortController().signal,
        onProgress: () => {},
      },
    )
    await reading
    const to = open('to')
    const result = await restore('to', to, join(root, 'x.zip'))
    expect(result).toMatchObject({ end: 'complete', leftOut: [] })
    for (const { id, leafId } of to.listConversations({ limit: 200, after: null }).conversations)
      expect(to.loadPath({ conversationId: id, leafId: leafId ?? '' }).length, id).toBeGreaterThan(0)
  })
})

describe('an archive that is not as it was written', limit, () => {
  const archived = async () => {
    fill('from')
    const { path } = await write('from', open('from'))
    return path
  }
  const failureOf = async (path: string) => {
    const to = open('to')
    try {
      return (await restore('to', to, path)).failure?.code
    } catch (error) {
      return (error as { code?: string }).code
    } finally {
      expect(to.listConversations({ limit: 1, after: null }).conversations).toEqual([])
    }
  }

  it('changes nothing where a text in it is damaged', async () => {
    const path = await archived()
    const bytes = readFileSync(path)
    // Within the compressed rows, which come first.
    bytes.fill(0x55, 5_000, 5_040)
    writeFileSync(path, bytes)
    expect(await failureOf(path)).toBe('file/damaged')
  })

  it('changes nothing where it was cut off', async () => {
    const path = await archived()
    truncateSync(path, statSync(path).size - 100)
    expect(await failureOf(path)).toBe('file/damaged')
  })

  it('tells a picture whose bytes are not its own, and brings everything else', async () => {
    fill('from')
    const from = open('from')
    const [picture] = picturesIn(from)
    writeFileSync(join(folderOf('from'), 'pictures', `${picture?.id}.png`), png(1, 1, 99))
    const { path } = await write('from', from)
    const result = await restore('to', open('to'), path)
    expect(result.leftOut).toMatchObject([{ kind: 'picture', reason: 'damaged', count: 1 }])
    expect(result.added).toMatchObject({ conversations: 31, pictures: 2 })
    expect(filesOf('to').some(([name]) => name?.includes(picture?.id ?? 'none'))).toBe(false)
  })

  it('tells a picture whose file was missing already', async () => {
    fill('from')
    const from = open('from')
    const [picture] = picturesIn(from)
    rmSync(join(folderOf('from'), 'pictures', `${picture?.id}.png`))
    const { path, outcome } = await write('from', from)
    expect(outcome.leftOut).toMatchObject([{ kind: 'picture', reason: 'missing', count: 1 }])
    const result = await restore('to', open('to'), path)
    expect(result.leftOut).toMatchObject([{ kind: 'picture', reason: 'missing', count: 1 }])
  })
})

it('leaves nothing open and no more than a draft when it is cancelled', limit, async () => {
  fill('from')
  const cancelled = new AbortController()
  const from = open('from')
  const slow = readsOf(from)
  const path = join(root, 'cancelled.zip')
  const reading = runExport(
    { kind: 'archive', task: { path, appVersion: '1', createdAt: 0, extras: [] } },
    {
      libraryFolder: folderOf('from'),
      reads: slow,
      signal: cancelled.signal,
      onProgress: () => cancelled.abort(),
    },
  )
  await expect(reading).rejects.toMatchObject({ name: 'AbortError' })
  cpSync(path, `${path}.copy`)
})
