import { ensurePackages } from './lib/packages.mjs'
import { runCommand } from './lib/report.mjs'
import { typecheck } from './lib/tools.mjs'

await runCommand(async () => {
  await ensurePackages()
  return typecheck()
})
