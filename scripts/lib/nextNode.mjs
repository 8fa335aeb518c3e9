import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { withLock } from './lock.mjs'
import { cacheFolder } from './paths.mjs'
import { npmCommand, run } from './processes.mjs'
import { SetupError, say } from './report.mjs'

// Electron 45 runs on Node 24, the Electron of machines without the release host on Node 20. npm's package
// `node` brings the program itself. It is kept in the cache, since only these tests want it and it would
// double an installation.
const wanted = 'node@24'

/** The path of a Node 24, which is fetched where it is not there yet. */
export async function ensureNextNode() {
  if (process.versions.node.startsWith('24.')) return process.execPath
  const folder = join(cacheFolder(), wanted.replace('@', '-'))
  const program = join(folder, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node')
  await mkdir(folder, { recursive: true })
  await withLock(join(folder, 'lock'), async () => {
    if (existsSync(program)) return
    say(`Installing ${wanted}…`)
    const npm = npmCommand()
    const args = ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', '--loglevel=error']
    const code = await run(npm.command, [...npm.args, ...args, wanted], { cwd: folder, output: 'stderr' })
    if (code === 0 && existsSync(program)) return
    throw new SetupError('Node 24 could not be installed', {
      reason: `npm install ended with code ${code}; its own words are above.`,
      cure: 'Check the network and the registry (npm config get registry; npm ping), then run the command again.',
    })
  })
  return program
}
