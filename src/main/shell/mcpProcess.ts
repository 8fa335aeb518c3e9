import { app, utilityProcess } from 'electron'
import { log } from '../lib/log'
import type { ChildPort } from '../library/childPort'
import { utilityPort } from './utilityPort'

/** Starts the process that holds the connections to tool servers. What it prints is for the log. */
export const forkMcpHost = (script: string): ChildPort => {
  const child = utilityProcess.fork(script, [app.getVersion()], {
    serviceName: 'Parley tool servers',
    stdio: 'pipe',
  })
  child.stdout?.on('data', (text: Buffer) => log.info(`Tool servers: ${text.toString().trim()}`))
  child.stderr?.on('data', (text: Buffer) => log.warning(`Tool servers: ${text.toString().trim()}`))
  return utilityPort(child)
}
