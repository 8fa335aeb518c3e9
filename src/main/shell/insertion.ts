import { join } from 'node:path'
import { app } from 'electron'
import type { DisplayServer } from '../desktop/displayServer'
import { Insertions } from '../insertion/Insertions'
import type { InsertionWay, TextInsertion } from '../insertion/textInsertion'
import { X11Way } from '../insertion/x11/X11Way'
import { copyText } from './compat'
import type { QuickWindow } from './QuickWindow'

/** Brings words into other programs, by the way that this system has. */
export const createInsertion = (quick: QuickWindow, display: DisplayServer): TextInsertion =>
  new Insertions({ way: wayOf(quick, display), copyText })

const wayOf = (quick: QuickWindow, display: DisplayServer): InsertionWay | null => {
  if (display !== 'x11') return null
  return new X11Way({
    environment: process.env,
    script: join(app.getAppPath(), 'out/main/insertion.js'),
    isPassing: (window) => quick.isX11Window(window),
  })
}
