import type { App } from 'electron'
import { log } from '../lib/log'

/**
 * No window of ours ever goes elsewhere, opens another, or holds a webview. One function for all windows.
 * `isFramePage`: the pages that a window may put into a frame; what a frame shows leads to none of them.
 */
export const refuseNavigation = (app: App, isFramePage: (url: string) => boolean): void => {
  app.on('web-contents-created', (_event, contents) => {
    const refuse = (event: { preventDefault(): void }) => {
      event.preventDefault()
      log.warning('Refused a navigation')
    }
    contents.on('will-navigate', refuse)
    contents.on('will-redirect', refuse)
    contents.on('will-frame-navigate', (event) => {
      const isByFrame = event.initiator != null && event.initiator.parent !== null
      if (event.isMainFrame || isByFrame || !isFramePage(event.url)) refuse(event)
    })
    contents.on('will-attach-webview', refuse)
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  })
}

/** `http:` as well: what runs on this computer has nothing else, and the browser warns where it should. */
const openable: ReadonlySet<string> = new Set(['https:', 'http:', 'mailto:'])

/**
 * The address in its parsed form where it may be opened outside; null for everything else (`file:`, `smb:`,
 * `javascript:` …).
 */
export const parseOpenable = (text: string): string | null => {
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  if (!openable.has(url.protocol)) return null
  // Credentials in a link serve only to disguise its host.
  if (url.username !== '' || url.password !== '') return null
  // Some mail programs would add a file of this computer to the letter.
  if (url.protocol === 'mailto:' && [...url.searchParams.keys()].some((name) => /^\s*attach/i.test(name)))
    return null
  return url.href
}
