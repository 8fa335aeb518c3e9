import { utilityProcess } from 'electron'
import { log } from '../lib/log'
import type { ChildPort } from '../library/childPort'

/** Starts the library as a utility process of Electron's. What it prints is for the log. */
export const forkLibrary = (script: string, userDataFolder: string): ChildPort => {
  const child = utilityProcess.fork(script, [userDataFolder], {
    serviceName: 'Parley library',
    stdio: 'pipe',
  })
  child.stdout?.on('data', (text: Buffer) => log.info(`Library: ${text.toString().trim()}`))
  child.stderr?.on('data', (text: Buffer) => log.warning(`Library: ${text.toString().trim()}`))
  return {
    post: (message) => child.postMessage(message),
    onMessage: (listener) => child.on('message', listener),
    onExit: (listener) => child.once('exit', listener),
    kill: () => {
      child.kill()
    },
  }
}
