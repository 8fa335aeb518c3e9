import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { AppError } from '@shared/ipc/errors'
import type { DamageFound, LibraryReport } from '@shared/ipc/library/opening'
import type { ConversationCursor, ConversationPage } from '@shared/model/conversation'
import { type Message, textOf } from '@shared/model/message'
import { unpackOutline } from '@shared/model/outline'
import fc from 'fast-check'
import { afterAll, beforeAll, expect } from 'vitest'
import { BackupKeeper } from '../../src/library/backups/BackupKeeper'
import { Database } from '../../src/library/Database'
import { createLibrary, type LocalLibrary } from '../../src/library/library'
import { here } from '../fakes/backupHere'
import {
  conversation,
  newPicture,
  png,
  question,
  streamingAnswer,
  textParts,
} from '../integration/library/helpers'
import { fuzz } from './fuzz'

const pageBytes = 4096
const frameBytes = pageBytes + 24

/** Libraries to be damaged: one that was closed, and one that was killed with its last words in the log. */
interface Base {
  readonly folder: string
  /** Every message that was committed, by its id, and its text. */
  readonly committed: ReadonlyMap<string, string>
}
let root = ''
let bases: { readonly closed: Base; readonly killed: Base }

const keeperOf = (folder: string, library: LocalLibrary) =>
  new BackupKeeper({ folder, library: library.forBackups, work: here })

const turn = (conversationId: string, number: number): Message[] => [
  question(`${conversationId}-q${number}`, `kite ${number} ${'of many words '.repeat(20)}`, {
    conversationId,
    parentId: number === 0 ? null : `${conversationId}-a${number - 1}`,
  }),
  {
    ...streamingAnswer(`${conversationId}-a${number}`, {
      conversationId,
      parentId: `${conversationId}-q${number}`,
    }),
    state: 'complete',
    parts: [
      { type: 'reasoning', text: 'thinking' },
      ...textParts(`lantern ${number} ${'and an answer '.repeat(40)}\n\n\`\`\`ts\nlet x\n\`\`\``),
    ],
    usage: { inputTokens: 10, cachedInputTokens: 0, outputTokens: 20, reasoningTokens: 3 },
    costUsd: 0.01,
  },
]

const say = (library: LocalLibrary, id: string, turns: number, committed?: Map<string, string>): void => {
  const messages = Array.from({ length: turns }, (_, number) => turn(id, number)).flat()
  library.addMessages({
    conversation: conversation(id, { leafId: messages.at(-1)?.id ?? null, choices: { model: 'm' } }),
    messages,
  })
  for (const message of messages) committed?.set(message.id, textOf(message))
}

const build = async (): Promise<typeof bases> => {
  const folder = join(root, 'closed')
  const committed = new Map<string, string>()
  const library = createLibrary({ folder })
  library.open()
  library.saveFolder({ folder: { id: 'f', name: 'Folder', position: 1, createdAt: 1 } })
  for (let index = 0; index < 12; index += 1) say(library, `old${index}`, 4, committed)
  for (let salt = 0; salt < 4; salt += 1) {
    const { id } = library.addPicture(newPicture(png(3, 3, salt), `a kite ${salt}`, 'old0'))
    const message = question(`p${salt}`, 'look', {
      conversationId: 'old0',
      parts: [
        ...textParts('look'),
        { type: 'picture', prompt: 'a kite', pictureId: id, width: 3, height: 3 },
      ],
    })
    library.addMessages({ conversation: conversation('old0', { leafId: 'old0-a3' }), messages: [message] })
    committed.set(message.id, 'look')
  }
  library.arrangeConversations({
    places: [
      { id: 'old1', pinnedAt: 5 },
      { id: 'old2', folderId: 'f' },
      { id: 'old3', archivedAt: 5 },
      { id: 'old4', trashedAt: 5 },
    ],
  })
  library.setNote({ name: 'draft', value: '{"text":"half","attachments":[]}' })
  await keeperOf(folder, library).make({ requestId: 'base', reason: 'daily' }, () => {})
  for (let index = 0; index < 4; index += 1) say(library, `new${index}`, 3, committed)
  library.close()

  const killed = join(root, 'killed')
  const working = join(root, 'working')
  cpSync(folder, working, { recursive: true })
  const late = new Map(committed)
  const open = createLibrary({ folder: working })
  open.open()
  for (let index = 0; index < 3; index += 1) say(open, `late${index}`, 2, late)
  open.addMessages({
    conversation: conversation('streaming', { leafId: 'streaming-a' }),
    messages: [streamingAnswer('streaming-a', { conversationId: 'streaming' })],
  })
  open.appendChunks({
    parts: [{ messageId: 'streaming-a', partIndex: 0, nextChunk: 0, part: { type: 'text', text: '' } }],
    chunks: [{ messageId: 'streaming-a', partIndex: 0, chunkIndex: 0, text: 'half an answer' }],
  })
  cpSync(working, killed, { recursive: true })
  open.close()
  // No process of that number: the start would wait for its end.
  writeFileSync(join(killed, 'library.pid'), '0')
  return { closed: { folder, committed }, killed: { folder: killed, committed: late } }
}

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'parley-fuzz-library-'))
  bases = await build()
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

