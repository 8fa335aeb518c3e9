import { lstat, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from './paths.mjs'
import { npmCommand, run } from './processes.mjs'
import { SetupError, say } from './report.mjs'

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean, link?: boolean
 * }} LockedPackage
 * @typedef {{ packages?: Record<string, LockedPackage> }} Lock
 */

/**
 * Says why the installed packages are not the locked ones, or nothing. npm writes
 * `node_modules/.package-lock.json` as the last step of an installation, so that it is a stamp which an
 * interrupted installation lacks.
 * @param {Lock} wanted
 * @param {Lock | undefined} installed
 */
export function packagesDiffer(wanted, installed) {
  if (!installed?.packages) return 'node_modules is missing or incomplete'
  for (const [path, locked] of Object.entries(wanted.packages ?? {})) {
    if (path === '') continue
    const present = installed.packages[path]
    // Packages for other platforms are optional and rightly missing.
    if (!present && (locked.optional || locked.devOptional)) continue
    if (!present) return `${path} is missing`
    if (present.version !== locked.version || present.integrity !== locked.integrity) {
      return `${path} is ${present.version}, not ${locked.version}`
    }
  }
  const extra = Object.keys(installed.packages).find((path) => !wanted.packages?.[path])
  return extra && `${extra} is not in package-lock.json`
}

/** Installs the npm packages of package-lock.json where they are missing or others. */
export async function ensurePackages(folder = root) {
  const wanted = await readJson(join(folder, 'package-lock.json'))
  if (!wanted) {
    throw new SetupError('package-lock.json cannot be read', {
      reason: 'The file is missing or damaged.',
      cure: 'Restore it: git checkout package-lock.json',
    })
  }
  const difference = packagesDiffer(wanted, await readJson(join(folder, 'node_modules/.package-lock.json')))
  if (!difference) return
  await refuseLinkedFolder(join(folder, 'node_modules'), difference)
  say(`Installing the npm packages (${difference})…`)
  const npm = npmCommand()
  const code = await run(
    npm.command,
    [...npm.args, 'ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: folder,
      output: 'stderr',
    },
  )
  if (code !== 0) {
    throw new SetupError('the npm packages could not be installed', {
      reason: `npm ci ended with code ${code}; its own words are above.`,
      cure: 'Check the network and the registry (npm config get registry; npm ping), then run the command again.',
    })
  }
}

/**
 * `npm ci` empties node_modules; through a link it would empty another checkout's. @param {string} path
 * @param {string} difference
 */
async function refuseLinkedFolder(path, difference) {
  const status = await lstat(path).catch(() => undefined)
  if (!status?.isSymbolicLink()) return
  throw new SetupError('node_modules is a link and does not fit package-lock.json', {
    reason: difference,
    cure: `Run npm ci in the project that owns ${await readlink(path)}, or remove the link.`,
  })
}

/** @param {string} path @returns {Promise<Lock | undefined>} */
async function readJson(path) {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch {
    return undefined
  }
}
