import type { App } from 'electron'

/**
 * True where the system started us at login, so that no window should come up by itself. Linux and Windows
 * say so by `--hidden`.
 */
export const wasStartedAtLogin = (app: App): boolean =>
  process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin
