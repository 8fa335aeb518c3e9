import { ensureDebianPackages, guiNeeds } from './lib/debian.mjs'
import { ensureElectron } from './lib/electron.mjs'
import { ensurePackages } from './lib/packages.mjs'
import { runCommand } from './lib/report.mjs'
import { requireScreen, rootSwitches } from './lib/screen.mjs'
import { runTool } from './lib/tools.mjs'

await runCommand(async (args) => {
  requireScreen('npm run dev')
  await ensurePackages()
  const electron = await ensureElectron()
  await ensureDebianPackages(guiNeeds, 'the app')
  const words = ['dev', '--watch', '--', ...rootSwitches(), ...args]
  return runTool('electronVite', words, { env: { ...process.env, ...electron.environment } })
})
