import type { AppContract } from '@shared/ipc/contract'
import type { InputOf, ItemOf, StreamName } from '@shared/ipc/define'
import { AppError, isCancelled } from '@shared/ipc/errors'
import type { Client } from './client'

const firstWaitMs = 100
const longestWaitMs = 3_000

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done, { once: true })
  })

/**
 * Follows a stream through cuts: opens it again, with growing pauses, until it ends, fails for a reason of
 * its own, or `signal` aborts. `input` is asked again each time, so that it can name where to go on. `take`
 * answers `'again'` where what it got does not fit and the stream must be opened anew at once.
 */
export const follow = async <N extends StreamName<AppContract>>(
  client: Client,
  name: N,
  input: () => InputOf<AppContract[N]>,
  take: (items: readonly ItemOf<AppContract[N]>[]) => 'again' | undefined,
  signal: AbortSignal,
): Promise<void> => {
  let waitMs = firstWaitMs
  while (!signal.aborted) {
    const one = new AbortController()
    const leave = () => one.abort()
    signal.addEventListener('abort', leave, { once: true })
    let again = false
    try {
      for await (const items of client.stream(name, input(), one.signal)) {
        waitMs = firstWaitMs
        if (take(items) === 'again') {
          again = true
          break
        }
      }
      if (!again) return
    } catch (error) {
      if (isCancelled(error)) return
      if (!(error instanceof AppError && error.code === 'ipc/disconnected')) throw error
      await pause(waitMs, signal)
      waitMs = Math.min(waitMs * 2, longestWaitMs)
    } finally {
      signal.removeEventListener('abort', leave)
      one.abort()
    }
  }
}
