import { BrowserWindow, screen } from 'electron'
import { quickBounds, quickSize, type Rectangle } from '../desktop/quickPlace'
import { Emitter } from '../lib/Emitter'
import { background, comeBackAfterCrash, preferences, type WindowDeps } from './windows'

/**
 * The window for a quick question: made ahead, so that showing it is all that a press has to wait for. It
 * hides rather than closes, and where it was closed all the same it is made anew.
 */
export class QuickWindow {
  private window: BrowserWindow | null = null
  /** It has something to show. */
  private hasFrame = false
  /** What its page wants to show. */
  private wanted: number = quickSize.leastHeight
  /** The work area of the display that it is on. */
  private area: Rectangle | null = null
  private isWanted = false
  /** Told right before it comes up, while what the user works in is still in front. */
  readonly comingUp = new Emitter<void>()
  /** Its page's scripts have run, or it failed to load. */
  private isUp: Promise<void> = Promise.resolve()

  constructor(private readonly deps: WindowDeps) {}

  /** Makes it, hidden, unless it is there. */
  prepare(): BrowserWindow {
    if (this.window) return this.window
    const window = createQuickWindow(this.deps, this.placeNow())
    this.window = window
    this.hasFrame = false
    this.isUp = new Promise<void>((resolve) => {
      window.webContents.once('dom-ready', () => resolve())
      window.webContents.once('did-fail-load', () => resolve())
    })
    const ready = () => {
      if (this.hasFrame) return
      this.hasFrame = true
      if (this.isWanted) this.show()
    }
    window.once('ready-to-show', ready)
    // A window out of sight may be painted late; its page is there, and its ground has the right colour.
    window.webContents.once('did-finish-load', ready)
    window.on('blur', () => this.hide())
    window.on('closed', () => {
      this.window = null
      this.isWanted = false
    })
    return window
  }

  /** Shows it on the display under the pointer, with the caret in its field. */
  show(): void {
    const window = this.prepare()
    this.isWanted = true
    // It shows itself as soon as there is something to see.
    if (!this.hasFrame) return
    if (!window.isVisible()) {
      this.comingUp.publish()
      window.setBounds(this.placeNow())
    }
    window.show()
    window.focus()
  }

  /** Opens it as the app's first window. Resolves when its page needs main's thread no more. */
  open(): Promise<void> {
    this.show()
    return this.isUp
  }

  /** Away, and the keys go back to where they were. */
  hide(): void {
    this.isWanted = false
    if (this.window?.isVisible()) this.window.hide()
  }

  toggle(): void {
    // A visible window without the keyboard focus is not in use: it is brought back, not hidden. On macOS a
    // panel may say that it has no focus while it has (https://github.com/electron/electron/issues/3222).
    const hasKeys = process.platform === 'darwin' || this.window?.isFocused()
    if (this.window?.isVisible() && hasKeys) this.hide()
    else this.show()
  }

  resize(height: number): void {
    this.wanted = height
    const { window, area } = this
    if (!window || !area) return
    const { height: before } = window.getBounds()
    // The user may have moved it: only its height changes.
    const { height: after } = quickBounds(area, height)
    if (after !== before) window.setBounds({ ...window.getBounds(), height: after })
  }

  get isVisible(): boolean {
    return this.window?.isVisible() ?? false
  }

  /** Whether an X11 window is this one. */
  isX11Window(id: number): boolean {
    return process.platform === 'linux' && this.window?.getNativeWindowHandle().readUInt32LE(0) === id
  }

  is(webContentsId: number): boolean {
    return this.window?.webContents.id === webContentsId
  }

  private placeNow(): Rectangle {
    // Wayland does not tell where the pointer is: there the desktop places windows itself.
    const { workArea } = screen.getDisplayNearestPoint(screen.getCursorScreenPoint())
    this.area = workArea
    return quickBounds(workArea, this.wanted)
  }
}

const createQuickWindow = (deps: WindowDeps, bounds: Rectangle): BrowserWindow => {
  const window = new BrowserWindow({
    title: 'Quick ask',
    ...bounds,
    show: false,
    frame: false,
    // Desktops that lay windows out side by side leave those alone that have one size.
    resizable: false,
    minimizable: false,
    maximizable: false,
    fullscreenable: false,
    skipTaskbar: true,
    alwaysOnTop: true,
    backgroundColor: background(),
    icon: deps.iconPath,
    // macOS: a panel takes keys without bringing the whole app to the front, so they go back by themselves.
    ...(process.platform === 'darwin' ? { type: 'panel' } : {}),
    webPreferences: preferences(deps),
  })
  deps.senders.trust(window.webContents)
  comeBackAfterCrash(window)
  // The menu's shortcuts are the main window's.
  if (process.platform === 'darwin') window.setVisibleOnAllWorkspaces(true, { visibleOnFullScreen: true })
  else window.removeMenu()
  // The page's own title is the same; nothing of a conversation ever shows in a list of windows.
  window.on('page-title-updated', (event) => event.preventDefault())
  // A page that fails to load has its own event.
  window.loadURL(new URL('quick.html', deps.pageUrl).href).catch(() => {})
  return window
}
