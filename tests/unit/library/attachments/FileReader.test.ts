import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError } from '@shared/ipc/errors'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { FileReader } from '../../../../src/library/attachments/FileReader'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-reader-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const reader = (timeLimitMs?: number): FileReader => {
  const script = join(folder, 'thread.mjs')
  writeFileSync(
    script,
    `import { writeFileSync } from 'node:fs'
     import { parentPort } from 'node:worker_threads'
     parentPort.on('message', ({ id, input }) => {
       const word = Buffer.from(input).toString()
       if (word === 'hang') {
         writeFileSync(new URL('begun', import.meta.url), '')
         for (;;);
       }
       if (word === 'die') throw new Error('gone')
       if (word === 'leave') process.exit(0)
       const value = { kind: 'text', text: word, id: 'x', byteLength: 1 }
       parentPort.postMessage({ type: 'answer', id, value })
     })`,
  )
  return new FileReader({ script, libraryFolder: folder, timeLimitMs })
}
const bytes = (word: string) => new Uint8Array(Buffer.from(word))
const outcome = (promise: Promise<{ text: string }>): Promise<unknown> =>
  promise.then(
    ({ text }) => text,
    (error: unknown) => (error instanceof AppError ? [error.code, error.data?.reason] : error),
  )

describe('The reader of files', () => {
  test('ends a file that takes too long, and reads the next', async () => {
    // The reader's time only: on a busy machine a thread may need longer to begin than any limit that a test
    // can wait for.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const files = reader(1_000)
      const hanging = outcome(files.read(bytes('hang')))
      const next = outcome(files.read(bytes('fine')))
      while (!existsSync(join(folder, 'begun'))) await new Promise((resolve) => setImmediate(resolve))
      vi.advanceTimersByTime(1_000)
      expect(await hanging).toEqual(['file/unreadable', 'too-slow'])
      expect(await next).toBe('fine')
    } finally {
      vi.useRealTimers()
    }
  })

  test.each(['die', 'leave'])(
    'a file whose thread ends (%s) is unreadable, and the next is read',
    async (word) => {
      vi.spyOn(console, 'error').mockImplementation(() => {})
      const files = reader()
      expect(await outcome(files.read(bytes(word)))).toEqual(['file/unreadable', 'damaged'])
      expect(await outcome(files.read(bytes('fine')))).toBe('fine')
    },
  )
})
