import type { Session } from 'electron'

/**
 * Deny by default: names come and go between versions, so only what is allowed is named.
 * - `clipboard-sanitized-write`: copying selected text by the page itself.
 * The microphone joins with voice input, and only while it is asked for.
 */
const allowed: ReadonlySet<string> = new Set(['clipboard-sanitized-write'])

/** Electron approves everything unless told otherwise, both when asked and when looked up. */
export const installPermissions = (session: Session, origin: string): void => {
  const isOurs = (url: string | undefined) => {
    try {
      return url !== undefined && `${new URL(url).protocol}//${new URL(url).host}` === origin
    } catch {
      return false
    }
  }
  session.setPermissionRequestHandler((_contents, permission, decide, details) => {
    decide(allowed.has(permission) && isOurs(details.requestingUrl))
  })
  session.setPermissionCheckHandler(
    (_contents, permission, requestingOrigin) => allowed.has(permission) && isOurs(requestingOrigin),
  )
  session.setDevicePermissionHandler(() => false)
}

/** Pages reach nothing but app://: requests to engines are main's. The development server is the one exception. */
export const refuseNetwork = (session: Session, developmentUrl: string | null): void => {
  const urls = ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'ftp://*/*', 'file://*/*']
  const allowedHost = developmentUrl === null ? null : new URL(developmentUrl).host
  session.webRequest.onBeforeRequest({ urls }, ({ url }, decide) => {
    decide({ cancel: new URL(url).host !== allowedHost })
  })
}

/** Nothing of ours downloads by Chromium: exports are main's. */
export const refuseDownloads = (session: Session): void => {
  session.on('will-download', (event) => event.preventDefault())
}
