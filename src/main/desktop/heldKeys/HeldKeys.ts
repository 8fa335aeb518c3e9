/**
 * What is known of the keys that were down when it was asked.
 * - `held`: some are down.
 * - `released`: one of them came up.
 * - `clear`: none of them is down any more. The last one.
 */
export type HeldKeyEvent = 'held' | 'released' | 'clear'

/**
 * Tells when the keys of a press come up: the system's hotkeys tell presses only. It looks at whatever keys
 * are down at that moment, so that no layout has to be known, and it works only while they are.
 */
export interface HeldKeys {
  /** Ends after `clear`, or when `signal` aborts. Fails where keys cannot be looked at. */
  watch(signal: AbortSignal): AsyncIterable<HeldKeyEvent>
}

/** Events of what `look` says is down, time after time, until nothing of it is. */
export async function* followKeys(
  look: () => Promise<ReadonlySet<number>>,
  pause: () => Promise<unknown>,
  signal: AbortSignal,
): AsyncGenerator<HeldKeyEvent> {
  const first = await look()
  if (first.size > 0) yield 'held'
  let isReleased = false
  let down = first
  while (down.size > 0) {
    await pause()
    if (signal.aborted) return
    const now = await look()
    down = new Set([...down].filter((key) => now.has(key)))
    if (isReleased || down.size === first.size) continue
    isReleased = true
    yield 'released'
  }
  if (!isReleased) yield 'released'
  yield 'clear'
}
