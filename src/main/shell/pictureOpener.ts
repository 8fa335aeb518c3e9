import { randomUUID } from 'node:crypto'
import { AppError } from '@shared/ipc/errors'
import { readImageHeader } from '@shared/lib/imageHeader'
import { type Session, session, WebContentsView } from 'electron'
import { Serial } from '../lib/serial'
import type { ShrinkPicture } from '../runs/attachmentSource'

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
globalThis.shrink = async ({ type, width, height, quality }) => {
  const blob = await (await fetch('app://opener/source')).blob()
  const image = await createImageBitmap(blob, { resizeWidth: width, resizeHeight: height, resizeQuality: 'high' })
  const canvas = new OffscreenCanvas(width, height)
  canvas.getContext('2d').drawImage(image, 0, 0)
  image.close()
  await fetch('app://opener/target', { method: 'POST', body: await canvas.convertToBlob({ type, quality }) })
}
</script>`
const policy = "default-src 'none'; script-src 'unsafe-inline'; connect-src 'self'"
const origin = 'app://opener'

/** Photographs lose nothing that a model would see at this quality, and most of their size. */
const quality = 0.88

export interface PictureOpener {
  /** `picture/unreadable` where it cannot be opened as a whole. */
  check(bytes: Uint8Array): Promise<void>
  shrink: ShrinkPicture
}

/**
 * Opens pictures with Chromium's own decoders, in a page that nobody sees: without Node, in a session that reaches nothing
 * but the one picture. A file that brings them down, or keeps them for ever, ends that page and nothing else.
 */
export const createPictureOpener = (): PictureOpener => {
  const serial = new Serial()
  let view: WebContentsView | null = null
  let own: Session | null = null
  let source: Uint8Array | null = null
  let target: Uint8Array | null = null
  let resting: ReturnType<typeof setTimeout> | undefined

  const close = () => {
    clearTimeout(resting)
    if (view && !view.webContents.isDestroyed()) view.webContents.close()
    own?.protocol.unhandle('app')
    view = null
    own = null
  }
  const answer = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url)
    if (pathname === '/page.html')
      return new Response(page, {
        headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy },
      })
    if (!source) return new Response(null, { status: 404 })
    if (pathname === '/target' && request.method === 'POST') {
      target = new Uint8Array(await request.arrayBuffer())
      return new Response(null, { status: 204 })
    }
    if (pathname !== '/source') return new Response(null, { status: 404 })
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
  /** Has the page do something with these bytes; whatever fails there is the picture's fault. */
  const ask = async (bytes: Uint8Array, verb: string): Promise<unknown> => {
    clearTimeout(resting)
    const { webContents } = await opened()
    source = bytes
    target = null
    const { failed, stop } = untilGone(webContents)
    try {
      const answered: unknown = await Promise.race([webContents.executeJavaScript(verb), failed])
      resting = setTimeout(close, restMs)
      return answered
    } catch (error) {
      // Whatever it was, the next picture gets a page that never saw this one.
      close()
      throw new AppError('picture/unreadable', 'The picture could not be opened', undefined, { cause: error })
    } finally {
      stop()
      source = null
    }
  }
  return {
    check: (bytes) =>
      serial.run('', async () => {
        const { format } = readImageHeader(bytes)
        const size = await ask(bytes, `open(${JSON.stringify(`image/${format}`)})`)
        if (size === null) throw new AppError('picture/unreadable', 'The picture is damaged')
      }),
    shrink: (bytes, { format, width, height }, longestSide) =>
      serial.run('', async () => {
        const scale = longestSide / Math.max(width, height)
        const [smallWidth, smallHeight] = [width, height].map((side) => Math.max(1, Math.round(side * scale)))
        const wanted = { type: `image/${format}`, width: smallWidth, height: smallHeight, quality }
        await ask(bytes, `shrink(${JSON.stringify(wanted)})`)
        return target && { bytes: target, format }
      }),
  }
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
