import { BrowserWindow, screen } from 'electron'
import { background, comeBackAfterCrash, preferences, type WindowDeps } from './windows'

const size = { width: 520, height: 64, mostHeight: 240 }
/** Above the edge of the work area. */
const marginPx = 28
/** A user who dictates does so again soon: its page waits for that, and for no longer. */
const warmMs = 10 * 60_000

/**
 * The bar of dictation into other programs. It is made when the key is first used, and it never takes the
 * keys: they stay with the program that the words are for.
 */
export class DictationBar {
  private window: BrowserWindow | null = null
  private isWanted = false
  private hasFrame = false
  private height = size.height
  private cooling: NodeJS.Timeout | undefined

  constructor(private readonly deps: WindowDeps) {}

  is(webContentsId: number): boolean {
    return this.window?.webContents.id === webContentsId
  }

  show(): void {
    clearTimeout(this.cooling)
    this.isWanted = true
    const window = this.window ?? this.make()
    if (!this.hasFrame || window.isVisible()) return
    window.setBounds(this.place())
    window.showInactive()
  }

  hide(): void {
    this.isWanted = false
    this.window?.hide()
    this.height = size.height
    clearTimeout(this.cooling)
    this.cooling = setTimeout(() => this.window?.destroy(), warmMs)
    this.cooling.unref()
  }

  resize(height: number): void {
    this.height = Math.min(size.mostHeight, Math.max(size.height, Math.ceil(height)))
    if (this.window?.isVisible()) this.window.setBounds(this.place())
  }

  private make(): BrowserWindow {
    const window = createBar(this.deps, this.place())
    this.window = window
    this.hasFrame = false
    // Its page is there; a window out of sight may be painted late.
    window.webContents.once('dom-ready', () => {
      this.hasFrame = true
      if (this.isWanted) this.show()
    })
    window.on('closed', () => {
      this.window = null
      this.isWanted = false
    })
    return window
  }

  /** In the middle of the lower edge, on the display under the pointer. */
  private place(): Electron.Rectangle {
    const { workArea } = screen.getDisplayNearestPoint(screen.getCursorScreenPoint())
    const width = Math.min(size.width, workArea.width - 2 * marginPx)
    return {
      width,
      height: this.height,
      x: Math.round(workArea.x + (workArea.width - width) / 2),
      y: workArea.y + workArea.height - this.height - marginPx,
    }
  }
}

const createBar = (deps: WindowDeps, bounds: Electron.Rectangle): BrowserWindow => {
  const window = new BrowserWindow({
    title: 'Dictation',
    ...bounds,
    show: false,
    frame: false,
    // On Linux the window manager leaves such a window alone, which keeps it above others as well.
    focusable: false,
    resizable: false,
    movable: false,
    minimizable: false,
    maximizable: false,
    fullscreenable: false,
    skipTaskbar: true,
    alwaysOnTop: true,
    backgroundColor: background(),
    ...(process.platform === 'darwin' ? { type: 'panel' } : {}),
    // Recording goes on behind whatever covers it.
    webPreferences: { ...preferences(deps), backgroundThrottling: false },
  })
  deps.senders.trust(window.webContents)
  comeBackAfterCrash(window)
  if (process.platform === 'darwin') window.setVisibleOnAllWorkspaces(true, { visibleOnFullScreen: true })
  else window.removeMenu()
  window.setAlwaysOnTop(true, 'screen-saver')
  window.on('page-title-updated', (event) => event.preventDefault())
  // A page that fails to load has its own event.
  window.loadURL(new URL('dictation.html', deps.pageUrl).href).catch(() => {})
  return window
}
