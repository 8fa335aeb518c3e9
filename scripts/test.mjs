import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBuilt } from './lib/build.mjs'
import { nothing, oneFailure, slowest, sum, summary } from './lib/counts.mjs'
import { ensureNextNode } from './lib/nextNode.mjs'
import { ensurePackages } from './lib/packages.mjs'
import { describeError, runCommand, say } from './lib/report.mjs'
import { prepareChromium, prepareHeadless, prepareServers } from './lib/setup.mjs'
import { endToEndTests, pageTests, readStarts, unitTests } from './lib/testRunners.mjs'
import { runTool, typecheck } from './lib/tools.mjs'

// npm test                       everything but `next`
// npm test -- unit [filters]     vitest's: unit and integration
// npm test -- page [filters]     the built pages on a fake bridge, in a browser
// npm test -- e2e [filters]      the built app
// npm test -- next               unit and integration tests on the Node that the official Electron has
// npm test -- tests/e2e/x.test.ts   the runner that the path belongs to

const parts = /** @type {const} */ (['unit', 'page', 'e2e', 'next'])

/** @typedef {(typeof parts)[number]} Part */
/** @typedef {import('./lib/counts.mjs').Counts} Counts */
/** @typedef {import('./lib/testRunners.mjs').Results} Results */

let interrupted = false

await runCommand(async (args) => {
  const [part, filters] = partOf(args)
  const wants = (/** @type {Part} */ name) => part === 'all' || part === name
  await ensurePackages()
  // Before the long steps: what cannot be had should be known in the first minute, not in the tenth.
  const electron = wants('page') || wants('e2e') ? await prepareHeadless() : undefined
  const chromium = wants('page') ? await prepareChromium() : undefined
  const isPure = filters.includes('--project') && filters.includes('unit')
  if ((wants('unit') || part === 'next') && !isPure) await prepareServers()
  const node = part === 'next' ? await ensureNextNode() : undefined
  noticeInterruptions()
  const folder = await mkdtemp(join(tmpdir(), 'parley-reports-'))
  /** @type {Counts[]} */
  const counts = []
  /** @type {Results['times'][]} */
  const times = []
  const runner = async (/** @type {string} */ name, /** @type {() => Promise<Results>} */ work) => {
    const results = await testing(name, work)
    counts.push(results.counts)
    times.push(results.times)
  }
  try {
    if (part === 'all') {
      counts.push(await check('types', typecheck))
      counts.push(await check('lint', () => runTool('biome', ['check', '.'])))
    }
    if (wants('unit')) await runner('unit and integration tests', () => unitTests({ folder, filters }))
    if (node) await runner('the same on Node 24', () => unitTests({ folder, filters, node }))
    if (electron) {
      const built = await check('build', buildStep)
      counts.push(built)
      const run = { electron, folder, filters }
      const on = `Electron ${electron.version}, ${electron.kind}`
      if (built.failed === 0 && wants('page')) {
        await runner(`page tests (${chromium ?? on})`, () => pageTests(run, chromium))
      }
      if (built.failed === 0 && wants('e2e')) {
        await runner(`end-to-end tests (${on})`, () => endToEndTests('e2e', run))
        await runner(`end-to-end tests of sound (${on})`, () => endToEndTests('sound', run))
      }
    }
    await tellOfTime(folder, times.flat())
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  const total = sum(counts)
  if (interrupted) say('\nInterrupted.')
  else if (total.passed + total.failed === 0) say('\nNo test ran.')
  process.stdout.write(`${summary(total)}\n`)
  if (interrupted) return 130
  return total.failed === 0 && total.passed > 0 ? 0 : 1
})

/** @param {string[]} args @returns {['all' | Part, string[]]} */
function partOf(args) {
  const [first, ...rest] = args
  if (first === undefined) return ['all', []]
  const named = parts.find((name) => name === first)
  if (named) return [named, rest]
  const owner = /** @type {const} */ (['e2e', 'page']).find((name) =>
    args.some((word) => new RegExp(`\\b${name}\\b`).test(word)),
  )
  return [owner ?? 'unit', args]
}

/**
 * The first Ctrl-C ends the step at work and clears up; a second one leaves at once (the display's guard
 * clears up).
 */
function noticeInterruptions() {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (interrupted) process.exit(130)
      interrupted = true
    })
  }
}

/**
 * A step without tests to count counts as a failure when it fails: the last line must not look like success.
 * After an interruption there are no more steps.
 * @param {string} name
 * @param {() => Promise<number>} work
 */
async function check(name, work) {
  if (interrupted) return nothing
  say(`\n== ${name}`)
  try {
    if ((await work()) === 0) return nothing
  } catch (error) {
    say(describeError(error))
  }
  if (interrupted) return nothing
  say(`\nFailed: ${name}`)
  return oneFailure
}

async function buildStep() {
  await ensureBuilt()
  return 0
}

/**
 * Runs tests. A runner may fail without any test failing, over an unhandled rejection for one.
 * @param {string} name
 * @param {() => Promise<Results>} work
 * @returns {Promise<Results>}
 */
async function testing(name, work) {
  /** @type {Results} */
  let results = { succeeded: false, counts: nothing, times: [] }
  const failed = await check(name, async () => {
    results = await work()
    return results.succeeded ? 0 : 1
  })
  if (interrupted) return { ...results, counts: nothing }
  return failed.failed > 0 && results.counts.failed === 0
    ? { ...results, counts: sum([results.counts, oneFailure]) }
    : results
}

/** What to look at when the tests have become slow. @param {string} folder @param {Results['times']} times */
async function tellOfTime(folder, times) {
  if (times.length === 0) return
  say(['\n== The slowest tests', ...slowest(times, 10)].join('\n'))
  const starts = await readStarts(folder)
  if (starts > 0) say(`\nStarts of Electron: ${starts}`)
}
