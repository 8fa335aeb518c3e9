import { root } from './lib/paths.mjs'
import { run } from './lib/processes.mjs'
import { runCommand } from './lib/report.mjs'
import { requireScreen, rootSwitches } from './lib/screen.mjs'
import { prepareApp } from './lib/setup.mjs'

await runCommand(async (args) => {
  requireScreen('npm start')
  const electron = await prepareApp()
  return run(electron.path, [...rootSwitches(), root, ...args])
})
