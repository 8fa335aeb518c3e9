import type { PartWrite, TextChunk } from '@shared/ipc/library/messages'
import { describe, expect, test } from 'vitest'
import type { Timers } from '../../../../src/main/lib/timers'
import { AppendBatcher } from '../../../../src/main/library/AppendBatcher'

/** Timers that ring when the test says so. */
class HandTimers implements Timers {
  private readonly waiting = new Map<number, { run: () => void; delayMs: number }>()
  private last = 0
  set(run: () => void, delayMs: number): unknown {
    this.last += 1
    this.waiting.set(this.last, { run, delayMs })
    return this.last
  }
  clear(timer: unknown): void {
    this.waiting.delete(timer as number)
  }
  get delays(): number[] {
    return [...this.waiting.values()].map(({ delayMs }) => delayMs)
  }
  ring(): void {
    const all = [...this.waiting.values()]
    this.waiting.clear()
    for (const { run } of all) run()
  }
}

/** A library that answers each batch when the test says so. */
class SlowLibrary {
  readonly batches: { parts: readonly PartWrite[]; chunks: readonly TextChunk[] }[] = []
  private readonly answers: { resolve: () => void; reject: (error: Error) => void }[] = []
  appendChunks = (batch: { parts: readonly PartWrite[]; chunks: readonly TextChunk[] }): Promise<void> => {
    this.batches.push(batch)
    return new Promise((resolve, reject) => this.answers.push({ resolve, reject }))
  }
  succeed(): void {
    this.answers.shift()?.resolve()
  }
  fail(): void {
    this.answers.shift()?.reject(new Error('full'))
  }
  get texts(): string[][] {
    return this.batches.map(({ chunks }) => chunks.map(({ text }) => text))
  }
}

const chunk = (text: string): TextChunk => ({ messageId: 'm', partIndex: 0, chunkIndex: 0, text })
const settle = () => new Promise((done) => setImmediate(done))

const setUp = () => {
  const timers = new HandTimers()
  const library = new SlowLibrary()
  const failures: unknown[] = []
  const batcher = new AppendBatcher(library, { timers, onFailure: (error) => failures.push(error) })
  return { timers, library, failures, batcher }
}

describe('Growth on its way to disk', () => {
  test('is gathered for less than the promised 250 ms and sent as one', () => {
    const { timers, library, batcher } = setUp()
    batcher.addChunk(chunk('a'))
    batcher.addChunk(chunk('b'))
    batcher.addPart({ messageId: 'm', partIndex: 1, nextChunk: 0, part: { type: 'text', text: '' } })
    expect(library.batches).toEqual([])
    expect(timers.delays).toEqual([150])
    timers.ring()
    expect(library.texts).toEqual([['a', 'b']])
    expect(library.batches[0]?.parts).toHaveLength(1)
  })

  test('has one batch on its way at a time', async () => {
    const { timers, library, batcher } = setUp()
    batcher.addChunk(chunk('a'))
    timers.ring()
    batcher.addChunk(chunk('b'))
    expect(timers.delays).toEqual([])
    library.succeed()
    await settle()
    timers.ring()
    expect(library.texts).toEqual([['a'], ['b']])
  })

  test('flushes at once and is done only when all is on disk, for every caller', async () => {
    const { timers, library, batcher } = setUp()
    const done: string[] = []
    batcher.addChunk(chunk('a'))
    timers.ring()
    batcher.addChunk(chunk('b'))
    void batcher.flush().then(() => done.push('first'))
    void batcher.flush().then(() => done.push('second'))
    library.succeed()
    await settle()
    expect(library.texts).toEqual([['a'], ['b']])
    expect(done).toEqual([])
    library.succeed()
    await settle()
    expect(done.sort()).toEqual(['first', 'second'])
    await batcher.flush()
    expect(library.texts).toHaveLength(2)
  })

  test('that does not fit on the disk is kept in order, told once, and written when there is room', async () => {
    const { timers, library, failures, batcher } = setUp()
    batcher.addChunk(chunk('a'))
    timers.ring()
    batcher.addChunk(chunk('b'))
    library.fail()
    await settle()
    expect(failures).toHaveLength(1)
    timers.ring()
    library.fail()
    await settle()
    expect(failures).toHaveLength(1)
    batcher.addChunk(chunk('c'))
    const flushed = batcher.flush()
    library.succeed()
    await flushed
    expect(library.texts.at(-1)).toEqual(['a', 'b', 'c'])
    batcher.addChunk(chunk('d'))
    timers.ring()
    library.fail()
    await settle()
    expect(failures).toHaveLength(2)
  })

  test('a flush that fails says so, and what it had goes with the next', async () => {
    const { library, batcher } = setUp()
    batcher.addChunk(chunk('a'))
    const flushed = batcher.flush()
    library.fail()
    await expect(flushed).rejects.toThrow('full')
    const again = batcher.flush()
    library.succeed()
    await again
    expect(library.texts).toEqual([['a'], ['a']])
  })
})
