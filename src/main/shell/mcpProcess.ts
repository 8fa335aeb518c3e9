import { app, utilityProcess } from 'electron'
import { log } from '../lib/log'
import type { ChildPort } from '../library/childPort'

/** Starts the process that holds the connections to tool servers. What it prints is for the log. */
export const forkMcpHost = (script: string): ChildPort => {
  const child = utilityProcess.fork(script, [app.getVersion()], {
    serviceName: 'Parley tool servers',
    stdio: 'pipe',
  })
  child.stdout?.on('data', (text: Buffer) => log.info(`Tool servers: ${text.toString().trim()}`))
  child.stderr?.on('data', (text: Buffer) => log.warning(`Tool servers: ${text.toString().trim()}`))
  return {
    post: (message) => child.postMessage(message),
    onMessage: (listener) => child.on('message', listener),
    onExit: (listener) => child.once('exit', listener),
    kill: () => {
      child.kill()
    },
  }
}
