import { app } from 'electron'
import { type DisplayServer, displayServerOf } from '../desktop/displayServer'

/** The kind of display that this Parley runs on. */
export const thisDisplay = (): DisplayServer =>
  displayServerOf({
    platform: process.platform,
    environment: process.env,
    electronVersion: process.versions.electron,
    switchValue: (name) => app.commandLine.getSwitchValue(name),
  })
