/** Work for which the user does not wait yet is done once the page is idle, or after two seconds. */
export const whenIdle = (work: () => unknown): void => {
  requestIdleCallback(() => void work(), { timeout: 2_000 })
}
