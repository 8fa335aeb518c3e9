import type { App } from 'electron'

/**
 * Did the system start us at login, so that no window should come up by itself? Linux and Windows say it by
 * `--hidden`.
 */
export const wasStartedAtLogin = (app: App): boolean =>
  process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin
