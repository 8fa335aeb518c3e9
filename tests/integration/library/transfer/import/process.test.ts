import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TransferResult } from '@shared/model/transfer'
import { beforeEach, expect, test, vi } from 'vitest'
import { writeChatgptFile } from '../../../../../bench/lib/chatgptFile'
import type { LibraryClient } from '../../../../../src/main/library/LibraryClient'
import { processPlace } from '../../builtLibrary'

// The built library as a process of its own, with the thread that reads.

let client: LibraryClient

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })
const place = processPlace()
beforeEach(() => {
  client = place.connect()
})

const listed = async () => (await client.listConversations({ limit: 10_000, after: null })).conversations
const runToEnd = async (importId: string): Promise<TransferResult> => {
  for (;;) {
    const { result } = await client.stepImport({ importId })
    if (result) return result
  }
}
/** Megabytes of memory at the highest so far. */
const peak = () => {
  const status = readFileSync(`/proc/${place.lastChild().process.pid}/status`, 'utf8')
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024
}

test.skipIf(process.platform !== 'linux')(
  'a file far larger than what it may take in memory comes in whole, and other requests are answered meanwhile',
  async () => {
    const path = join(place.folder, 'conversations.json')
    // Machinery that is passed over: a reader that held the file, or its text, would need several times this.
    const made = await writeChatgptFile(path, 120, { machinery: 400 })
    await client.open()
    const before = peak()
    await client.beginImport({ importId: 'i', path })
    const importing = runToEnd('i')
    let answered = 0
    let isOver = false
    void importing.finally(() => {
      isOver = true
    })
    while (!isOver) {
      await client.setNote({ name: 'draft', value: String(answered) })
      answered += 1
    }
    expect(await importing).toMatchObject({
      end: 'complete',
      failure: null,
      added: { conversations: made.conversations, messages: made.messages },
    })
    // More than one for each answer: requests come between the steps.
    expect(answered).toBeGreaterThan(20)
    expect(await listed()).toHaveLength(made.conversations)
    // A thread of its own and pages of the database, about half of this; the file alone would be more.
    expect(peak() - before).toBeLessThan(made.bytes / 1024 / 1024)
  },
)

test('one at a time; cancelled, it ends with what it has, and the next can begin', async () => {
  const path = join(place.folder, 'conversations.json')
  await writeChatgptFile(path, 2)
  await client.beginImport({ importId: 'first', path })
  await expect(client.beginImport({ importId: 'second', path })).rejects.toMatchObject({
    code: 'transfer/busy',
  })
  await client.stepImport({ importId: 'first' })
  await client.cancelImport({ importId: 'first' })
  const cancelled = await runToEnd('first')
  expect(cancelled.end).toBe('cancelled')
  expect(await listed()).toHaveLength(cancelled.added.conversations)
  await client.beginImport({ importId: 'second', path })
  expect((await runToEnd('second')).end).toBe('complete')
})

test('the library process killed in the middle: what was there is whole, the import says so, and can be begun again', async () => {
  const path = join(place.folder, 'conversations.json')
  const made = await writeChatgptFile(path, 2)
  await client.beginImport({ importId: 'i', path })
  const { added } = await client.stepImport({ importId: 'i' })
  const importing = runToEnd('i')
  place.lastChild().process.kill('SIGKILL')
  await expect(importing).rejects.toMatchObject({ code: 'library/unavailable' })
  const kept = await listed()
  expect(kept.length).toBeGreaterThanOrEqual(added.conversations)
  for (const { id, leafId } of kept.slice(0, 5)) {
    const path = await client.loadPath({ conversationId: id, leafId: leafId ?? '' })
    expect(path.length).toBeGreaterThan(0)
  }
  await client.beginImport({ importId: 'again', path })
  const result = await runToEnd('again')
  expect(result.added.conversations + result.known.conversations).toBe(made.conversations)
  expect(await listed()).toHaveLength(made.conversations)
})
