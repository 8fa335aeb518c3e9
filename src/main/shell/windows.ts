import { BrowserWindow, nativeTheme } from 'electron'
import { log } from '../lib/log'
import type { TrustedSenders } from '../security/TrustedSenders'
import type { WindowPlacesFile } from './WindowPlacesFile'

export interface WindowDeps {
  readonly preloadPath: string
  /** The address of the page: app://parley/, or the development server. */
  readonly pageUrl: string
  readonly senders: TrustedSenders
  readonly isDevelopment: boolean
  readonly iconPath: string
}

/** `isUp`: its page's scripts have run and it has the keys, or it failed to load. */
export type FirstWindow = BrowserWindow & {
  readonly isUp: Promise<void>
  /** It has been shown for the first time. */
  readonly hasShown: boolean
}

/** Same for every window: nothing of Node in the page, no way out of it. */
export const preferences = ({ preloadPath, isDevelopment }: WindowDeps): Electron.WebPreferences => ({
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
  // A page in a frame could take the keys from a field of ours: its frame says that it must not.
  enableBlinkFeatures: 'BlockingFocusWithoutUserActivation',
})

/**
 * The colour of the page before its first paint, so that nothing flashes. Same as `--background` in the
 * styles.
 */
export const background = () => (nativeTheme.shouldUseDarkColors ? '#17181b' : '#fcfcfb')

const usualSize = { width: 1120, height: 780 }
const smallestSize = { width: 480, height: 400 }

/** A desktop may keep the keys from a new window: main waits no longer than this for them. */
const unfocusedMs = 100

export const createMainWindow = (deps: WindowDeps, places: WindowPlacesFile): FirstWindow => {
  const { bounds, isMaximized } = places.placeFor(usualSize, smallestSize)
  const window = new BrowserWindow({
    title: 'Parley',
    ...bounds,
    minWidth: smallestSize.width,
    minHeight: smallestSize.height,
    show: false,
    autoHideMenuBar: true,
    backgroundColor: background(),
    icon: deps.iconPath,
    webPreferences: preferences(deps),
  })
  deps.senders.trust(window.webContents)
  comeBackAfterCrash(window)
  let hasShown = false
  const isUp = new Promise<void>((resolve) => {
    const show = () => {
      if (hasShown) return
      hasShown = true
      if (isMaximized) window.maximize()
      window.once('focus', () => resolve())
      setTimeout(resolve, unfocusedMs)
      window.show()
      places.follow(window)
    }
    // Its outline and its styles are there, and its ground has the right colour: `ready-to-show` waits for a
    // frame that is drawn out of sight, and comes when main is busy with something else.
    window.webContents.once('dom-ready', show)
    window.once('ready-to-show', show)
    window.webContents.once('did-fail-load', () => resolve())
  })
  // A page that fails to load has its own event; this promise's rejection is not needed as well.
  window.loadURL(deps.pageUrl).catch(() => {})
  Object.defineProperty(window, 'hasShown', { get: () => hasShown })
  return Object.assign(window as BrowserWindow & { readonly hasShown: boolean }, { isUp })
}

/** A page that crashes as often as this within a minute would only crash again. */
const mostCrashes = 3

/**
 * A window whose page crashed is loaded again: what it showed is main's and the library's, so nothing is
 * lost.
 */
export const comeBackAfterCrash = (window: BrowserWindow): void => {
  let crashes: number[] = []
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return
    const now = Date.now()
    crashes = [...crashes.filter((at) => now - at < 60_000), now]
    log.error(`The page of a window ended: ${reason}`)
    if (crashes.length <= mostCrashes) window.webContents.reload()
  })
}
