import fc from 'fast-check'
import { expect, test } from 'vitest'

// A fuzzer is a property over generated input that must hold for whatever the world sends. `npm test` runs a
// short slice of each with a fixed seed; `npm run fuzz` runs them long with a fresh seed, which it prints.

const sliceSeed = 12
const seed = process.env.PARLEY_FUZZ_SEED
const longer = Number(process.env.PARLEY_FUZZ_LONGER ?? 1)

/** Whether this is `npm run fuzz`: only there are times judged, since a busy machine must fail no test. */
export const isLongRun = seed !== undefined

export interface Fuzzer<T> {
  input: fc.Arbitrary<T>
  /** Rejects or throws for a finding. What it opens, it closes: the next round begins at once. */
  check: (input: T) => Promise<void> | void
  /** Rounds: in `npm test` (seconds), and in `npm run fuzz` (a minute or a few). */
  rounds: { slice: number; long: number }
  /** In milliseconds, for one round of a long run; an input that takes longer is a finding. */
  limitMs?: number
  /** The inputs of past findings, tried first. */
  examples?: T[]
}

/**
 * Declares a fuzzer as a test. A finding fails it with the smallest input that shows it, and the seed.
 * @throws AssertionError within the test, as fast-check reports it.
 */
export function fuzz<T>(name: string, { input, check, rounds, limitMs, examples = [] }: Fuzzer<T>) {
  const numRuns = isLongRun ? Math.ceil(rounds.long * longer) : rounds.slice
  test(name, { timeout: isLongRun ? 3_600_000 : 120_000 }, async () => {
    const property = fc.asyncProperty(input, async (value) => {
      const start = performance.now()
      await check(value)
      if (isLongRun && limitMs !== undefined) {
        expect(performance.now() - start, 'milliseconds for this input').toBeLessThan(limitMs)
      }
    })
    await fc.assert(property, {
      seed: Number(seed ?? sliceSeed),
      numRuns,
      examples: examples.map((value): [T] => [value]),
      // A finding is made smaller for this long at most: the smallest found by then is printed.
      interruptAfterTimeLimit: isLongRun ? undefined : 110_000,
    })
  })
}
