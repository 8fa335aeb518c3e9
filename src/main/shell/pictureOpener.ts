import { randomUUID } from 'node:crypto'
import { AppError } from '@shared/ipc/errors'
import { readImageHeader } from '@shared/lib/imageHeader'
import { type Session, session, WebContentsView } from 'electron'
import { Serial } from '../lib/serial'

/** A hundred megapixels take a slow machine some seconds; what takes longer than this hangs. */
const mostMs = 60_000
/** Pictures come in twos and threes; afterwards nothing of it is left. */
const restMs = 10_000

/* Whole or not at all: `createImageBitmap` and `<img>` make do with the first rows of a picture that was cut off. */
const page = `<!doctype html><meta charset="utf-8"><script>
globalThis.open = async (type) => {
  const { body } = await fetch('app://opener/source')
  const decoder = new ImageDecoder({ data: body, type, colorSpaceConversion: 'none' })
  try {
    await decoder.completed
    const { image, complete } = await decoder.decode({ completeFramesOnly: true })
    const size = { width: image.codedWidth, height: image.codedHeight }
    image.close()
    return complete ? size : null
  } catch {
    return null
  } finally {
    decoder.close()
  }
}
</script>`
const policy = "default-src 'none'; script-src 'unsafe-inline'; connect-src 'self'"
const origin = 'app://opener'

/**
 * Opens pictures with Chromium's own decoders, in a page that nobody sees: without Node, in a session that reaches nothing
 * but the one picture. A file that brings them down, or keeps them for ever, ends that page and nothing else.
 */
export const createPictureOpener = (): { check(bytes: Uint8Array): Promise<void>; close(): void } => {
  const serial = new Serial()
  let view: WebContentsView | null = null
  let own: Session | null = null
  let source: Uint8Array | null = null
  let resting: ReturnType<typeof setTimeout> | undefined

  const close = () => {
    clearTimeout(resting)
    if (view && !view.webContents.isDestroyed()) view.webContents.close()
    own?.protocol.unhandle('app')
    view = null
    own = null
  }
  const answer = (request: Request): Response => {
    const { pathname } = new URL(request.url)
    if (pathname === '/page.html')
      return new Response(page, {
        headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy },
      })
    if (pathname !== '/source' || !source) return new Response(null, { status: 404 })
    return new Response(new Uint8Array(source))
  }
  const opened = async (): Promise<WebContentsView> => {
    if (view && !view.webContents.isDestroyed() && !view.webContents.isCrashed()) return view
    close()
    own = session.fromPartition(`opener-${randomUUID()}`, { cache: false })
    own.setPermissionRequestHandler((_contents, _permission, decide) => decide(false))
    own.setPermissionCheckHandler(() => false)
    own.webRequest.onBeforeRequest(({ url }, decide) => decide({ cancel: !url.startsWith(`${origin}/`) }))
    own.protocol.handle('app', answer)
    view = new WebContentsView({
      webPreferences: {
        session: own,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webviewTag: false,
        devTools: false,
        spellcheck: false,
        backgroundThrottling: false,
      },
    })
    await view.webContents.loadURL(`${origin}/page.html`)
    return view
  }
  const open = async (bytes: Uint8Array): Promise<void> => {
    const { format } = readImageHeader(bytes)
    clearTimeout(resting)
    const { webContents } = await opened()
    source = bytes
    const { failed, stop } = untilGone(webContents)
    try {
      const size: unknown = await Promise.race([
        webContents.executeJavaScript(`open(${JSON.stringify(`image/${format}`)})`),
        failed,
      ])
      if (size === null) throw new AppError('picture/unreadable', 'The picture is damaged')
      resting = setTimeout(close, restMs)
    } catch (error) {
      // Whatever it was, the next picture gets a page that never saw this one.
      close()
      if (error instanceof AppError) throw error
      throw new AppError('picture/unreadable', 'The picture could not be opened', undefined, { cause: error })
    } finally {
      stop()
      source = null
    }
  }
  return { check: (bytes) => serial.run('', () => open(bytes)), close }
}

/** Rejects when the page is gone, or takes for ever. */
const untilGone = (webContents: Electron.WebContents) => {
  let end = () => {}
  const failed = new Promise<never>((_resolve, reject) => {
    end = () => reject(new AppError('picture/unreadable', 'The picture took its decoder down'))
  })
  failed.catch(() => {})
  const timer = setTimeout(end, mostMs)
  webContents.once('render-process-gone', end)
  return {
    failed,
    stop: () => {
      clearTimeout(timer)
      if (!webContents.isDestroyed()) webContents.removeListener('render-process-gone', end)
    },
  }
}
