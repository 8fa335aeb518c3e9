import { readFile } from 'node:fs/promises'

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** @type {Counts} */
export const nothing = { passed: 0, failed: 0, skipped: 0 }

/** @type {Counts} */
export const oneFailure = { passed: 0, failed: 1, skipped: 0 }

/** @param {readonly Counts[]} all @returns {Counts} */
export function sum(all) {
  return all.reduce(
    (total, counts) => ({
      passed: total.passed + counts.passed,
      failed: total.failed + counts.failed,
      skipped: total.skipped + counts.skipped,
    }),
    nothing,
  )
}

/** The line that ends a run, for people and for scripts that look for it. @param {Counts} counts */
export function summary({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

/**
 * What vitest's JSON report counts. A file that cannot even be loaded has no tests to count and is one
 * failure.
 * @param {any} report
 * @returns {Counts}
 */
export function countVitest(report) {
  const broken = report.testResults.filter(
    (/** @type {any} */ file) =>
      file.status === 'failed' &&
      !file.assertionResults.some((/** @type {any} */ test) => test.status === 'failed'),
  )
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + (report.numTodoTests ?? 0),
  }
}

/**
 * What Playwright's JSON report counts. A test that passed only on a second try has failed: we do not retry.
 * @param {any} report
 * @returns {Counts}
 */
export function countPlaywright({ stats, errors }) {
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped,
  }
}

/** @typedef {{ name: string, ms: number }} Timed */

/** The tests of vitest's JSON report with what they took. @param {any} report @returns {Timed[]} */
export function timesInVitest(report) {
  return report.testResults.flatMap((/** @type {any} */ file) =>
    file.assertionResults.map((/** @type {any} */ test) => ({ name: test.fullName, ms: test.duration ?? 0 })),
  )
}

/** The tests of Playwright's JSON report with what they took. @param {any} report @returns {Timed[]} */
export function timesInPlaywright({ suites }) {
  return suites.flatMap(timesIn)
}

/** @param {any} suite @returns {Timed[]} */
function timesIn(suite) {
  const own = (suite.specs ?? []).map((/** @type {any} */ spec) => ({
    name: `${spec.file}: ${spec.title}`,
    ms: spec.tests.flatMap((/** @type {any} */ test) => test.results).reduce(addDuration, 0),
  }))
  return [...own, ...(suite.suites ?? []).flatMap(timesIn)]
}

/** @param {number} sum @param {{ duration: number }} result */
function addDuration(sum, { duration }) {
  return sum + duration
}

/**
 * The tests that took longest, one a line, the slowest first. @param {readonly Timed[]} times @param {number}
 * count
 */
export function slowest(times, count) {
  return [...times]
    .sort((a, b) => b.ms - a.ms)
    .slice(0, count)
    .map(({ name, ms }) => `${(ms / 1_000).toFixed(1).padStart(6)} s  ${name}`)
}

/**
 * Reads a report. A runner that died without one counts as one failure: silence must not look like success.
 * @param {string} file
 * @param {(report: any) => Counts} count
 * @param {(report: any) => Timed[]} timesOf
 * @returns {Promise<{ counts: Counts, times: Timed[] }>}
 */
export async function readReport(file, count, timesOf) {
  try {
    const report = JSON.parse(await readFile(file, 'utf8'))
    return { counts: count(report), times: timesOf(report) }
  } catch {
    return { counts: oneFailure, times: [] }
  }
}
