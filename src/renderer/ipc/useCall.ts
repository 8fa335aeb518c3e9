import { useEffect, useState } from 'react'

/** The answer goes to `take`, unless the returned function was called before. */
export const takeUnlessLeft = <T>(
  answer: Promise<T>,
  take: (value: T) => void,
  words: string,
): (() => void) => {
  let isHere = true
  answer
    .then((value) => {
      if (isHere) take(value)
    })
    .catch((error: unknown) => console.error(words, error))
  return () => {
    isHere = false
  }
}

/**
 * A component's question to main: null until the answer is there, the last one while another is on its way.
 * `ask` is called again whenever `when` changes, and the newest call wins; null from it asks nothing.
 */
export const useCall = <T>(
  ask: () => Promise<T> | null,
  when: readonly unknown[],
  words: string,
): T | null => {
  const [value, setValue] = useState<T | null>(null)
  useEffect(
    () => {
      const answer = ask()
      return answer === null ? undefined : takeUnlessLeft(answer, (found) => setValue(() => found), words)
    },
    // biome-ignore lint/correctness/useExhaustiveDependencies: the caller's list, checked where it is written
    when,
  )
  return value
}
