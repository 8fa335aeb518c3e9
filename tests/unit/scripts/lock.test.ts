import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { isStale, withLock } from '../../../scripts/lib/lock.mjs'

let folder: string
let file: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-lock-'))
  file = join(folder, 'runtime.lock')
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
})

afterEach(() => rm(folder, { recursive: true }))

/** The id of a process that has ended. */
function deadProcess() {
  return spawnSync(process.execPath, ['-e', '']).pid
}

describe('a lock', () => {
  it('lets two set-ups in one after the other', async () => {
    const order: string[] = []
    const job = (name: string) =>
      withLock(file, async () => {
        order.push(`${name} in`)
        await new Promise((resolve) => setImmediate(resolve))
        order.push(`${name} out`)
      })
    await Promise.all([job('a'), job('b')])
    expect([order.slice(0, 2), order.slice(2)].map((pair) => pair.map((word) => word.slice(2)))).toEqual([
      ['in', 'out'],
      ['in', 'out'],
    ])
  })

  it('is gone afterwards, also when the work failed', async () => {
    const failing = withLock(file, async () => {
      throw new Error('no space left')
    })
    await expect(failing).rejects.toThrow('no space left')
    expect(existsSync(file)).toBe(false)
  })

  it('of a set-up that was killed is taken over', async () => {
    await writeFile(file, JSON.stringify({ pid: deadProcess(), started: '1', host: hostname() }))
    expect(await withLock(file, async () => 'mine')).toBe('mine')
  })

  it('is stale when another process has the id of its holder by now', async () => {
    await withLock(file, async () => {
      const content = JSON.parse(await readFile(file, 'utf8'))
      expect(await isStale(file, JSON.stringify(content))).toBe(false)
      expect(await isStale(file, JSON.stringify({ ...content, started: 'another time' }))).toBe(true)
    })
  })

  it('of another machine counts as long as it is touched', async () => {
    const content = JSON.stringify({ pid: 1, started: '1', host: 'elsewhere.example' })
    await withLock(file, async () => {
      expect(await isStale(file, content)).toBe(false)
      await utimes(file, 0, 0)
      expect(await isStale(file, content)).toBe(true)
    })
  })

  it('that was created but not yet written is left alone', async () => {
    await withLock(file, async () => {
      expect(await isStale(file, '')).toBe(false)
    })
  })
})
