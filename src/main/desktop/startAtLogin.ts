import { mkdir, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AppError } from '@shared/ipc/errors'
import type { BackgroundState } from '@shared/model/background'
import { writeBytes, writeWhole } from '../lib/writeWhole'
import { autostartEntry, execLine, execOf, isEntryEnabled } from './desktopEntry'

/** The start of Parley when the user logs in. `state` is what the system says, not what was wanted once. */
export interface StartAtLogin {
  state(): Promise<BackgroundState['startAtLogin']>
  set(isOn: boolean): Promise<void>
}

/** The name of the package's own .desktop file: desktops then show one entry for both. */
const fileName = 'app.parley.desktop'

/** The path by the XDG Autostart Specification: a relative XDG_CONFIG_HOME counts as none. */
export const autostartFile = (environment: NodeJS.ProcessEnv, home: string): string => {
  const configured = environment.XDG_CONFIG_HOME
  const config = configured?.startsWith('/') ? configured : join(home, '.config')
  return join(config, 'autostart', fileName)
}

/** Linux: a file that the desktop reads. `command`: how this very Parley is started, with its words. */
export const startAtLoginByFile = (
  path: string,
  command: readonly string[],
  iconPath: string,
): StartAtLogin => ({
  state: async () => {
    const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') return null
      throw new AppError('file/unreadable', undefined, undefined, { cause })
    })
    // One that starts another Parley (moved, or another profile) does not start this one.
    return text !== null && isEntryEnabled(text) && execOf(text) === execLine(command) ? 'on' : 'off'
  },
  set: async (isOn) => {
    if (!isOn) {
      await rm(path, { force: true }).catch((cause: unknown) => {
        throw new AppError('file/not-writable', undefined, undefined, { cause })
      })
      return
    }
    await mkdir(dirname(path), { recursive: true }).catch((cause: unknown) => {
      throw new AppError('file/not-writable', undefined, undefined, { cause })
    })
    await writeWhole(path, (draft) => writeBytes(draft, autostartEntry(command, iconPath)))
  },
})
