/** Timers, injected so that tests need not wait. */
export interface Timers {
  set(run: () => void, delayMs: number): unknown
  clear(timer: unknown): void
}
export const realTimers: Timers = {
  set: (run, delayMs) => setTimeout(run, delayMs),
  clear: (timer) => clearTimeout(timer as NodeJS.Timeout),
}
