import { expect } from 'vitest'

const tries = 3
/** What takes a few milliseconds is measured as noise. */
const noiseMs = 8

/** The processor's time for `work`: other processes do not count. */
const costMs = async (work: () => unknown): Promise<number> => {
  const start = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1_000
}

/**
 * Expects work to grow with its input, not with the square of it: eight times as much takes at most 24 times
 * as long (the square: 64), both measured here and now. A busy machine is given more than one try.
 */
export const expectLinear = async (size: number, workOf: (size: number) => () => unknown) => {
  const [small, large] = [workOf(size), workOf(8 * size)]
  // What is first done is compiled meanwhile.
  await small()
  let one = noiseMs
  let eight = Number.POSITIVE_INFINITY
  for (let index = 0; index < tries && eight > 24 * one; index += 1) {
    one = Math.max(one, await costMs(small))
    eight = Math.min(eight, await costMs(large))
  }
  expect(eight, `${one} ms for ${size}`).toBeLessThan(24 * one)
}
