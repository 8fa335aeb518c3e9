import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { app } from 'electron'
import type { DisplayServer } from '../desktop/displayServer'
import { CommandWay } from '../insertion/commands/CommandWay'
import type { SystemCommands } from '../insertion/commands/command'
import { macCommands } from '../insertion/commands/macCommands'
import { waylandCommands } from '../insertion/commands/waylandCommands'
import { windowsCommands } from '../insertion/commands/windowsCommands'
import { Insertions } from '../insertion/Insertions'
import type { InsertionWay, TextInsertion } from '../insertion/textInsertion'
import { X11Way } from '../insertion/x11/X11Way'
import { copyText } from './compat'
import { keptClipboard } from './keptClipboard'
import type { QuickWindow } from './QuickWindow'
import { findProgram, runCommand } from './runCommand'

/** Brings words into other programs, by the way that this system has. */
export const createInsertion = (quick: QuickWindow, display: DisplayServer): TextInsertion =>
  new Insertions({ way: wayOf(quick, display), copyText })

const wayOf = (quick: QuickWindow, display: DisplayServer): InsertionWay => {
  if (display === 'x11')
    return new X11Way({
      environment: process.env,
      script: join(app.getAppPath(), 'out/main/insertion.js'),
      isPassing: (window) => quick.isX11Window(window),
    })
  const commands = commandsOf()
  return new CommandWay({ commands, run: runCommand, clipboard: keptClipboard, wait: (ms) => wait(ms) })
}

const commandsOf = (): SystemCommands => {
  if (process.platform === 'darwin') return macCommands
  if (process.platform === 'win32')
    return windowsCommands(process.env.SystemRoot ?? 'C:\\Windows', process.pid)
  return waylandCommands(findProgram)
}
