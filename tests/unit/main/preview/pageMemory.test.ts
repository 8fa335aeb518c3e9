import { expect, it } from 'vitest'
import { pageMemory } from '../../../../src/main/preview/pageMemory'

const frame = 7
const main = 1
const window = 2
const metric = (pid: number, mebibytes: number) => ({ pid, memory: { workingSetSize: mebibytes * 1_024 } })
const mebibyte = 1_024 * 1_024

it('a page uses its own process, and what main and its window grew by since it opened', () => {
  let metrics = [metric(main, 300), metric(window, 200)]
  const memoryOf = pageMemory(() => metrics, [main, window])
  metrics = [metric(main, 280), metric(window, 200), metric(frame, 90), metric(9, 4_000)]
  expect(memoryOf(frame)).toBe(90 * mebibyte)
  metrics = [metric(main, 1_300), metric(window, 250), metric(frame, 90)]
  expect(memoryOf(frame)).toBe(1_140 * mebibyte)
})

it('a process that is not there uses nothing', () => {
  expect(pageMemory(() => [], [main])(frame)).toBe(0)
})
