let isPrepared = false

/**
 * For somebody who writes a question: what draws its answer is made ready. What fails here fails again in
 * sight.
 */
export const prepareAnswer = (): void => {
  if (isPrepared) return
  isPrepared = true
  import('./warmUp').then(
    ({ warmUp }) => warmUp(),
    () => {
      isPrepared = false
    },
  )
}
