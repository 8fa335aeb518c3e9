import { constants, createReadStream } from 'node:fs'
import { readFile, realpath } from 'node:fs/promises'
import { extname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { Readable } from 'node:stream'
import { thumbnailFileName } from '@shared/model/gallery'
import type { Protocol } from 'electron'
import { describeError, log } from '../lib/log'
import { contentSecurityPolicy, diagramSecurityPolicy } from './csp'
import { previewScheme } from './previewPages'

const appScheme = 'app'
export const appOrigin = 'app://parley'
/** The page of the frame that draws diagrams. */
export const diagramPage = 'diagram.html'

/** Must run before the app is ready, and once: a second time would take the first back. */
export const registerSchemes = (protocol: Protocol): void => {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: appScheme,
      privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
    },
    { scheme: previewScheme, privileges: { standard: true, secure: true } },
  ])
}

/** The sources of the parts of app://parley that are not pages. */
export interface KeptSources {
  readonly picturesFolder: string
  /** Small copies of them, `<id>.webp`. */
  readonly thumbnailsFolder: string
  /** The file name of a kept picture, or null. */
  pictureFile(pictureId: string): Promise<string | null>
  /** The bytes of a picture that is in memory only; null for any other. */
  temporaryPicture(pictureId: string): Promise<Uint8Array | null>
  preview(messageId: string, index: number): Uint8Array | null
  /** Mono 16-bit PCM as it is made, or null when it is not (or no longer) there. */
  speech(id: string): ReadableStream<Uint8Array> | null
  /** A PNG of the display under the overlay of this id, while the user chooses a part of it. */
  screen(overlayId: number): Uint8Array | null
}

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
}

const headers = (mediaType: string, more: Record<string, string> = {}): Record<string, string> => ({
  'content-type': mediaType,
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  ...more,
})

const refuse = (status: 403 | 404): Response => new Response(null, { status, headers: headers('text/plain') })

/** A path below `folder` after links are followed, or null. Compared by `relative`, never by prefix. */
const resolveInside = async (folder: string, path: string): Promise<string | null> => {
  try {
    const root = await realpath(folder)
    const file = await realpath(resolve(root, path))
    const inside = relative(root, file)
    return inside === '' || inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)
      ? null
      : file
  } catch {
    // Not there: the same answer as outside, on purpose.
    return null
  }
}

/** Answers app://parley/…: pages, kept pictures, unfinished pictures, speech. Everything else is refused. */
export const answerRequest = async (
  request: Request,
  /** The built renderer. */
  pagesFolder: string,
  loadSources: () => Promise<KeptSources>,
): Promise<Response> => {
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.host !== 'parley') return refuse(403)
  let segments: string[]
  try {
    segments = url.pathname.split('/').slice(1).map(decodeURIComponent)
  } catch {
    return refuse(404)
  }
  const [room = '', first = '', second = ''] = segments
  switch (room) {
    case 'pictures':
      return servePicture(await loadSources(), first)
    case 'thumbnails':
      return serveThumbnail(await loadSources(), first)
    case 'previews': {
      const bytes = (await loadSources()).preview(first, Number(second))
      return bytes
        ? new Response(new Uint8Array(bytes), {
            headers: headers('image/png', { 'cache-control': 'no-store' }),
          })
        : refuse(404)
    }
    case 'screens': {
      const bytes = (await loadSources()).screen(Number(first))
      return bytes
        ? new Response(new Uint8Array(bytes), {
            headers: headers('image/png', { 'cache-control': 'no-store' }),
          })
        : refuse(404)
    }
    case 'speech': {
      const stream = (await loadSources()).speech(first)
      return stream
        ? new Response(stream, {
            headers: headers('application/octet-stream', { 'cache-control': 'no-store' }),
          })
        : refuse(404)
    }
    default:
      return servePage(pagesFolder, segments.join('/') || 'index.html')
  }
}

const servePage = async (folder: string, path: string): Promise<Response> => {
  const file = await resolveInside(folder, path)
  const mediaType = file ? mediaTypes[extname(file)] : undefined
  if (!file || !mediaType) return refuse(404)
  const more: Record<string, string> = {
    ...(path === diagramPage ? { 'content-security-policy': diagramSecurityPolicy } : {}),
    // For the frame that draws diagrams: it has no origin, and a script is asked for across origins.
    ...(extname(path) === '.js' ? { 'access-control-allow-origin': '*' } : {}),
  }
  return new Response(new Uint8Array(await readFile(file)), { headers: headers(mediaType, more) })
}

const servePicture = async (sources: KeptSources, id: string): Promise<Response> => {
  if (!/^[0-9a-f]{64}$/.test(id)) return refuse(404)
  const name = await sources.pictureFile(id)
  const file = name ? await resolveInside(sources.picturesFolder, name) : null
  const mediaType = name ? mediaTypes[extname(name)] : undefined
  if (!mediaType) return refuse(404)
  if (!file) {
    const bytes = await sources.temporaryPicture(id)
    // Nothing of it may come onto the disk with a cache.
    return bytes
      ? new Response(new Uint8Array(bytes), { headers: headers(mediaType, { 'cache-control': 'no-store' }) })
      : refuse(404)
  }
  const body = Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>
  // Named by its content: it never changes.
  return new Response(body, {
    headers: headers(mediaType, { 'cache-control': 'max-age=31536000, immutable' }),
  })
}

/** Serves a thumbnail. It is small and read whole: a stream costs main more than the bytes. */
const serveThumbnail = async ({ thumbnailsFolder }: KeptSources, id: string): Promise<Response> => {
  if (!/^[0-9a-f]{64}$/.test(id)) return refuse(404)
  // The name leads nowhere else by itself; a symbolic link in its place is not followed (Windows has no
  // such flag).
  const flag = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0)
  try {
    const bytes = await readFile(join(thumbnailsFolder, thumbnailFileName(id)), { flag })
    return new Response(new Uint8Array(bytes), {
      headers: headers('image/webp', { 'cache-control': 'max-age=31536000, immutable' }),
    })
  } catch {
    // Not made yet, which is no fault: the page makes it, and must not be told the same from a cache then.
    return new Response(null, {
      status: 204,
      headers: headers('image/webp', { 'cache-control': 'no-store' }),
    })
  }
}

/** Pages are served at once; what else there is waits for `loadSources`. */
export const installProtocol = (
  protocol: Protocol,
  pagesFolder: string,
  loadSources: () => Promise<KeptSources>,
): void => {
  protocol.handle(appScheme, async (request) => {
    try {
      return await answerRequest(request, pagesFolder, loadSources)
    } catch (error) {
      log.error(`app:// could not answer: ${describeError(error)}`)
      return refuse(404)
    }
  })
}
