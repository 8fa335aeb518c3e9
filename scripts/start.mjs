import { root } from './lib/paths.mjs'
import { run } from './lib/processes.mjs'
import { runCommand, say } from './lib/report.mjs'
import { requireScreen, rootSwitches, sandboxAdvice } from './lib/screen.mjs'
import { prepareApp } from './lib/setup.mjs'

await runCommand(async (args) => {
  requireScreen('npm start')
  const electron = await prepareApp()
  const code = await run(electron.path, [...rootSwitches(), root, ...args])
  const advice = code === 0 ? undefined : await sandboxAdvice(electron.folder)
  if (advice) say(advice)
  return code
})
