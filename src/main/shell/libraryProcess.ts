import { utilityProcess } from 'electron'
import { log } from '../lib/log'
import type { ChildPort } from '../library/childPort'
import { utilityPort } from './utilityPort'

/**
 * A switch of Chromium's, which Electron puts on the process's command line; Node's own spelling does nothing
 * here. Searches and imports make and drop much text: with the usual 16 MB for what is young, each kept up to
 * 20 MB more than this for ever.
 */
const littleYoungMemory = '--js-flags=--max-semi-space-size=2'

/** Starts the library as a utility process of Electron's. What it prints is for the log. */
export const forkLibrary = (script: string, userDataFolder: string): ChildPort => {
  const child = utilityProcess.fork(script, [userDataFolder], {
    serviceName: 'Parley library',
    execArgv: [littleYoungMemory],
    stdio: 'pipe',
  })
  child.stdout?.on('data', (text: Buffer) => log.info(`Library: ${text.toString().trim()}`))
  child.stderr?.on('data', (text: Buffer) => log.warning(`Library: ${text.toString().trim()}`))
  return utilityPort(child)
}
