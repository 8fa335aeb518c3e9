import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ask } from './cases/ask'
import type { Benchmark } from './cases/benchmark'
import { burst } from './cases/burst'
import { gallery } from './cases/gallery'
import { hours } from './cases/hours'
import { importing } from './cases/importing'
import { kill } from './cases/kill'
import { library } from './cases/library'
import { longAnswer } from './cases/longAnswer'
import { memory } from './cases/memory'
import { naive } from './cases/naive'
import { open } from './cases/open'
import { phases } from './cases/phases'
import { quick } from './cases/quick'
import { rest } from './cases/rest'
import { scroll } from './cases/scroll'
import { search } from './cases/search'
import { slices } from './cases/slices'
import { speech } from './cases/speech'
import { startup } from './cases/startup'
import { sync } from './cases/sync'
import { syncRest } from './cases/syncRest'
import { typing } from './cases/typing'
import { projectRoot, recentLogs, removeProfiles } from './lib/app'
import { disturbances } from './lib/calm'
import { figuresPage, type Measured } from './lib/figuresPage'
import { describeMachine } from './lib/machine'
import { type Figure, isMet, tableOf } from './lib/report'
import { Server } from './lib/server'

const benchmarks: readonly Benchmark[] = [
  startup,
  phases,
  rest,
  quick,
  ask,
  longAnswer,
  naive,
  burst,
  slices,
  typing,
  open,
  scroll,
  memory,
  search,
  gallery,
  importing,
  speech,
  library,
  sync,
  syncRest,
  kill,
  hours,
]

const usage = `Usage: npm run bench [-- [--full | --quick] NAME…]
  --full   three long streams instead of one; the large library also where it was not asked for by name, and for sync
  --quick  a small library; what it finds is shown, not recorded
${benchmarks.map(({ name, title }) => `  ${name.padEnd(12)}${title}`).join('\n')}
`

const run = async (args: readonly string[]): Promise<number> => {
  const names = args.filter((word) => !word.startsWith('-'))
  const unknown = names.filter((name) => !benchmarks.some((each) => each.name === name))
  const switches = args.filter((word) => word.startsWith('-') && !['--full', '--quick'].includes(word))
  if (unknown.length > 0 || switches.length > 0) {
    process.stderr.write(usage)
    return 1
  }
  if (process.platform !== 'linux') {
    process.stderr.write('The benchmarks read /proc, which only Linux has.\n')
    return 1
  }
  const machine = describeMachine()
  const chosen = benchmarks.filter(({ name, isLong }) =>
    names.length === 0 ? !isLong : names.includes(name),
  )
  const server = await Server.start()
  const results: { name: string; figures: readonly Figure[]; failure?: string }[] = []
  for (const { name, title, run: measure } of chosen) {
    process.stderr.write(`\n${title}\n`)
    const failures: string[] = []
    const tell = (part: string, error: unknown) => {
      const failure = `${part}${error instanceof Error ? error.message : String(error)}`
      failures.push(failure)
      process.stderr.write(`  FAILED: ${failure}\nThe app's logs:\n${recentLogs()}\n`)
    }
    let figures: readonly Figure[] = []
    try {
      figures = await measure({
        server,
        isFull: args.includes('--full'),
        isQuick: args.includes('--quick'),
        isNamed: names.includes(name),
        say: (text) => process.stderr.write(`  ${text}\n`),
        attempt: async (part, work) => {
          try {
            return await work()
          } catch (error) {
            tell(`${part}: `, error)
            return []
          }
        },
      })
    } catch (error) {
      tell('', error)
    }
    results.push({ name, figures, ...(failures.length > 0 ? { failure: failures.join('\n') } : {}) })
  }
  server.stop()
  removeProfiles()

  const folder = join(projectRoot, 'out/bench')
  mkdirSync(folder, { recursive: true })
  const withMet = results.map((result) => ({
    ...result,
    figures: result.figures.map((figure) => ({ ...figure, isMet: isMet(figure) })),
  }))
  writeFileSync(
    join(folder, 'results.json'),
    `${JSON.stringify({ machine, disturbances: disturbances(), results: withMet }, null, 2)}\n`,
  )

  const { processor, cores, memoryGigabytes, electron, loadBefore } = machine
  if (!args.includes('--quick'))
    recordFigures(
      results.map(({ name, figures }) => ({
        name,
        title: benchmarks.find((each) => each.name === name)?.title ?? name,
        date: machine.date.slice(0, 10),
        machine: `Electron ${electron} on ${cores} × ${processor}, load before ${loadBefore.toFixed(1)}`,
        figures,
      })),
    )
  process.stdout.write(
    `\nElectron ${electron} on ${cores} × ${processor}, ${memoryGigabytes} GB, load before ${loadBefore.toFixed(1)}\n\n`,
  )
  process.stdout.write(`${tableOf(results.flatMap(({ figures }) => figures))}\n`)
  if (disturbances() > 0)
    process.stdout.write(
      `\nThe machine was busy ${disturbances()} times when measuring began: repeat when it is calm.\n`,
    )
  for (const { name, failure } of results) if (failure) process.stdout.write(`${name} failed: ${failure}\n`)
  process.stdout.write('\nAll samples: out/bench/results.json. Recorded in docs/figures.md\n')
  // A missed budget is a finding, not a failure of the command: machines differ.
  return results.some(({ failure }) => failure) ? 1 : 0
}

const recordFigures = (results: readonly Measured[]): void => {
  const path = join(projectRoot, 'docs/figures.md')
  const earlier = existsSync(path) ? readFileSync(path, 'utf8') : ''
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(
    path,
    figuresPage(
      earlier,
      benchmarks.map(({ name }) => name),
      results,
    ),
  )
}

process.exitCode = await run(process.argv.slice(2))
