import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBuilt } from './lib/build.mjs'
import { countPlaywright, countVitest, nothing, readCounts, sum, summary } from './lib/counts.mjs'
import { ensurePackages } from './lib/packages.mjs'
import { describeError, runCommand, say } from './lib/report.mjs'
import { onOwnDisplay, prepareHeadless } from './lib/setup.mjs'
import { runTool, typecheck } from './lib/tools.mjs'

// npm test                       everything
// npm test -- unit [filters]     vitest only: unit and integration
// npm test -- e2e [filters]      Playwright only
// npm test -- tests/e2e/x.test.ts   the runner that the path belongs to

let interrupted = false
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    interrupted = true
  })
}

await runCommand(async (args) => {
  const [part, filters] = partOf(args)
  await ensurePackages()
  // Before the long steps: what cannot be had should be known in the first minute, not in the tenth.
  const electron = part === 'unit' ? undefined : await prepareHeadless()
  const reports = await mkdtemp(join(tmpdir(), 'parley-reports-'))
  /** @type {string[]} */
  const broken = []
  const counts = []
  try {
    if (part === 'all') {
      await step('types', typecheck, broken)
      await step('lint', () => runTool('biome', ['check', '.']), broken)
    }
    if (part !== 'e2e') counts.push(await unitTests(filters, join(reports, 'unit.json'), broken))
    if (electron) {
      if (await step('build', buildStep, broken)) {
        counts.push(await endToEndTests(electron, filters, join(reports, 'e2e.json'), broken))
      }
    }
  } finally {
    await rm(reports, { recursive: true, force: true })
  }
  const total = sum(counts)
  if (interrupted) say('\nInterrupted.')
  else if (total.passed + total.failed === 0) say('\nNo test ran.')
  if (broken.length > 0) say(`\nFailed: ${broken.join(', ')}`)
  process.stdout.write(`${summary(total)}\n`)
  if (interrupted) return 130
  return broken.length === 0 && total.failed === 0 && total.passed > 0 ? 0 : 1
})

/** @param {string[]} args @returns {['all' | 'unit' | 'e2e', string[]]} */
function partOf(args) {
  const [first, ...rest] = args
  if (first === undefined) return ['all', []]
  if (first === 'unit' || first === 'e2e') return [first, rest]
  return [args.some((word) => /\be2e\b/.test(word)) ? 'e2e' : 'unit', args]
}

/** @param {string} name @param {() => Promise<number>} work @param {string[]} broken */
async function step(name, work, broken) {
  if (interrupted) return false
  say(`\n== ${name}`)
  const code = await work()
  if (code !== 0) broken.push(name)
  return code === 0
}

async function buildStep() {
  try {
    await ensureBuilt()
    return 0
  } catch (error) {
    say(describeError(error))
    return 1
  }
}

/** @param {string[]} filters @param {string} report @param {string[]} broken */
async function unitTests(filters, report, broken) {
  if (interrupted) return nothing
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...filters]
  await step('unit and integration tests', () => runTool('vitest', args), broken)
  return interrupted ? nothing : readCounts(report, countVitest)
}

/**
 * @param {import('./lib/electron.mjs').Electron} electron
 * @param {string[]} filters
 * @param {string} report
 * @param {string[]} broken
 */
async function endToEndTests(electron, filters, report, broken) {
  if (interrupted) return nothing
  const args = ['test', '--project=e2e', '--reporter=list,json', ...filters]
  const tests = () =>
    onOwnDisplay(electron, (env) =>
      runTool('playwright', args, { env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: report } }),
    )
  await step(`end-to-end tests (Electron ${electron.version}, ${electron.kind})`, tests, broken)
  return interrupted ? nothing : readCounts(report, countPlaywright)
}
