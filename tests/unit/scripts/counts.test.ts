import { describe, expect, it } from 'vitest'
import {
  countPlaywright,
  countVitest,
  readReport,
  slowest,
  sum,
  summary,
  timesInPlaywright,
  timesInVitest,
} from '../../../scripts/lib/counts.mjs'

const vitest = { numPassedTests: 3, numFailedTests: 1, numPendingTests: 1, numTodoTests: 1, testResults: [] }

describe('the sums of a test run', () => {
  it('end in one plain line', () => {
    expect(summary({ passed: 12, failed: 0, skipped: 0 })).toBe('12 passed, 0 failed')
    expect(summary({ passed: 1, failed: 2, skipped: 3 })).toBe('1 passed, 2 failed, 3 skipped')
  })

  it('count a test file that cannot be loaded as a failure', () => {
    const testResults = [
      { status: 'failed', assertionResults: [] },
      { status: 'failed', assertionResults: [{ status: 'failed' }] },
      { status: 'passed', assertionResults: [{ status: 'passed' }] },
    ]
    expect(countVitest({ ...vitest, testResults })).toEqual({ passed: 3, failed: 2, skipped: 2 })
  })

  it('count a flaky test and an error outside of tests as failures', () => {
    const stats = { expected: 5, unexpected: 1, flaky: 1, skipped: 2 }
    expect(countPlaywright({ stats, errors: [{ message: 'cannot load' }] })).toEqual({
      passed: 5,
      failed: 3,
      skipped: 2,
    })
  })

  it('count a runner that left no report as a failure', async () => {
    expect(await readReport('/nowhere/report.json', countVitest, timesInVitest)).toEqual({
      counts: { passed: 0, failed: 1, skipped: 0 },
      times: [],
    })
  })

  it('name the slowest tests of both runners, the slowest first', () => {
    const unit = { testResults: [{ assertionResults: [{ fullName: 'quick', duration: 12 }] }] }
    const spec = (title: string, ...durations: number[]) => ({
      title,
      file: 'x.test.ts',
      tests: [{ results: durations.map((duration) => ({ duration })) }],
    })
    const suites = [{ specs: [spec('slow', 9_000)], suites: [{ specs: [spec('slower', 6_000, 6_400)] }] }]
    const times = [...timesInVitest(unit), ...timesInPlaywright({ suites })]
    expect(slowest(times, 2)).toEqual(['  12.4 s  x.test.ts: slower', '   9.0 s  x.test.ts: slow'])
  })

  it('add up over the runners', () => {
    const one = { passed: 1, failed: 2, skipped: 3 }
    expect(sum([one, one])).toEqual({ passed: 2, failed: 4, skipped: 6 })
  })
})
