import type { App } from 'electron'
import { log } from '../lib/log'

/** The limit for closing, longer than any sound disk needs: a hung one must not keep the app from ending. */
const closingTimeoutMs = 8_000

/**
 * Electron closes the windows that are there when it is told to quit, and waits for ever on one that is made
 * after that: by a timer, by a hotkey, by a second start. Such a window goes at once.
 */
export const refuseLateWindows = (app: App): void => {
  let isQuitting = false
  app.on('before-quit', () => {
    isQuitting = true
  })
  app.on('browser-window-created', (_event, window) => {
    // The code that is making it may finish.
    if (isQuitting) setImmediate(() => window.destroy())
  })
}

/**
 * Ends the app in order: answers are interrupted and written, the library closes, then the process goes.
 * However the end was asked for (menu, last window, SIGTERM, session end), it passes here once.
 */
export const endInOrder = (app: App, close: () => Promise<void>): void => {
  let state: 'running' | 'closing' | 'closed' = 'running'
  app.on('will-quit', (event) => {
    if (state === 'closed') return
    event.preventDefault()
    if (state === 'closing') return
    state = 'closing'
    let timer: NodeJS.Timeout | undefined
    const timeout = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        log.error('Closing took too long; ending without it')
        resolve()
      }, closingTimeoutMs)
    })
    Promise.race([close(), timeout])
      .catch((error: unknown) => log.error('Closing failed', error))
      .finally(() => {
        clearTimeout(timer)
        state = 'closed'
        // Not within this event, should there have been nothing to wait for: Electron forgets a quit that is
        // asked for while one is being prevented, and the app would stay without a window.
        setImmediate(() => app.quit())
      })
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit())
}