// Damage. A place is a share of the file, so that it means the same in a file that grew or shrank.

const sharesOf = fc.noBias(fc.nat(99_999)).map((part) => part / 100_000)
const databases = fc.constantFrom('library.db', 'library.db', 'library.db-wal')
const sidecars = [
  'library.db.lock',
  'library.pid',
  'library.suspect',
  'library.replacing.json',
  'library.replacing.json.part',
  'library.probe',
  'library.db-journal',
  'library.db-shm',
  'library.repairing.db',
  'library.restoring.db',
  'library.updating.db',
]
const folders = ['pictures', 'files', 'speech', 'thumbnails']
const jsonColumns = [
  ['bodies', 'parts'],
  ['conversations', 'choices'],
  ['messages', 'usage'],
  ['grown_parts', 'part'],
  ['pictures', 'details'],
  ['notes', 'value'],
] as const
const otherColumns = [
  ['conversations', 'title'],
  ['conversations', 'updated_at'],
  ['conversations', 'leaf_id'],
  ['messages', 'role'],
  ['messages', 'state'],
  ['messages', 'created_at'],
  ['messages', 'parent_id'],
  ['messages', 'cost_usd'],
  ['pictures', 'created_at'],
  ['pictures', 'prompt'],
  ['pictures', 'width'],
  ['folders', 'name'],
  ['costs', 'cost_usd'],
] as const
const badValues = [
  `''`,
  `'[null]'`,
  `'{}'`,
  `'[{"type":"te'`,
  `'[{"type":"text","text":{}}]'`,
  `'{"a'`,
  `'{"model":[]}'`,
  `'null'`,
  '7',
  '-1e300',
  '9e18',
  `x'00ff'`,
  `CAST(x'5bff' AS TEXT)`,
  `CAST(x'00' AS TEXT)`,
]
/** Takes an index out of the list of tables, and leaves the tables that it stands on. */
const forgetIndex = "PRAGMA writable_schema = ON; DELETE FROM sqlite_schema WHERE name = '@'"
const versions = [0, 1, 2, 4, 19, 67, 131, -5, 0x7fffffff, -0x80000000]

const damage = fc.oneof(
  fc.record({
    type: fc.constant('bytes' as const),
    file: databases,
    at: sharesOf,
    bytes: fc.uint8Array({ minLength: 1, maxLength: 64 }),
  }),
  fc.record({ type: fc.constant('bit' as const), file: databases, at: sharesOf, bit: fc.nat(7) }),
  fc.record({
    type: fc.constant('fill' as const),
    at: sharesOf,
    pages: fc.integer({ min: 1, max: 4 }),
    byte: fc.constantFrom(0, 0xff, 0xaa),
  }),
  fc.record({ type: fc.constant('swap' as const), a: sharesOf, b: sharesOf }),
  fc.record({ type: fc.constant('cut' as const), file: databases, at: sharesOf }),
  fc.record({ type: fc.constant('header' as const), at: fc.nat(99), byte: fc.nat(255) }),
  fc.record({ type: fc.constant('version' as const), version: fc.constantFrom(...versions) }),
  fc.record({
    type: fc.constant('value' as const),
    column: fc.constantFrom(...jsonColumns, ...jsonColumns, ...otherColumns),
    value: fc.constantFrom(...badValues),
    every: fc.constantFrom(1, 3, 50),
  }),
  fc.record({
    type: fc.constant('index' as const),
    index: fc.constantFrom('title_index', 'prompt_index', 'message_index_16384'),
    how: fc.constantFrom(
      'DROP TABLE @',
      'DROP TABLE @_data',
      'DROP TABLE @_idx',
      'DROP TABLE @_config',
      `UPDATE @_data SET block = x'0102'`,
      'DELETE FROM @_data',
      'DELETE FROM @_idx',
      'UPDATE @_config SET v = 77',
      forgetIndex,
    ),
  }),
  fc.record({
    type: fc.constant('schema' as const),
    how: fc.constantFrom(
      'DROP TABLE costs',
      'DROP TABLE bodies',
      'DROP INDEX conversations_listed',
      'ALTER TABLE messages RENAME COLUMN usage TO usaga',
      'DROP TABLE unmerged_indexes',
      'DROP TABLE facts',
      'DROP TABLE notes',
    ),
  }),
  fc.record({
    type: fc.constant('gone' as const),
    file: fc.constantFrom('library.db', 'library.db-wal', 'library.db.lock', 'library.pid', 'pictures'),
  }),
  fc.record({
    type: fc.constant('instead' as const),
    name: fc.constantFrom(...sidecars, ...folders, 'library.db-wal', 'library.db'),
    as: fc.constantFrom('folder' as const, 'full folder' as const, 'empty file' as const, 'rubbish' as const),
  }),
  fc.record({
    type: fc.constant('manifest' as const),
    text: fc.constantFrom('', '{', 'null', '{"format":1}'),
  }),
)
type Damage = typeof damage extends fc.Arbitrary<infer T> ? T : never

