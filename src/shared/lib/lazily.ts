/**
 * What is made when it is first wanted, and kept. For what a start must not wait for: the first
 * `Intl.Segmenter` of a process reads ICU's tables for ten milliseconds, the first `Intl.DateTimeFormat` for
 * three.
 */
export const lazily = <T extends object>(make: () => T): (() => T) => {
  let made: T | null = null
  return () => {
    made ??= make()
    return made
  }
}
