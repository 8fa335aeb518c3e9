/**
 * Deny by default: names come and go between versions, so only what is allowed is named.
 * - `clipboard-sanitized-write`: copying selected text by the page itself.
 * The microphone joins with voice input, and only while it is asked for.
 */
const allowed = new Set(['clipboard-sanitized-write'])
/** Electron approves everything unless told otherwise, both when asked and when looked up. */
export const installPermissions = (session, origin) => {
  const isOurs = (url) => {
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
