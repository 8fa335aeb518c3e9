import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExportOutcome, LibraryExport } from '@shared/ipc/library/exports'
import { defaultExportOptions } from '@shared/model/exports'
import type { TransferResult } from '@shared/model/transfer'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { LibraryClient } from '../../../../../src/main/library/LibraryClient'
import { buildLibrary, startLibrary } from '../../builtLibrary'
import { conversation, newPicture, png, question } from '../../helpers'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let built: Awaited<ReturnType<typeof buildLibrary>>
beforeAll(async () => {
  built = await buildLibrary()
})
afterAll(() => built.remove())

let root = ''
let clients: LibraryClient[] = []
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'parley-thread-'))
  clients = []
})
afterEach(async () => {
  for (const client of clients) await client.close()
  rmSync(root, { recursive: true, force: true })
})

const start = (name: string): LibraryClient => {
  const client = new LibraryClient({ spawn: () => startLibrary(built.script, join(root, name)) })
  client.start()
  clients.push(client)
  return client
}

const fill = async (library: LibraryClient, conversations = 2): Promise<void> => {
  await library.addPicture(newPicture(png(8, 8), 'a kite', 'c0'))
  for (let index = 0; index < conversations; index += 1)
    await library.addMessages({
      conversation: conversation(`c${index}`, { leafId: `m${index}-49` }),
      messages: Array.from({ length: 50 }, (_, at) =>
        question(`m${index}-${at}`, `${'word '.repeat(60)} **bold** \`code\` $a^${at}$`, {
          conversationId: `c${index}`,
          parentId: at === 0 ? null : `m${index}-${at - 1}`,
          role: at % 2 === 0 ? 'user' : 'assistant',
        }),
      ),
    })
}

const archiveTo = (path: string): LibraryExport => ({
  kind: 'archive',
  task: { path, appVersion: '1', createdAt: 0, extras: [] },
})

const finish = async (
  library: LibraryClient,
  task: LibraryExport,
  onProgress: () => Promise<unknown> = async () => {},
): Promise<ExportOutcome> => {
  await library.beginExport({ exportId: 'e', task })
  for (;;) {
    const { outcome } = await library.stepExport({ exportId: 'e' })
    if (outcome) return outcome
    await onProgress()
  }
}

describe('an export in the library’s process', () => {
  it('reads beside everything else: what is asked meanwhile is answered meanwhile', async () => {
    const library = start('from')
    await fill(library, 20)
    const path = join(root, 'all.zip')
    let answered = 0
    const outcome = await finish(library, archiveTo(path), async () => {
      await library.setNote({ name: 'draft', value: '{"text":"typed meanwhile","attachments":[]}' })
      answered += 1
    })
    expect(outcome.added).toEqual({ conversations: 20, messages: 1_000, pictures: 1, files: 0 })
    expect(answered).toBeGreaterThan(0)

    const other = start('to')
    await other.beginImport({ importId: 'i', path })
    let result: TransferResult | null = null
    while (!result) result = (await other.stepImport({ importId: 'i' })).result
    expect(result).toMatchObject({ end: 'complete', added: outcome.added, leftOut: [] })
    expect(await other.loadMessages({ ids: ['m7-3'] })).toEqual(await library.loadMessages({ ids: ['m7-3'] }))
  })

  it('writes pages with colours and formulas from its own chunk of the build', async () => {
    const library = start('from')
    await fill(library)
    const path = join(root, 'c0.html')
    await finish(library, {
      kind: 'conversations',
      task: {
        conversationIds: ['c0'],
        options: { ...defaultExportOptions, format: 'html' },
        forPaper: false,
        exportedAt: 0,
        target: { type: 'file', path, pictures: { folder: '', name: '' } },
      },
    })
    const page = readFileSync(path, 'utf8')
    expect(page).toContain('<math')
    expect(page).toMatch(/@font-face\{[^}]*data:font\/woff2;base64,/)
  })

  it('stops when it is cancelled', async () => {
    const library = start('from')
    await fill(library)
    await library.beginExport({ exportId: 'e', task: archiveTo(join(root, 'all.zip')) })
    await library.cancelExport({ exportId: 'e' })
    await expect(library.stepExport({ exportId: 'e' })).rejects.toMatchObject({ code: 'cancelled' })
    // Nothing is left of it but its draft, which is main's to remove.
    await expect(library.stepExport({ exportId: 'e' })).rejects.toMatchObject({ code: 'library/unavailable' })
  })

  it.skipIf(!existsSync('/dev/full'))('tells a disk that is full', async () => {
    const library = start('from')
    await fill(library)
    await expect(finish(library, archiveTo('/dev/full'))).rejects.toMatchObject({ code: 'file/disk-full' })
    const page: LibraryExport = {
      kind: 'conversations',
      task: {
        conversationIds: ['c0'],
        options: { ...defaultExportOptions, format: 'json' },
        forPaper: false,
        exportedAt: 0,
        target: { type: 'file', path: '/dev/full', pictures: { folder: '', name: '' } },
      },
    }
    await expect(finish(library, page)).rejects.toMatchObject({ code: 'file/disk-full' })
  })

  it('tells a folder that is not there', async () => {
    const library = start('from')
    await fill(library)
    await expect(finish(library, archiveTo(join(root, 'none', 'all.zip')))).rejects.toMatchObject({
      code: 'file/not-writable',
    })
  })
})
