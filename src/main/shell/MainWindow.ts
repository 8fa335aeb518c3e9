import type { App } from 'electron'
import type { WindowPlacesFile } from './WindowPlacesFile'
import { createMainWindow, type FirstWindow, type WindowDeps } from './windows'

/**
 * What closing the window does: it closes (and the app ends with it, but on macOS), it hides, or it stays for
 * now.
 */
export type Closing = 'close' | 'hide' | 'stay'

/** The one main window: opened when it is first wanted, brought to the front, closed as the user wants it. */
export class MainWindow {
  private window: FirstWindow | null = null
  private isQuitting = false
  /** Called at each closing; until the settings are there a window just closes. */
  onClosing: () => Closing = () => 'close'

  constructor(
    private readonly app: App,
    readonly deps: WindowDeps,
    private readonly places: WindowPlacesFile,
  ) {
    // However many windows are hidden, the app ends when it is told to.
    app.on('before-quit', () => {
      this.isQuitting = true
    })
  }

  open(): FirstWindow {
    if (this.window) return this.window
    const window = createMainWindow(this.deps, this.places)
    this.window = window
    window.on('close', (event) => {
      if (this.isQuitting) return
      const closing = this.onClosing()
      if (closing === 'close') return
      event.preventDefault()
      if (closing === 'hide') window.hide()
    })
    window.on('closed', () => {
      this.window = null
      // Not by `window-all-closed`: a window that was made ahead and is hidden would keep the app alive
      // unseen.
      if (process.platform !== 'darwin') this.app.quit()
    })
    return window
  }

  /** Brings it to the front; opens it where there is none. */
  show(): void {
    const window = this.open()
    if (window.isMinimized()) window.restore()
    // One that has just been opened shows itself when its page is there.
    if (!window.hasShown) return
    window.show()
    window.focus()
  }

  /** Closes the window as the user would. */
  close(): void {
    this.window?.close()
  }

  /** Closes it now, whatever closing means otherwise. */
  destroy(): void {
    this.window?.destroy()
  }
}
