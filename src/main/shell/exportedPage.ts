import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { AppError } from '@shared/ipc/errors'
import { BrowserWindow, type WebContents } from 'electron'
import { lockedPreferences, pageAnswer } from './hiddenPage'
import { SessionPool } from './sessionPool'

/** The page brings its own, stricter one along; this holds whatever it says. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"
const pageUrl = 'app://print/page.html'
const sessions = new SessionPool('print', (url) => url === pageUrl || url.startsWith('data:'))

interface ExportedPage {
  readonly htmlPath: string
  /** Whether frames of it are asked for. */
  readonly isDrawn?: boolean
}

/**
 * Opens a page of ours in a hidden window for as long as the work with it takes: without scripts, without
 * Node, and in a session that reaches nothing but this one file.
 */
export const withExportedPage = async <Result>(
  { htmlPath, isDrawn = false }: ExportedPage,
  signal: AbortSignal,
  work: (contents: WebContents) => Promise<Result>,
): Promise<Result> => {
  const own = sessions.take()
  own.protocol.handle('app', () =>
    pageAnswer(Readable.toWeb(createReadStream(htmlPath)) as ReadableStream<Uint8Array>, policy),
  )
  const window = new BrowserWindow({
    show: false,
    webPreferences: {
      ...lockedPreferences(own),
      javascript: false,
      backgroundThrottling: false,
      // A hidden window draws a frame or not, as it comes (not in 40 of 100 tries); this way it always does.
      offscreen: isDrawn,
    },
  })
  const stop = () => window.destroy()
  signal.addEventListener('abort', stop, { once: true })
  try {
    await window.loadURL(pageUrl)
    signal.throwIfAborted()
    return await work(window.webContents)
  } catch (error) {
    if (signal.aborted) throw new AppError('cancelled')
    throw error
  } finally {
    signal.removeEventListener('abort', stop)
    if (!window.isDestroyed()) window.destroy()
    sessions.giveBack(own)
  }
}
