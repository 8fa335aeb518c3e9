import { isCancelled } from '@shared/ipc/errors'
import { BrowserWindow } from 'electron'
import { describeError, log } from '../lib/log'
import { answerRequest, appOrigin } from '../security/protocol'
import type { DrawDiagrams } from '../transfer/LibraryWriter'
import { lockedPreferences, PageEnded, whilePageLives } from './hiddenPage'
import { SessionPool } from './sessionPool'

/** What takes longer to lay out than this stays source. */
const mostMs = 15_000
const pageUrl = `${appOrigin}/diagram.html`

const sessions = new SessionPool('diagrams', (url) => url.startsWith(`${appOrigin}/`))

/**
 * Draws diagrams in a hidden page, by the code that draws them in the window. The page reaches nothing but
 * the built pages' own files; one that hangs ends with it, and the rest is drawn by another.
 */
export const drawDiagramsFrom =
  (pagesFolder: string): DrawDiagrams =>
  async (sources, signal) => {
    const own = sessions.take()
    own.protocol.handle('app', (request) =>
      answerRequest(request, pagesFolder, () => Promise.reject(new Error('A diagram reads nothing'))),
    )
    const page: { window: BrowserWindow | null } = { window: null }
    const close = () => {
      page.window?.destroy()
      page.window = null
    }
    const opened = async (): Promise<BrowserWindow> => {
      if (page.window) return page.window
      const window = new BrowserWindow({
        show: false,
        webPreferences: { ...lockedPreferences(own), backgroundThrottling: false },
      })
      page.window = window
      await window.loadURL(pageUrl)
      return window
    }
    const drawn: Record<string, string> = {}
    try {
      for (const source of sources) {
        signal.throwIfAborted()
        const { webContents } = await opened()
        try {
          const work = webContents.executeJavaScript(`drawDiagram(${JSON.stringify(source)})`)
          const svg: unknown = await whilePageLives(webContents, work, mostMs, signal)
          if (typeof svg === 'string') Object.defineProperty(drawn, source, entryOf(svg))
        } catch (error) {
          if (isCancelled(error)) throw error
          if (error instanceof PageEnded) close()
          // The source says what was meant.
          log.warning('A diagram of an export could not be drawn', describeError(error))
        }
      }
      return drawn
    } finally {
      close()
      sessions.giveBack(own)
    }
  }

/** Also a source that has the name of something that every object has. */
const entryOf = (svg: string): PropertyDescriptor => ({
  value: `data:image/svg+xml;base64,${Buffer.from(svg, 'utf8').toString('base64')}`,
  enumerable: true,
})
