import { app, BrowserWindow, MessageChannelMain, powerMonitor, utilityProcess } from 'electron'
import { log } from '../lib/log'
import type { ChildPort } from '../library/childPort'
import { utilityPort } from './utilityPort'

/** Starts the process that speaks with the place. What it prints is for the log. */
export const forkSyncHost = (script: string): ChildPort => {
  const child = utilityProcess.fork(script, [], { serviceName: 'Parley sync', stdio: 'pipe' })
  child.stdout?.on('data', (text: Buffer) => log.info(`Sync: ${text.toString().trim()}`))
  child.stderr?.on('data', (text: Buffer) => log.warning(`Sync: ${text.toString().trim()}`))
  return utilityPort(child)
}

/** Both ends of a channel, to be handed to a process each. */
export const makeChannel = (): readonly [unknown, unknown] => {
  const { port1, port2 } = new MessageChannelMain()
  return [port1, port2]
}

export const isFocused = (): boolean => BrowserWindow.getFocusedWindow() !== null

/** The computer woke up, or a window got the keyboard. */
export const watchMoments = (onMoment: () => void): (() => void) => {
  app.on('browser-window-focus', onMoment)
  powerMonitor.on('resume', onMoment)
  return () => {
    app.off('browser-window-focus', onMoment)
    powerMonitor.off('resume', onMoment)
  }
}
