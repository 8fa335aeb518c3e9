import type { App, Session, WebContents } from 'electron'

/**
 * Deny by default: names come and go between versions, so only what is allowed is named.
 * - `clipboard-sanitized-write`: copying selected text by the page itself.
 * - `media`, but sound alone: the microphone, for a window that listens, and only while it does.
 */
const allowed: ReadonlySet<string> = new Set(['clipboard-sanitized-write'])

/**
 * What Electron says of a request for sound or pictures; which of the two fields depends on how it was asked.
 */
interface MediaDetails {
  readonly mediaType?: string
  readonly mediaTypes?: readonly string[]
  readonly isMainFrame?: boolean
}

/** Sound alone: a request for both is one for a camera. */
const isForSound = ({ mediaType, mediaTypes, isMainFrame }: MediaDetails): boolean =>
  isMainFrame !== false && (mediaTypes ? mediaTypes.join() === 'audio' : mediaType === 'audio')

/** Electron approves everything unless told otherwise, both when asked and when looked up. */
export const installPermissions = (
  session: Session,
  origin: string,
  /** True while this window (its contents' id) uses the microphone. */
  isListening: (windowId: number) => boolean,
): void => {
  const isOurs = (url: string | undefined) => {
    try {
      return url !== undefined && `${new URL(url).protocol}//${new URL(url).host}` === origin
    } catch {
      return false
    }
  }
  const isAllowed = (contents: WebContents | null, permission: string, details: MediaDetails): boolean =>
    permission === 'media'
      ? contents !== null && isForSound(details) && isListening(contents.id)
      : allowed.has(permission)
  session.setPermissionRequestHandler((contents, permission, decide, details) => {
    decide(isOurs(details.requestingUrl) && isAllowed(contents, permission, details))
  })
  session.setPermissionCheckHandler(
    (contents, permission, requestingOrigin, details) =>
      isOurs(requestingOrigin) && isAllowed(contents, permission, details),
  )
  session.setDevicePermissionHandler(() => false)
}

/**
 * Pages reach nothing but app://: requests to engines are main's. The development server is the one
 * exception.
 */
export const refuseNetwork = (session: Session, developmentUrl: string | null): void => {
  const urls = ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'ftp://*/*', 'file://*/*']
  const allowedHost = developmentUrl === null ? null : new URL(developmentUrl).host
  session.webRequest.onBeforeRequest({ urls }, ({ url }, decide) => {
    decide({ cancel: new URL(url).host !== allowedHost })
  })
  if (developmentUrl === null) leadNowhere(session)
}

/**
 * WebRTC asks no request handler. Held to proxies (`refuseWebRtc`) it still goes by TCP:
 * a proxy at a port where nothing listens ends that, too.
 */
export const leadNowhere = (session: Session): void => {
  const proxyRules = 'socks5://127.0.0.1:1'
  void session.setProxy({ mode: 'fixed_servers', proxyRules, proxyBypassRules: '<-loopback>' })
}

/** No page has a use for WebRTC: it can tell a network's addresses, and carry words out. */
export const refuseWebRtc = (app: App): void => {
  app.on('web-contents-created', (_event, contents) => {
    contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
  })
}

/**
 * What no policy, no handler and no sandbox takes from a page.
 * - `document.execCommand('paste')` and `('copy')`: Electron lets every page read and write the clipboard
 *   by them, without a press and without asking.
 *   The user's own copying and pasting, by keys and menus, goes another way.
 * - `<link rel="dns-prefetch">`: it would tell a name server what a page writes into a name.
 */
const blinkSettings: readonly string[] = [
  'domPasteAllowed=false',
  'javaScriptCanAccessClipboard=false',
  'dnsPrefetchingEnabled=false',
]

/** One switch for all: of two with this name only the last counts. To be called before the app is ready. */
export const restrictBlink = (app: App): void => {
  app.commandLine.appendSwitch('blink-settings', blinkSettings.join(','))
}

/** Nothing of ours downloads by Chromium: exports are main's. */
export const refuseDownloads = (session: Session): void => {
  session.on('will-download', (event) => event.preventDefault())
}
