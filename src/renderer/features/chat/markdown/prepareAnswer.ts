let isPrepared = false

/**
 * What draws an answer is made ready while the user writes the question. What fails here fails again in
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
