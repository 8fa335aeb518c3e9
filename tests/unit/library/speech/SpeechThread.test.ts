import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError } from '@shared/ipc/errors'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { SpeechThread } from '../../../../src/library/speech/SpeechThread'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-thread-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const script = (source: string): string => {
  const path = join(folder, 'thread.mjs')
  writeFileSync(path, `import { parentPort } from 'node:worker_threads'\n${source}`)
  return path
}
const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no failure',
    (error: unknown) => (error instanceof AppError ? error.code : error),
  )

describe('The thread that speaks', () => {
  test('that dies fails what it was asked, and the next request has a new one', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const thread = new SpeechThread(
      script(`parentPort.on('message', ({ id, input }) => {
        if (input.text === 'die') throw new Error('gone')
        const value = { pcm: new Uint8Array([1, 2]), sampleRate: 8000 }
        parentPort.postMessage({ type: 'answer', id, value })
      })`),
    )
    expect(await codeOf(thread.speak({ text: 'die', voice: 'slt' }))).toBe('speech/unavailable')
    expect(await thread.speak({ text: 'live', voice: 'slt' })).toEqual({
      pcm: new Uint8Array([1, 2]),
      sampleRate: 8000,
    })
    await thread.stop()
  })

  test('that cannot start says so', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const thread = new SpeechThread(join(folder, 'nowhere.mjs'))
    expect(await codeOf(thread.speak({ text: 'a', voice: 'slt' }))).toBe('speech/unavailable')
  })
})
