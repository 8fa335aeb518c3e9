import { randomInt } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { ensurePackages } from './lib/packages.mjs'
import { inProject } from './lib/paths.mjs'
import { runCommand, say } from './lib/report.mjs'
import { runTool } from './lib/tools.mjs'

// npm run fuzz                       every fuzzer, minutes each, with a fresh seed
// npm run fuzz -- engines library    these
// npm run fuzz -- --seed 5           the inputs of an earlier run again
// npm run fuzz -- --longer 10        ten times as many rounds

const ending = '.fuzz.ts'

await runCommand(async (args) => {
  const areas = readdirSync(inProject('tests/fuzz'))
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length))
  const { chosen, seed, longer } = parse(args)
  const unknown = chosen.filter((name) => !areas.includes(name))
  if (unknown.length > 0) {
    say(`There is no fuzzer ${unknown.join(', ')}. There are: ${areas.join(', ')}.`)
    return 1
  }
  await ensurePackages()
  say(`Seed: ${seed}`)
  const files = (chosen.length > 0 ? chosen : areas).map((name) => `tests/fuzz/${name}${ending}`)
  return runTool('vitest', ['run', '--project', 'fuzz', '--reporter=verbose', ...files], {
    env: { ...process.env, PARLEY_FUZZ_SEED: String(seed), PARLEY_FUZZ_LONGER: String(longer) },
  })
})

/** @param {string[]} args */
function parse(args) {
  const chosen = [...args]
  /** @param {string} name @param {number} fallback */
  const option = (name, fallback) => {
    const at = chosen.indexOf(name)
    if (at < 0) return fallback
    const value = Number(chosen[at + 1])
    if (!Number.isFinite(value)) throw new Error(`${name} needs a number`)
    chosen.splice(at, 2)
    return value
  }
  return { seed: option('--seed', randomInt(1, 2 ** 31)), longer: option('--longer', 1), chosen }
}