/** A byte of a file is written over; where there is no such file, nothing is. */
const patch = (path: string, at: number, change: (old: Uint8Array) => Uint8Array, length: number): void => {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return
  const file = openSync(path, 'r+')
  try {
    const old = new Uint8Array(length)
    const count = readSync(file, old, 0, length, at)
    writeSync(file, change(old.subarray(0, count)), 0, count, at)
  } finally {
    closeSync(file)
  }
}
const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0
const pageAt = (path: string, share: number): number =>
  Math.floor((sizeOf(path) / pageBytes) * share) * pageBytes

/**
 * Through SQLite, before any other damage. It writes the log of a kill into the file: what is left is as
 * after a kill just behind a checkpoint, with the begin of the next log.
 */
const execute = (folder: string, statement: string): void => {
  const lock = join(folder, 'library.db.lock')
  const wasKilled = existsSync(lock)
  const log = join(folder, 'library.db-wal')
  const begun = join(root, 'begun-wal')
  rmSync(lock, { recursive: true, force: true })
  try {
    const database = Database.open(join(folder, 'library.db'))
    try {
      database.execute('PRAGMA foreign_keys = OFF')
      database.execute(statement)
      database.checkpoint()
      cpSync(log, begun)
    } finally {
      database.close()
    }
  } catch {
    // The one before was enough: a table is gone that this one is about.
    rmSync(lock, { recursive: true, force: true })
  }
  if (!wasKilled) return
  mkdirSync(lock, { recursive: true })
  if (existsSync(begun)) renameSync(begun, log)
}

const isSql = ({ type }: Damage): boolean => ['value', 'index', 'schema'].includes(type)

const apply = (folder: string, each: Damage) => {
  const library = join(folder, 'library.db')
  switch (each.type) {
    case 'bytes': {
      const path = join(folder, each.file)
      return patch(path, Math.floor(sizeOf(path) * each.at), () => each.bytes, each.bytes.length)
    }
    case 'bit': {
      const path = join(folder, each.file)
      return patch(
        path,
        Math.floor(sizeOf(path) * each.at),
        ([old = 0]) => new Uint8Array([old ^ (1 << each.bit)]),
        1,
      )
    }
    case 'fill': {
      const length = each.pages * pageBytes
      return patch(library, pageAt(library, each.at), (old) => old.fill(each.byte), length)
    }
    case 'swap': {
      const [a, b] = [pageAt(library, each.a), pageAt(library, each.b)]
      let first = new Uint8Array()
      patch(library, a, (old) => (first = new Uint8Array(old)), pageBytes)
      let second = new Uint8Array()
      patch(
        library,
        b,
        (old) => {
          second = new Uint8Array(old)
          return first
        },
        pageBytes,
      )
      return patch(library, a, () => second, pageBytes)
    }
    case 'cut': {
      const path = join(folder, each.file)
      const length = Math.floor(sizeOf(path) * each.at)
      // A log that ends where a kill may have ended it tells nothing.
      const isLikeKill =
        each.file === 'library.db-wal' && [0, 24].includes(Math.max(0, length - 32) % frameBytes)
      if (sizeOf(path) > 0 && !isLikeKill) truncateSync(path, length)
      return
    }
    case 'header':
      return patch(library, each.at, () => new Uint8Array([each.byte]), 1)
    case 'version': {
      const bytes = Buffer.alloc(4)
      bytes.writeInt32BE(each.version)
      return patch(library, 60, () => bytes, 4)
    }
    case 'value': {
      const [table, column] = each.column
      return execute(
        folder,
        `UPDATE ${table} SET ${column} = ${each.value} WHERE abs(random()) % ${each.every} = 0`,
      )
    }
    case 'index':
      return execute(folder, each.how.replaceAll('@', each.index))
    case 'schema':
      return execute(folder, each.how)
    case 'gone':
      return rmSync(join(folder, each.file), { recursive: true, force: true })
    case 'instead': {
      const path = join(folder, each.name)
      rmSync(path, { recursive: true, force: true })
      if (each.as === 'folder' || each.as === 'full folder') mkdirSync(path)
      if (each.as === 'full folder') writeFileSync(join(path, 'inside'), 'x')
      if (each.as === 'empty file') writeFileSync(path, '')
      if (each.as === 'rubbish') writeFileSync(path, 'rubbish '.repeat(100))
      return
    }
    case 'manifest': {
      const backups = join(folder, 'backups')
      for (const name of existsSync(backups) ? readdirSync(backups) : [])
        if (existsSync(join(backups, name, 'backup.json')))
          writeFileSync(join(backups, name, 'backup.json'), each.text)
    }
  }
}

