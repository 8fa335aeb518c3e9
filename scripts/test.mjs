import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBuilt } from './lib/build.mjs'
import { countPlaywright, countVitest, nothing, oneFailure, readCounts, sum, summary } from './lib/counts.mjs'
import { ensurePackages } from './lib/packages.mjs'
import { describeError, runCommand, say } from './lib/report.mjs'
import { onOwnDisplays, prepareHeadless } from './lib/setup.mjs'
import { runTool, typecheck } from './lib/tools.mjs'

// npm test                       everything
// npm test -- unit [filters]     vitest only: unit and integration
// npm test -- e2e [filters]      Playwright only
// npm test -- tests/e2e/x.test.ts   the runner that the path belongs to

let interrupted = false

/** @typedef {import('./lib/counts.mjs').Counts} Counts */

await runCommand(async (args) => {
  const [part, filters] = partOf(args)
  await ensurePackages()
  // Before the long steps: what cannot be had should be known in the first minute, not in the tenth.
  const electron = part === 'unit' ? undefined : await prepareHeadless()
  noticeInterruptions()
  const reports = await mkdtemp(join(tmpdir(), 'parley-reports-'))
  /** @type {Counts[]} */
  const counts = []
  try {
    if (part === 'all') {
      counts.push(await check('types', typecheck))
      counts.push(await check('lint', () => runTool('biome', ['check', '.'])))
    }
    if (part !== 'e2e') counts.push(await unitTests(filters, join(reports, 'unit.json')))
    if (electron) {
      const built = await check('build', buildStep)
      counts.push(built)
      if (built.failed === 0) counts.push(await endToEndTests(electron, filters, reports))
    }
  } finally {
    await rm(reports, { recursive: true, force: true })
  }
  const total = sum(counts)
  if (interrupted) say('\nInterrupted.')
  else if (total.passed + total.failed === 0) say('\nNo test ran.')
  process.stdout.write(`${summary(total)}\n`)
  if (interrupted) return 130
  return total.failed === 0 && total.passed > 0 ? 0 : 1
})

/** @param {string[]} args @returns {['all' | 'unit' | 'e2e', string[]]} */
function partOf(args) {
  const [first, ...rest] = args
  if (first === undefined) return ['all', []]
  if (first === 'unit' || first === 'e2e') return [first, rest]
  return [args.some((word) => /\be2e\b/.test(word)) ? 'e2e' : 'unit', args]
}

/** The first Ctrl-C ends the step at work and clears up; a second one leaves at once (the display's guard clears up). */
function noticeInterruptions() {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (interrupted) process.exit(130)
      interrupted = true
    })
  }
}

/**
 * Runs a step and says whether it went well. After an interruption there are no more steps.
 * @param {string} name
 * @param {() => Promise<number>} work
 */
async function succeeds(name, work) {
  if (interrupted) return false
  say(`\n== ${name}`)
  try {
    if ((await work()) === 0) return true
  } catch (error) {
    say(describeError(error))
  }
  if (!interrupted) say(`\nFailed: ${name}`)
  return false
}

/**
 * A step without tests to count counts as a failure when it fails: the last line must not look like success.
 * @param {string} name
 * @param {() => Promise<number>} work
 */
async function check(name, work) {
  return (await succeeds(name, work)) || interrupted ? nothing : oneFailure
}

async function buildStep() {
  await ensureBuilt()
  return 0
}

/** @param {string[]} filters @param {string} report */
async function unitTests(filters, report) {
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...filters]
  const succeeded = await succeeds('unit and integration tests', () => runTool('vitest', args))
  return interrupted ? nothing : counted(await readCounts(report, countVitest), succeeded)
}

/**
 * Three at a time on two cores (a test waits more than it computes), each worker on a display of its own; then those that record and measure sound, alone on the machine.
 * @param {import('./lib/electron.mjs').Electron} electron
 * @param {string[]} filters
 * @param {string} reports
 */
async function endToEndTests(electron, filters, reports) {
  const counts = []
  for (const [project, workers] of /** @type {const} */ ([
    ['e2e', 3],
    ['sound', 1],
  ])) {
    const report = join(reports, `${project}.json`)
    const args = ['test', `--project=${project}`, `--workers=${workers}`, '--pass-with-no-tests']
    const name = `end-to-end tests: ${project} (Electron ${electron.version}, ${electron.kind})`
    const succeeded = await succeeds(name, () =>
      onOwnDisplays(electron, workers, async (environments) => {
        const env = {
          ...environments[0],
          PARLEY_DISPLAYS: JSON.stringify(environments.map(ownOf)),
          PLAYWRIGHT_JSON_OUTPUT_FILE: report,
        }
        return interrupted
          ? 130
          : runTool('playwright', [...args, '--reporter=list,json', ...filters], { env })
      }),
    )
    if (interrupted) return nothing
    counts.push(counted(await readCounts(report, countPlaywright), succeeded))
  }
  return sum(counts)
}

/** What makes a display's environment its own. @param {Record<string, string | undefined>} environment */
function ownOf(environment) {
  return Object.fromEntries(
    Object.entries(environment).filter(([name, value]) => process.env[name] !== value),
  )
}

/** A runner may fail without any test failing, over an unhandled rejection for one. @param {Counts} counts @param {boolean} succeeded */
function counted(counts, succeeded) {
  return succeeded || counts.failed > 0 ? counts : { ...counts, failed: 1 }
}
