import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

const watcher = 'org.kde.StatusNotifierWatcher'
const property = 'IsStatusNotifierHostRegistered'

/**
 * The ways of asking Linux desktops whether they show tray icons; Electron cannot say it, and creates an icon
 * that is not shown. Either program comes with the desktop's own libraries.
 */
const questions: readonly (readonly [string, readonly string[]])[] = [
  [
    'gdbus',
    [
      'call',
      '--session',
      '--timeout=4',
      `--dest=${watcher}`,
      '--object-path=/StatusNotifierWatcher',
      '--method=org.freedesktop.DBus.Properties.Get',
      watcher,
      property,
    ],
  ],
  [
    'dbus-send',
    [
      '--session',
      '--print-reply',
      '--reply-timeout=4000',
      `--dest=${watcher}`,
      '/StatusNotifierWatcher',
      'org.freedesktop.DBus.Properties.Get',
      `string:${watcher}`,
      `string:${property}`,
    ],
  ],
]

/**
 * True where this desktop shows tray icons. False where it cannot be known, so that no window vanishes
 * without a trace.
 */
export const isTrayShown = async (): Promise<boolean> => {
  if (process.platform !== 'linux') return true
  for (const [program, words] of questions) {
    try {
      const { stdout } = await run(program, [...words], { timeout: 8_000 })
      return /\btrue\b/.test(stdout)
    } catch (error) {
      // Not installed: the next one. An answer that is an error means that no program shows icons.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return false
    }
  }
  return false
}