/** What holds no words of the user: all of them are there afterwards, as they were. */
const isHarmless = (each: Damage): boolean => {
  switch (each.type) {
    case 'index':
    case 'version':
    case 'manifest':
      return true
    case 'instead':
      return !['library.db', 'library.db-wal'].includes(each.name)
    case 'gone':
      return !['library.db', 'library.db-wal'].includes(each.file)
    default:
      return false
  }
}

const places = [
  { type: 'recent' },
  { type: 'pinned' },
  { type: 'loose' },
  { type: 'archive' },
  { type: 'trash' },
  { type: 'folder', folderId: 'f' },
] as const

/** All that a user does with a history. Gives what of each message can be seen. */
const use = async (
  folder: string,
  library: LocalLibrary,
  name: string,
  attempt: <T>(work: () => T) => T | null,
) => {
  const keeper = keeperOf(folder, library)
  const seen = new Map<string, Message>()
  const ids = new Set<string>()
  for (const place of places) {
    let after: ConversationCursor | null = null
    do {
      const from: ConversationCursor | null = after
      const page: ConversationPage | null = attempt(() =>
        library.listConversations({ limit: 5, place, after: from }),
      )
      for (const { id } of page?.conversations ?? []) ids.add(id)
      after = page?.next ?? null
    } while (after !== null)
  }
  for (const id of ids) {
    const opened = attempt(() => library.openConversation({ id, limit: 30 }))
    const outline = opened ? unpackOutline(opened.outline) : []
    const messages = attempt(() => library.loadMessages({ ids: outline.map((entry) => entry.id) })) ?? []
    for (const message of messages) seen.set(message.id, message)
    attempt(() => library.findCandidates({ conversationId: id, query: 'kite' }))
    attempt(() => library.sumConversation({ conversationId: id }))
    attempt(() => library.measureConversation({ id }))
  }
  for (const query of ['kite', 'lantern answer', 'Title', 'old', '"of many words"'])
    attempt(() => library.search({ query, limit: 24 }))
  attempt(() => library.search({ query: 'kite', limit: 24, filters: { assistantId: 'x', withCode: true } }))
  attempt(() => library.outlineGallery({ filter: {} }))
  attempt(() => library.outlineGallery({ filter: { query: 'kite' } }))
  attempt(() => library.loadGalleryRows({ filter: {}, from: -8.64e15, until: 8.64e15, offset: 0, limit: 50 }))
  attempt(() => library.listFolders())
  attempt(() => library.getNote({ name: 'draft' }))
  attempt(() => library.sumPeriod({ from: 0, until: 1e15 }))
  attempt(() => say(library, name, 1))
  attempt(() =>
    library.finishMessage({
      message: {
        ...streamingAnswer(`${name}-a0`, { conversationId: name }),
        state: 'complete',
        parts: textParts(`written in ${name}`),
        finishedAt: 3,
      },
    }),
  )
  attempt(() => library.addPicture(newPicture(png(5, 5, name.length), 'a new kite', name)))
  attempt(() => library.readRows({ table: 'conversations', after: null }))
  attempt(() => {
    while (library.maintain());
  })
  attempt(() => {
    while (library.applyRetention());
  })
  const hits = attempt(() => library.search({ query: `written in ${name}`, limit: 5 }))
  try {
    await keeper.make({ requestId: name, reason: 'asked' }, () => {})
  } catch (error) {
    attempt(() => {
      throw error
    })
  }
  return { seen, hits: hits?.hits.length ?? 0, backups: attempt(() => keeper.list())?.length ?? 0 }
}

