import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { countPlaywright, countVitest, readReport, timesInPlaywright, timesInVitest } from './counts.mjs'
import { onOwnDisplays } from './setup.mjs'
import { runTool } from './tools.mjs'

// What `npm test` runs: vitest and Playwright, each with a report for the sums.

/**
 * @typedef {{ succeeded: boolean, counts: import('./counts.mjs').Counts, times:
 * import('./counts.mjs').Timed[] }} Results
 */
/**
 * @typedef {{ electron: import('./electron.mjs').Electron, folder: string, filters: readonly string[] }} Run
 */

// Three at a time on two cores, since a test waits more than it computes. Those of sound are recorded and
// measured, alone on the machine.
const workersOf = /** @type {const} */ ({ page: 2, e2e: 3, sound: 1 })

/**
 * The unit and integration tests, on another Node where one is given.
 * @param {{ folder: string, filters: readonly string[], node?: string }} run
 * @returns {Promise<Results>}
 */
export async function unitTests({ folder, filters, node }) {
  const report = join(folder, 'unit.json')
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...filters]
  const code = await runTool('vitest', args, { node })
  return { succeeded: code === 0, ...(await readReport(report, countVitest, timesInVitest)) }
}

/**
 * The built pages on a fake bridge: in a Chromium where there is one, otherwise in Electron. @param {Run} run
 * @param {string} [chromium]
 */
export function pageTests(run, chromium) {
  return playwright(['page'], 'page', run, chromium ? { PARLEY_CHROMIUM: chromium } : {})
}

/** The built app, each worker on a display of its own. @param {'e2e' | 'sound'} name @param {Run} run */
export function endToEndTests(name, run) {
  // In the order in which they begin: what takes longest must not begin last.
  return playwright(name === 'e2e' ? ['long', 'e2e'] : ['sound'], name, run, {})
}

/** The number of times the end-to-end tests have started Electron. @param {string} folder */
export async function readStarts(folder) {
  return (await stat(startsIn(folder)).catch(() => undefined))?.size ?? 0
}

/** A byte a start. @param {string} folder */
function startsIn(folder) {
  return join(folder, 'starts')
}

/**
 * @param {readonly string[]} projects
 * @param {keyof typeof workersOf} name
 * @param {Run} run
 * @param {Record<string, string>} own
 * @returns {Promise<Results>}
 */
async function playwright(projects, name, { electron, folder, filters }, own) {
  const report = join(folder, `${name}.json`)
  const workers = workersOf[name]
  const args = [
    'test',
    ...projects.map((project) => `--project=${project}`),
    `--workers=${workers}`,
    '--pass-with-no-tests',
    '--reporter=list,json',
    ...filters,
  ]
  const code = await onOwnDisplays(electron, workers, (environments) =>
    runTool('playwright', args, {
      env: {
        ...environments[0],
        ...own,
        PARLEY_DISPLAYS: JSON.stringify(environments.map(ownOf)),
        PARLEY_STARTS: startsIn(folder),
        PLAYWRIGHT_JSON_OUTPUT_FILE: report,
      },
    }),
  )
  return { succeeded: code === 0, ...(await readReport(report, countPlaywright, timesInPlaywright)) }
}

/** What makes a display's environment its own. @param {Record<string, string | undefined>} environment */
function ownOf(environment) {
  return Object.fromEntries(
    Object.entries(environment).filter(([name, value]) => process.env[name] !== value),
  )
}
