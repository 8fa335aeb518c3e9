import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inProject, root } from './paths.mjs'
import { run } from './processes.mjs'
import { SetupError, say } from './report.mjs'

/** What a build is made from. */
const sources = [
  'src',
  'resources',
  'electron.vite.config.ts',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
]
const stamp = 'out/build.json'
const entry = 'out/main/index.js'

/** Builds main, preload, library and renderer into `out/`, whether or not it is needed. */
export async function build() {
  const hash = await hashOf(root, sources)
  // Without its stamp, an interrupted build counts as none.
  await rm(inProject(stamp), { force: true })
  const code = await run(
    process.execPath,
    [inProject('node_modules/electron-vite/bin/electron-vite.js'), 'build'],
    {
      cwd: root,
      output: 'stderr',
    },
  )
  if (code !== 0) {
    throw new SetupError('the build failed', {
      reason: `electron-vite build ended with code ${code}; its own words are above.`,
      cure: 'Mend what it complains about. In an unchanged checkout: rm -rf node_modules out, and try again.',
    })
  }
  await mkdir(inProject('out'), { recursive: true })
  await writeFile(inProject(stamp), JSON.stringify({ hash }))
}

/** Builds only where `out/` was not made from the sources as they are. */
export async function ensureBuilt() {
  if (await isBuilt()) return
  say('Building…')
  await build()
}

/** True where `out/` was made from the sources as they are. */
export async function isBuilt(folder = root, from = sources) {
  try {
    await stat(join(folder, entry))
    const { hash } = JSON.parse(await readFile(join(folder, stamp), 'utf8'))
    return hash === (await hashOf(folder, from))
  } catch {
    return false
  }
}

/**
 * A hash over names and contents: unlike times of change, it survives a checkout of another branch and back.
 * @param {string} folder
 * @param {readonly string[]} paths
 */
export async function hashOf(folder, paths = sources) {
  const hash = createHash('sha256')
  for (const path of paths) await addTo(hash, folder, path)
  return hash.digest('hex')
}

/** @param {import('node:crypto').Hash} hash @param {string} folder @param {string} path */
async function addTo(hash, folder, path) {
  const absolute = join(folder, path)
  const status = await stat(absolute).catch(() => undefined)
  if (status?.isDirectory()) {
    for (const name of (await readdir(absolute)).sort()) await addTo(hash, folder, `${path}/${name}`)
  } else if (status) {
    const content = await readFile(absolute)
    hash.update(`${path}\0${content.length}\0`).update(content)
  }
}
