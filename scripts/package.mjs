import { ensureBuilt } from './lib/build.mjs'
import { ensureElectron } from './lib/electron.mjs'
import { ensurePackages } from './lib/packages.mjs'
import { packageApp } from './lib/packaging.mjs'
import { runCommand } from './lib/report.mjs'

await runCommand(async () => {
  await ensurePackages()
  const electron = await ensureElectron()
  await ensureBuilt()
  await packageApp(electron)
  return 0
})
