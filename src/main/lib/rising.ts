/** Further behind than this, the computer's clock was set back: it is believed. */
const setBackMs = 1_000

/**
 * A clock that tells no moment twice. Messages are ordered by the moment at which they were made, and several
 * are made in one millisecond: a question and its answer, or answers of several models.
 */
export const rising = (now: () => number): (() => number) => {
  let last = Number.NEGATIVE_INFINITY
  return () => {
    const at = now()
    last = at <= last && last - at < setBackMs ? last + 1 : at
    return last
  }
}
