import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { AppError } from '@shared/ipc/errors'
import type { DamageFound, LibraryReport } from '@shared/ipc/library/opening'
import type { ConversationCursor, ConversationPage } from '@shared/model/conversation'
import { type Message, textOf } from '@shared/model/message'
import { unpackOutline } from '@shared/model/outline'
import fc from 'fast-check'
import { afterAll, beforeAll, expect } from 'vitest'
import { createLibrary, type LocalLibrary } from '../../src/library/library'
import { newPicture, png, streamingAnswer, textParts } from '../integration/library/helpers'
import { fuzz } from './fuzz'
import { buildLibraries, keeperOf, say } from './libraryBases'
import { damage, forgetIndex, harmAll, isHarmless } from './libraryDamage'

let root = ''
let bases: Awaited<ReturnType<typeof buildLibraries>>

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'parley-fuzz-library-'))
  bases = await buildLibraries(root)
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

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
    // A log that was emptied just behind a checkpoint.
    {
      from: 'killed',
      damages: [
        { type: 'index', index: 'title_index', how: 'DELETE FROM @_idx' },
        { type: 'instead', name: 'library.db-wal', as: 'empty file' },
      ],
    },
  ],
  check: async ({ from, damages }) => {
    const { folder: base, committed } = bases[from]
    const folder = mkdtempSync(join(dirname(base), 'round-'))
    try {
      cpSync(base, folder, { recursive: true })
      harmAll(folder, damages)
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
