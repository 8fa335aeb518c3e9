import { AppError } from '@shared/ipc/errors'

/**
 * Ends a request that stands still. Only waiting counts: a reader that takes its time (a paused player) is
 * not a stalled server, so each wait is timed by itself instead of the time between bytes.
 */
export interface Watchdog {
  /** Aborts when the caller's signal does, when a wait took too long, and at `close`. */
  readonly signal: AbortSignal
  /**
   * Rejects with `engine/stalled` or `cancelled` when that is why the request ended: at once, even where the
   * promise never settles. (undici leaves a read open after an abort when a gzip went wrong.)
   */
  wait<T>(promise: Promise<T>, limitMs?: number): Promise<T>
  /** The same without a limit of its own, for what consists of such waits. */
  unlessEnded<T>(promise: Promise<T>): Promise<T>
  /** The SDK's streams end silently after an abort: a reader that came to the end asks here why. */
  throwIfEnded(): void
  /** The reason why the request ended, where it was not the server. */
  readonly ending: AppError | null
  /** Tears the request down if it is still going, and lets go of the caller's signal. */
  close(): void
}

export const createWatchdog = (signal: AbortSignal, idleTimeoutMs: number): Watchdog => {
  const controller = new AbortController()
  let stalledAfterMs: number | null = null
  let isCancelled = signal.aborted
  let isClosed = false
  /** Those who wait. Not listeners of the signal: a thousand waits a second would add and remove them. */
  const leavers = new Set<() => void>()
  const end = () => {
    controller.abort()
    for (const leave of leavers) leave()
    leavers.clear()
  }
  const onAbort = () => {
    isCancelled = true
    end()
  }
  if (signal.aborted) controller.abort()
  else signal.addEventListener('abort', onAbort, { once: true })

  const ending = (): AppError | null => {
    if (isCancelled) return new AppError('cancelled')
    if (stalledAfterMs !== null)
      return new AppError('engine/stalled', 'No byte in time', { idleTimeoutMs: stalledAfterMs })
    return null
  }

  const unlessEnded = <T>(promise: Promise<T>): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      const leave = () => reject(ending() ?? new AppError('cancelled'))
      leavers.add(leave)
      promise.then(
        (value) => {
          leavers.delete(leave)
          resolve(value)
        },
        (error: unknown) => {
          leavers.delete(leave)
          reject(ending() ?? error)
        },
      )
      if (controller.signal.aborted) leave()
    })

  return {
    signal: controller.signal,
    get ending() {
      return ending()
    },
    async wait(promise, limitMs = idleTimeoutMs) {
      const timer = setTimeout(() => {
        if (isClosed) return
        stalledAfterMs = limitMs
        end()
      }, limitMs)
      try {
        return await unlessEnded(promise)
      } finally {
        clearTimeout(timer)
      }
    },
    unlessEnded,
    throwIfEnded() {
      const reason = ending()
      if (reason) throw reason
    },
    close() {
      isClosed = true
      signal.removeEventListener('abort', onAbort)
      end()
    },
  }
}
