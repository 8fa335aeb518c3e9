import { ensureElectron } from './lib/electron.mjs'
import { ensurePackages } from './lib/packages.mjs'
import { runCommand } from './lib/report.mjs'

await runCommand(async () => {
  await ensurePackages()
  const { path } = await ensureElectron()
  process.stdout.write(`${path}\n`)
  return 0
})
