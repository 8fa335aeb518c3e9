import { BrowserWindow, nativeTheme } from 'electron'
import { log } from '../lib/log'
import type { TrustedSenders } from '../security/senders'

export interface WindowParts {
  readonly preloadPath: string
  /** Where the page is: app://parley/, or the development server. */
  readonly pageUrl: string
  readonly senders: TrustedSenders
  readonly isDevelopment: boolean
  readonly iconPath: string
}

/** `isUp`: its page's scripts have run, or it failed to load. */
export type FirstWindow = BrowserWindow & { readonly isUp: Promise<void> }

/** Same for every window: nothing of Node in the page, no way out of it. */
const preferences = ({ preloadPath, isDevelopment }: WindowParts): Electron.WebPreferences => ({
  preload: preloadPath,
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  devTools: isDevelopment,
  // Elsewhere Chromium fetches dictionaries from a server of Google's.
  spellcheck: process.platform === 'darwin',
  // Speech may begin after an answer came, long after the last click.
  autoplayPolicy: 'no-user-gesture-required',
  // A middle click opens windows.
  disableBlinkFeatures: 'Auxclick',
})

/** The colour of the page before its first paint, so that nothing flashes. Same as `--background` in the styles. */
const background = () => (nativeTheme.shouldUseDarkColors ? '#17181b' : '#fcfcfb')

export const createMainWindow = (parts: WindowParts): FirstWindow => {
  const window = new BrowserWindow({
    title: 'Parley',
    width: 1120,
    height: 780,
    minWidth: 480,
    minHeight: 400,
    show: false,
    autoHideMenuBar: true,
    backgroundColor: background(),
    icon: parts.iconPath,
    webPreferences: preferences(parts),
  })
  parts.senders.trust(window.webContents)
  // A page has no use for WebRTC, which can tell a network's addresses.
  window.webContents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
  comeBackAfterCrash(window)
  window.once('ready-to-show', () => window.show())
  const isUp = new Promise<void>((resolve) => {
    window.webContents.once('dom-ready', () => resolve())
    window.webContents.once('did-fail-load', () => resolve())
  })
  // A page that fails to load has its own event; nobody needs this promise's rejection as well.
  window.loadURL(parts.pageUrl).catch(() => {})
  return Object.assign(window, { isUp })
}

/** Brings the window there is to the front, or opens one. */
export const showFirstWindow = (open: () => BrowserWindow): void => {
  const [window] = BrowserWindow.getAllWindows()
  if (!window) {
    open()
    return
  }
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}

/** A page that dies as often as this within a minute would only die again. */
const mostCrashes = 3

/** A window whose page crashed is loaded again: what it showed is main's and the library's, so nothing is lost. */
const comeBackAfterCrash = (window: BrowserWindow): void => {
  let crashes: number[] = []
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return
    const now = Date.now()
    crashes = [...crashes.filter((at) => now - at < 60_000), now]
    log.error(`The page of a window ended: ${reason}`)
    if (crashes.length <= mostCrashes) window.webContents.reload()
  })
}