/** Codes of what may be told instead of an answer, at the first start only. */
const expectedCodes = ['library/damaged', 'backup/damaged']

interface Told {
  readonly canLookNewer: boolean
  readonly reports: LibraryReport[]
  readonly found: DamageFound[]
}

const tellsOfLoss = ({ reports, found }: Told): boolean =>
  found.some(({ rows }) => rows !== undefined) ||
  reports.some(({ setAside, findings = {} }) => {
    const { isLogMissing, damagedLog, isMissing, restored } = findings
    return (
      setAside !== null || isLogMissing || damagedLog !== undefined || isMissing || restored !== undefined
    )
  })

/**
 * A renamed column under a higher number is what a newer version looks like: it is refused, and a backup is
 * the way back.
 */
const openOrGoBack = async (folder: string, library: LocalLibrary, canLookNewer: boolean) => {
  try {
    return library.open()
  } catch (error) {
    if (!canLookNewer || !(error instanceof AppError && error.code === 'library/newer')) throw error
    const keeper = keeperOf(folder, library)
    const [newest] = keeper.list()
    await keeper.restore({ requestId: 'back', id: newest?.id ?? '' }, () => {})
    return library.open()
  }
}

const start = async (folder: string, name: string, told: Told, isStrict: boolean) => {
  const library = createLibrary({ folder, onDamage: (each) => told.found.push(each) })
  try {
    const report = await openOrGoBack(folder, library, told.canLookNewer)
    told.reports.push(report)
    expect(report.readOnly, 'it can be written').toBeNull()
    return await use(folder, library, name, (work) => {
      try {
        return work()
      } catch (error) {
        const isExpected = error instanceof AppError && expectedCodes.includes(error.code)
        if (isStrict || !isExpected) throw error
        return null
      }
    })
  } finally {
    library.close()
  }
}

fuzz('a history that is damaged in any way is usable at the second start, and every loss is told', {
  input: fc.record({
    from: fc.constantFrom('closed' as const, 'killed' as const),
    damages: fc.array(damage, { minLength: 1, maxLength: 3 }),
  }),
  rounds: { slice: 5, long: 300 },
  examples: [
    {
      from: 'closed',
      damages: [
        { type: 'schema', how: 'DROP TABLE costs' },
        { type: 'version', version: 1 },
      ],
    },
    {
      from: 'killed',
      damages: [
        { type: 'index', index: 'title_index', how: "UPDATE @_data SET block = x'0102'" },
        { type: 'gone', file: 'pictures' },
      ],
    },
    {
      from: 'closed',
      damages: [
        { type: 'version', version: 19 },
        { type: 'schema', how: 'ALTER TABLE messages RENAME COLUMN usage TO usaga' },
      ],
    },
    // An index of the rows that wait for something, which no check of SQLite compares.
    { from: 'closed', damages: [{ type: 'swap', a: 0.61703, b: 0.5 }] },
    // The list of tables has lost the index, but not the tables that it stands on.
    { from: 'closed', damages: [{ type: 'swap', a: 0.61703, b: 0.01064 }] },
    { from: 'closed', damages: [{ type: 'index', index: 'title_index', how: forgetIndex }] },
  ],
  check: async ({ from, damages }) => {
    const { folder: base, committed } = bases[from]
    const folder = mkdtempSync(join(dirname(base), 'round-'))
    try {
      cpSync(base, folder, { recursive: true })
      for (const each of damages.toSorted((a, b) => Number(isSql(b)) - Number(isSql(a)))) apply(folder, each)
      const canLookNewer = damages.some((each) => each.type === 'schema' && each.how.startsWith('ALTER'))
      const told: Told = { canLookNewer, reports: [], found: [] }
      await start(folder, 'first', told, false)
      const { seen, hits, backups } = await start(folder, 'second', told, true)
      expect(hits, 'what is written now is found').toBeGreaterThan(0)
      expect(backups, 'backups are there').toBeGreaterThan(0)
      const missing = [...committed.keys()].filter((id) => (seen.get(id)?.parts.length ?? 0) === 0)
      if (missing.length > 0 && !tellsOfLoss(told))
        expect.fail(
          `${missing.length} messages are gone and nothing was told: ${missing.slice(0, 5).join(', ')}`,
        )
      if (!damages.every(isHarmless)) return
      const changed = [...committed].filter(([id, text]) => textOf(seen.get(id) ?? { parts: [] }) !== text)
      expect(changed, 'nothing that was said is touched by this damage').toEqual([])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
})
