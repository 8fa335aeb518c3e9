import { build } from './lib/build.mjs'
import { ensurePackages } from './lib/packages.mjs'
import { runCommand } from './lib/report.mjs'

await runCommand(async () => {
  await ensurePackages()
  await build()
  return 0
})
