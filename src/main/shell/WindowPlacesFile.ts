import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BrowserWindow, screen } from 'electron'
import { log } from '../lib/log'
import {
  type DisplayArea,
  type KeptPlaces,
  noPlaces,
  parseKeptPlaces,
  placeFor,
  type Size,
  type WindowPlacement,
  withPlace,
} from './windowPlaces'

/** Moving and resizing come as a flood; what counts is where it ends. */
const settledMs = 500

const areaOf = ({ id, workArea }: Electron.Display): DisplayArea => ({ id: String(id), workArea })

/**
 * windows.json: where the main window was on each display. Losing it costs a moved window, so nothing waits
 * for it.
 */
export class WindowPlacesFile {
  private kept: KeptPlaces

  constructor(private readonly path: string) {
    this.kept = readPlaces(path)
  }

  placeFor(usual: Size, minimum: Size): WindowPlacement {
    const primary = screen.getPrimaryDisplay()
    const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id)
    return placeFor(this.kept, [areaOf(primary), ...others.map(areaOf)], usual, minimum)
  }

  /** Remembers where this window is from now on. */
  follow(window: BrowserWindow): void {
    let timer: NodeJS.Timeout | undefined
    const keep = () => {
      clearTimeout(timer)
      timer = undefined
      if (window.isDestroyed() || window.isMinimized() || window.isFullScreen()) return
      const area = areaOf(screen.getDisplayMatching(window.getBounds()))
      const place = { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() }
      this.write(withPlace(this.kept, area, place))
    }
    const keepSoon = () => {
      clearTimeout(timer)
      timer = setTimeout(keep, settledMs)
    }
    window.on('resize', keepSoon)
    window.on('move', keepSoon)
    window.on('maximize', keepSoon)
    window.on('unmaximize', keepSoon)
    window.on('close', keep)
    window.on('closed', () => clearTimeout(timer))
  }

  private write(places: KeptPlaces): void {
    if (JSON.stringify(places) === JSON.stringify(this.kept)) return
    this.kept = places
    try {
      // At once and not later: the last one is written while the app ends. It is a few hundred bytes.
      writeFileSync(`${this.path}.part`, JSON.stringify(places))
      renameSync(`${this.path}.part`, this.path)
    } catch (error) {
      log.warning('The window’s place could not be kept', error)
    }
  }
}

export const windowPlacesFile = (userData: string): WindowPlacesFile =>
  new WindowPlacesFile(join(userData, 'windows.json'))

const readPlaces = (path: string): KeptPlaces => {
  try {
    return parseKeptPlaces(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    // Not there yet, or damaged: the usual place will do.
    return noPlaces
  }
}
