import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { AppError } from '@shared/ipc/errors'
import { afterEach, describe, expect, test } from 'vitest'
import { Handover, type Methods, ThreadRpc } from '../../../../src/library/threads/ThreadRpc'

const ports: MessagePort[] = []
afterEach(() => {
  for (const port of ports.splice(0)) port.close()
})

const toError = (error: unknown): AppError =>
  error instanceof AppError ? error : new AppError('internal', String(error))

/** Two ends of one conversation between threads; the first one asks. */
const pair = (methods: Methods): ThreadRpc => {
  const { port1, port2 } = new MessageChannel()
  ports.push(port1, port2)
  new ThreadRpc(port2, methods, toError)
  return new ThreadRpc(port1, {}, toError)
}

describe('Questions between threads', () => {
  test('are answered each by its own answer, whichever comes first', async () => {
    let finish: (value: string) => void = () => {}
    const slow = new Promise<string>((resolve) => {
      finish = resolve
    })
    const rpc = pair({ slow: () => slow, quick: (input: number) => input + 1 })
    const first = rpc.ask('slow', null)
    expect(await rpc.ask('quick', 1)).toBe(2)
    finish('done')
    expect(await first).toBe('done')
  })

  test('fail with the code and the facts of what went wrong there', async () => {
    const rpc = pair({
      read: () => {
        throw new AppError('file/too-large', 'Too much', { limit: 3 })
      },
    })
    await expect(rpc.ask('read', null)).rejects.toMatchObject({ code: 'file/too-large', data: { limit: 3 } })
    await expect(rpc.ask('nothing', null)).rejects.toMatchObject({ code: 'internal' })
  })

  test('tell how far they are, and stop when they are not wanted any more', async () => {
    const rpc = pair({
      count: (_: null, { signal, tell }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new AppError('cancelled')))
          tell(1)
        }),
    })
    const cancelled = new AbortController()
    const told: number[] = []
    const answer = rpc.ask<void, number>('count', null, {
      signal: cancelled.signal,
      onProgress: (progress) => {
        told.push(progress)
        cancelled.abort()
      },
    })
    await expect(answer).rejects.toMatchObject({ code: 'cancelled' })
    expect(told).toEqual([1])
  })

  test('hand bytes over instead of copying them', async () => {
    const bytes = new Uint8Array([1, 2, 3])
    const rpc = pair({ load: () => new Handover({ bytes }, bytes) })
    expect(await rpc.ask('load', null)).toEqual({ bytes: new Uint8Array([1, 2, 3]) })
    expect(bytes.byteLength).toBe(0)
  })

  test('fail when the other thread has gone, those under way and those that come later', async () => {
    const rpc = pair({ wait: () => new Promise(() => {}) })
    const waiting = rpc.ask('wait', null)
    rpc.end(new AppError('cancelled'))
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' })
    await expect(rpc.ask('wait', null)).rejects.toMatchObject({ code: 'cancelled' })
  })
})
