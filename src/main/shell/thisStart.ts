import type { App } from 'electron'
import { launchCommand } from '../desktop/launchCommand'

/** The words that start this very Parley again, on this very profile. */
export const thisStart = (app: App, ...words: readonly string[]): readonly string[] =>
  launchCommand(
    {
      execPath: process.execPath,
      appImage: process.env.APPIMAGE,
      appFolder: app.isPackaged ? null : app.getAppPath(),
      userData: app.commandLine.getSwitchValue('user-data-dir') || null,
      hasSandbox: !app.commandLine.hasSwitch('no-sandbox'),
    },
    ...words,
  )
