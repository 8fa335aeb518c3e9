import { type Session, session, WebContentsView } from 'electron'
import { Serial } from '../lib/Serial'
import { PictureEndedPage, pictureCheck, unlessAborted } from '../pictures/pictureCheck'
import type { ShrinkPicture } from '../runs/attachmentSource'
import {
  lockDown,
  lockedPreferences,
  PageEnded,
  pageAnswer,
  scriptPolicy,
  whilePageLives,
} from './hiddenPage'

/**
 * A hundred megapixels take a slow machine some seconds; what takes longer than this hangs, or the machine
 * slept.
 */
const mostMs = 30_000
/** A page without a picture is up in a moment. */
const mostOpeningMs = 20_000
/** Pictures come in twos and threes; afterwards nothing of it is left. */
const restMs = 10_000

/*
 * Whole or not at all: `createImageBitmap` and `<img>` make do with the first rows of a picture that was cut
 * off.
 */
const page = `<!doctype html><meta charset="utf-8"><script>
globalThis.isWhole = async (type) => {
  const answer = await fetch('app://opener/source')
  if (!answer.ok) throw new Error('the picture did not arrive')
  const data = await answer.arrayBuffer()
  // From here on whatever fails is the decoder's no.
  const decoder = new ImageDecoder({ data, type, colorSpaceConversion: 'none' })
  try {
    await decoder.completed
    const { image, complete } = await decoder.decode({ completeFramesOnly: true })
    image.close()
    return complete
  } catch {
    return false
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
const origin = 'app://opener'

/** Photographs lose nothing that a model would see at this quality, and most of their size. */
const quality = 0.88

export interface PictureOpener {
  /** `picture/unreadable` where it is the picture that fails, `cancelled` by the signal. */
  check(bytes: Uint8Array, signal?: AbortSignal): Promise<void>
  shrink: ShrinkPicture
}

/**
 * Opens pictures with Chromium's own decoders, in a hidden page: without Node, in a session that
 * reaches nothing but the one picture. A file that brings them down, or keeps them for ever, ends that page
 * and nothing else.
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
    view = null
  }
  const answer = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url)
    if (pathname === '/page.html') return pageAnswer(page, scriptPolicy)
    if (!source) return new Response(null, { status: 404 })
    if (pathname === '/target' && request.method === 'POST') {
      target = new Uint8Array(await request.arrayBuffer())
      return new Response(null, { status: 204 })
    }
    if (pathname !== '/source') return new Response(null, { status: 404 })
    return new Response(new Uint8Array(source))
  }
  const ownSession = (): Session => {
    if (own) return own
    // One for good: Electron frees none as long as Parley runs.
    own = session.fromPartition('opener', { cache: false })
    lockDown(own, (url) => url.startsWith(`${origin}/`))
    own.protocol.handle('app', answer)
    return own
  }
  const opened = async (signal?: AbortSignal): Promise<WebContentsView> => {
    if (view && !view.webContents.isDestroyed() && !view.webContents.isCrashed()) return view
    close()
    const opening = new WebContentsView({
      webPreferences: { ...lockedPreferences(ownSession()), backgroundThrottling: false },
    })
    view = opening
    const { webContents } = opening
    await whilePageLives(webContents, webContents.loadURL(`${origin}/page.html`), mostOpeningMs, signal)
    return opening
  }
  /**
   * Has the page do something with these bytes. Throws `PictureEndedPage` where the page did not live to
   * answer.
   */
  const ask = async (bytes: Uint8Array, verb: string, signal?: AbortSignal): Promise<unknown> => {
    clearTimeout(resting)
    try {
      const { webContents } = await opened(signal)
      source = bytes
      target = null
      try {
        const work: Promise<unknown> = webContents.executeJavaScript(verb)
        const answered = await whilePageLives(webContents, work, mostMs, signal)
        resting = setTimeout(close, restMs)
        return answered
      } catch (error) {
        throw error instanceof PageEnded ? new PictureEndedPage() : error
      } finally {
        source = null
      }
    } catch (error) {
      // Whatever it was, the next picture gets a page that never saw this one.
      close()
      throw error
    }
  }
  const check = pictureCheck(ask)
  return {
    check: (bytes, signal) =>
      unlessAborted(
        serial.run('', () => check(bytes, signal)),
        signal,
      ),
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
