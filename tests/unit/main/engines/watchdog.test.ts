import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createWatchdog } from '../../../../src/main/engines/watchdog'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const untilAbort = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))))

describe('the watchdog', () => {
  it('ends a wait that takes too long, and says that it stalled', async () => {
    const watchdog = createWatchdog(new AbortController().signal, 1_000)
    const waiting = watchdog.wait(untilAbort(watchdog.signal))
    const ended = expect(waiting).rejects.toMatchObject({ code: 'engine/stalled' })
    await vi.advanceTimersByTimeAsync(999)
    expect(watchdog.signal.aborted).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    await ended
  })

  it('does not count the time in which no reader waits', async () => {
    const watchdog = createWatchdog(new AbortController().signal, 1_000)
    await watchdog.wait(Promise.resolve())
    await vi.advanceTimersByTimeAsync(3_600_000)
    expect(watchdog.signal.aborted).toBe(false)
    expect(await watchdog.wait(Promise.resolve('later'))).toBe('later')
  })

  it('gives one wait a longer limit where asked', async () => {
    const watchdog = createWatchdog(new AbortController().signal, 1_000)
    const ended = expect(watchdog.wait(untilAbort(watchdog.signal), 5_000)).rejects.toMatchObject({
      code: 'engine/stalled',
    })
    await vi.advanceTimersByTimeAsync(4_999)
    expect(watchdog.signal.aborted).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    await ended
  })

  it('says cancelled when the caller stopped, even if it stalled too', async () => {
    const stop = new AbortController()
    const watchdog = createWatchdog(stop.signal, 1_000)
    const ended = expect(watchdog.wait(untilAbort(watchdog.signal))).rejects.toMatchObject({
      code: 'cancelled',
    })
    stop.abort()
    await vi.advanceTimersByTimeAsync(5_000)
    await ended
    expect(() => watchdog.throwIfEnded()).toThrow(expect.objectContaining({ code: 'cancelled' }))
  })

  it('lets go of the caller when closed, tears the request down, and is no reason for an end', () => {
    const stop = new AbortController()
    const watchdog = createWatchdog(stop.signal, 1_000)
    watchdog.close()
    expect(watchdog.signal.aborted).toBe(true)
    stop.abort()
    expect(watchdog.ending).toBeNull()
    expect(vi.getTimerCount()).toBe(0)
  })
})
