import { createReadStream } from 'node:fs'
import { access } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { AppError } from '@shared/ipc/errors'
import type { PictureFormat } from '@shared/model/picture'
import { BrowserWindow, type Session } from 'electron'
import type { KeptSource, PictureEncoder } from '../pictures/pictureFiles'
import { lockedPreferences, PageEnded, pageAnswer, scriptPolicy, whilePageLives } from './hiddenPage'
import { SessionPool } from './sessionPool'

/** A hundred megapixels take a slow machine some seconds; what takes longer than this hangs. */
const mostMs = 120_000

const mediaTypes: Readonly<Record<PictureFormat, string>> = {
  png: 'image/png',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
}

/*
 * Decodes and encodes on a canvas. JPEG has no transparency: what was clear would come out black. A browser
 * that cannot encode a picture of that size in a format says so with another one.
 */
const page = `<!doctype html><meta charset="utf-8"><script>
globalThis.encode = async ({ source, target, type, quality }) => {
  const image = await createImageBitmap(await (await fetch(source)).blob())
  const canvas = new OffscreenCanvas(image.width, image.height)
  const context = canvas.getContext('2d')
  if (type === 'image/jpeg') {
    context.fillStyle = '#fff'
    context.fillRect(0, 0, canvas.width, canvas.height)
  }
  context.drawImage(image, 0, 0)
  image.close()
  const blob = await canvas.convertToBlob({ type, quality })
  if (blob.type !== type || blob.size === 0) throw new Error('no such picture')
  await fetch(target, { method: 'POST', body: blob })
}
</script>`
const origin = 'app://encoder'

const sessions = new SessionPool('encoder', (url) => url.startsWith(`${origin}/`))

interface Job extends KeptSource {
  result: Uint8Array | null
}

/**
 * Chromium's own decoders and encoders, in a hidden page: without Node, in a session that reaches
 * nothing but the one picture. A file that brings them down ends that page and nothing else. Nothing is made
 * before the first picture.
 */
export const openPictureEncoder = (): PictureEncoder => {
  let window: BrowserWindow | null = null
  let own: Session | null = null
  let job: Job | null = null
  const close = () => {
    if (window && !window.isDestroyed()) window.destroy()
    if (own) sessions.giveBack(own)
    window = null
    own = null
  }
  const answer = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url)
    if (pathname === '/page.html') return pageAnswer(page, scriptPolicy)
    if (!job) return new Response(null, { status: 404 })
    if (pathname === '/source' && request.method === 'GET') {
      const body = job.bytes
        ? new Uint8Array(job.bytes)
        : (Readable.toWeb(createReadStream(job.path)) as ReadableStream<Uint8Array>)
      return new Response(body, { headers: { 'content-type': mediaTypes[job.format] } })
    }
    if (pathname === '/target' && request.method === 'POST') {
      job.result = new Uint8Array(await request.arrayBuffer())
      return new Response(null, { status: 204 })
    }
    return new Response(null, { status: 404 })
  }
  const opened = async (): Promise<BrowserWindow> => {
    if (window && !window.isDestroyed() && !window.webContents.isCrashed()) return window
    close()
    own = sessions.take()
    own.protocol.handle('app', answer)
    window = new BrowserWindow({
      show: false,
      // The page is hidden and has to work all the same.
      webPreferences: { ...lockedPreferences(own), backgroundThrottling: false },
    })
    try {
      await window.loadURL(`${origin}/page.html`)
      return window
    } catch (error) {
      // An empty page would call every picture damaged.
      close()
      throw error
    }
  }
  return {
    encode: async (source, { format, quality }, signal) => {
      if (!source.bytes)
        await access(source.path).catch((cause: unknown) => {
          throw new AppError('picture/not-found', undefined, undefined, { cause })
        })
      const { webContents } = await opened()
      const task: Job = { ...source, result: null }
      job = task
      try {
        const input = {
          source: `${origin}/source`,
          target: `${origin}/target`,
          type: mediaTypes[format],
          // At exactly 1 WebP means without loss, which is more than "100 %" of JPEG asks for, and
          // slow.
          quality: Math.min(quality, 99) / 100,
        }
        const work = webContents.executeJavaScript(`encode(${JSON.stringify(input)})`)
        await whilePageLives(webContents, work, mostMs, signal)
        if (!task.result) throw new AppError('picture/unreadable', 'The encoder gave nothing')
        return task.result
      } catch (error) {
        // What was given up may still be at work in there.
        if (signal.aborted || error instanceof PageEnded) close()
        if (signal.aborted) throw new AppError('cancelled')
        if (error instanceof AppError) throw error
        throw new AppError(
          'picture/unreadable',
          'The picture could not be written in this format',
          undefined,
          {
            cause: error,
          },
        )
      } finally {
        job = null
      }
    },
    close,
  }
}
