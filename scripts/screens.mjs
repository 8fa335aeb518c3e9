import { ensureBuilt } from './lib/build.mjs'
import { runCommand } from './lib/report.mjs'
import { onOwnDisplay, prepareHeadless } from './lib/setup.mjs'
import { runTool } from './lib/tools.mjs'

await runCommand(async (args) => {
  const electron = await prepareHeadless()
  await ensureBuilt()
  return onOwnDisplay(electron, (env) =>
    runTool('playwright', ['test', '--project=screens', ...args], { env }),
  )
})
