import { join } from 'node:path'
import { setLogSink } from '../lib/log'

/**
 * Points the log at logs/main.log. The library is loaded after the first paint; lines from before wait for
 * it. Lines arrive redacted.
 */
export const openLogFile = async (folder: string, isDevelopment: boolean): Promise<void> => {
  const waiting: (readonly ['info' | 'warning' | 'error', string])[] = []
  setLogSink({ write: (level, line) => waiting.push([level, line]) })
  const { default: electronLog } = await import('electron-log/node')
  electronLog.transports.file.resolvePathFn = () => join(folder, 'logs', 'main.log')
  electronLog.transports.file.maxSize = 1_000_000
  electronLog.transports.console.level = isDevelopment ? 'info' : false
  // A terminal that was closed must not make an error of every line, and each of those errors a line.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  const write = (level: 'info' | 'warning' | 'error', line: string) =>
    electronLog[level === 'warning' ? 'warn' : level](line)
  for (const [level, line] of waiting) write(level, line)
  setLogSink({ write })
}
