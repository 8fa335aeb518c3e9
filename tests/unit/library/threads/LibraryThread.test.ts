import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError } from '@shared/ipc/errors'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { LibraryThread, type ThreadEnd } from '../../../../src/library/threads/LibraryThread'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-library-thread-'))
  vi.spyOn(console, 'error').mockImplementation(() => {})
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const begin = (source: string, ends: ThreadEnd['reason'][] = []): LibraryThread => {
  const script = join(folder, 'thread.mjs')
  writeFileSync(script, `import { parentPort } from 'node:worker_threads'\n${source}`)
  return new LibraryThread({
    script,
    task: { work: 'import', options: null },
    mostMegabytes: 16,
    whenGone: ({ reason }) => {
      ends.push(reason)
      return new AppError(reason === 'out-of-memory' ? 'file/too-large' : 'file/unreadable')
    },
  })
}

test('A thread that needs more memory than it may have ends by itself, and says why', async () => {
  const ends: ThreadEnd['reason'][] = []
  const thread = begin(
    `parentPort.on('message', () => {
       const kept = []
       for (;;) kept.push(new Array(10_000).fill({}).map(() => ({})))
     })`,
    ends,
  )
  await expect(thread.ask('fill', null)).rejects.toMatchObject({ code: 'file/too-large' })
  expect(ends[0]).toBe('out-of-memory')
  expect(thread.isOver).toBe(true)
})

test('A thread whose answer takes too long is ended', async () => {
  const thread = begin(`parentPort.on('message', () => { for (;;); })`)
  const limit = { ms: 1, failure: new AppError('cancelled', 'too slow') }
  await expect(thread.ask('hang', null, { limit })).rejects.toMatchObject({ code: 'cancelled' })
  expect(thread.isOver).toBe(true)
})

test('A thread that fails fails what it was asked, and what is asked afterwards', async () => {
  const thread = begin(`parentPort.on('message', () => { throw new Error('gone') })`)
  await expect(thread.ask('a', null)).rejects.toMatchObject({ code: 'file/unreadable' })
  await expect(thread.ask('b', null)).rejects.toMatchObject({ code: 'file/unreadable' })
})
