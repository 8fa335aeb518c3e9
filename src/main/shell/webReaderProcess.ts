import { utilityProcess } from 'electron'
import { log } from '../lib/log'
import type { ChildPort } from '../library/childPort'
import { utilityPort } from './utilityPort'

/** More than a page of five megabytes takes; a switch of Chromium's, as for the library. */
const mostMemory = '--js-flags=--max-old-space-size=384'

/** Starts the process that reads web pages. It gets nothing of the environment, where keys may stand. */
export const forkWebReader = (script: string): ChildPort => {
  const child = utilityProcess.fork(script, [], {
    serviceName: 'Parley web reader',
    execArgv: [mostMemory],
    env: {},
    stdio: 'pipe',
  })
  child.stdout?.resume()
  child.stderr?.on('data', (text: Buffer) =>
    log.warning(`Web reader: ${text.toString().trim().slice(0, 500)}`),
  )
  return utilityPort(child)
}
