/**
 * Does work that nobody waits for yet, once the page has nothing better to do; at the latest after two
 * seconds.
 */
export const whenIdle = (work: () => unknown): void => {
  requestIdleCallback(() => void work(), { timeout: 2_000 })
}
