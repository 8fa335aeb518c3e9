/** Who comes back later than this has another question; the one before is in the history. */
const staleAfterMs = 10 * 60_000

/**
 * Should a window that was left then begin anew when it is called now? `leftAt` null: it has never been left.
 */
export const isStale = (leftAt: number | null, now: number): boolean =>
  leftAt !== null && now - leftAt > staleAfterMs
