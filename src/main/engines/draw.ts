import { AppError } from '@shared/ipc/errors'
import { readImageHeader } from '@shared/lib/imageHeader'
import type { ImageEditParamsBase, ImageGenerateParamsBase } from 'openai/resources/images'
import { log } from '../lib/log'
import type { DrawEvent, DrawRequest } from './engine'
import {
  type EngineCall,
  openEvents,
  type RemoteEngineOptions,
  streamCall,
  wholeResponseTimeoutMs,
} from './engineCall'
import { lacksEndpoint } from './engineErrors'
import { askAdapting, type OptionalParameter, Refusals } from './optionalParameters'
import type { RefusalMemory } from './RefusalMemory'
import { costOf } from './serverPrice'
import { type PictureBill, parsePicture, parsePictureEvent } from './wire/pictures'
import { isRecord, malformed } from './wire/values'

export type PictureParameter =
  | 'response_format'
  | 'stream'
  | 'quality'
  | 'background'
  | 'output_format'
  | 'size'

const optional: readonly OptionalParameter<PictureParameter>[] = [
  { name: 'response_format', refusal: /response_format/i },
  { name: 'output_format', refusal: /output_format/i },
  { name: 'quality', refusal: /\bquality\b/i },
  { name: 'background', refusal: /\bbackground\b/i },
  {
    name: 'size',
    refusal:
      /^size$|\bsize\b.{0,40}(not supported|unsupported|unknown|unrecognized|unexpected|not permitted|not allowed)|(not support|unsupported|unknown|unrecognized|unexpected|extra|does not accept).{0,60}\bsize\b/i,
  },
  { name: 'stream', refusal: /\bstream(s|ed|ing)?\b|partial_images/i },
]

/** The options that a user chose: leaving one of them out is reported. */
const chosen = ['quality', 'background', 'output_format', 'size'] as const

/** What was refused before, and what is known to be refused without having been asked. */
export interface PictureRefusals {
  readonly memory: RefusalMemory
  readonly usual: ReadonlySet<PictureParameter>
}

/** Previews while it is drawn; OpenAI may send fewer. */
const previewCount = 2

/** The limit of GPT image models; what others take, they say themselves. */
const mostPromptCharacters = 32_000

/**
 * A picture from `/images/generations`, or from `/images/edits` where pictures go in; streamed where the
 * server can.
 */
export const drawPicture = (
  options: RemoteEngineOptions,
  request: DrawRequest,
  refusals: PictureRefusals,
): AsyncIterable<DrawEvent> =>
  streamCall(
    options,
    { signal: request.signal, model: request.model, idleTimeoutMs: wholeResponseTimeoutMs },
    async function* (call) {
      if (request.prompt.length > mostPromptCharacters)
        throw new AppError('picture/prompt-too-long', undefined, { limit: mostPromptCharacters })
      const isEdit = (request.sources ?? []).length > 0
      try {
        yield* draw(call, options, request, refusals)
        if (isEdit) options.learn?.('pictureEdits', true)
      } catch (error) {
        if (!lacksEndpoint(error)) throw error
        if (isEdit) options.learn?.('pictureEdits', false)
        const what = isEdit ? 'picture-edits' : 'pictures'
        throw new AppError('engine/unsupported', 'The server draws no pictures', { what })
      }
    },
  )

async function* draw(
  call: EngineCall,
  options: RemoteEngineOptions,
  request: DrawRequest,
  { memory, usual }: PictureRefusals,
): AsyncGenerator<DrawEvent, void, undefined> {
  // Changing pictures is another matter than drawing them.
  const refusals = new Refusals<PictureParameter>(
    (request.sources ?? []).length > 0 ? 'edits' : 'pictures',
    memory,
  )
  const dropped = refusals.of(request, usual)
  const before = new Set(dropped)
  const mayStream = !dropped.has('stream')
  const response = await askAdapting(optional, dropped, (without) => ask(call, request, without))
  refusals.remember(request, dropped, before, response)
  const { quality, background, format: output_format, size } = request
  const asked = { quality, background, output_format, size }
  const leftOut = chosen.filter((name) => asked[name] !== undefined && dropped.has(name))
  let came = 0
  for await (const { data, isBare } of openEvents(call, response)) {
    came += 1
    // What came decides, not its type: a whole answer stands in the body by itself.
    const isWhole = isBare && isRecord(data) && data.type === undefined
    if (isWhole && mayStream) {
      // Refused, or asked for and not given: either way the next picture is asked for whole.
      if (!dropped.has('stream')) refusals.remember(request, ['stream'], before, response)
      options.learn?.('pictureStreaming', false)
    }
    if (isWhole) {
      const picture = parsePicture(data)
      const { baseUrl } = options
      const bytes =
        'url' in picture ? await fetchPicture(call, baseUrl, picture.url) : decodePicture(picture.base64)
      yield pictureOf(bytes, picture, response, leftOut)
      return
    }
    const event = parsePictureEvent(data)
    if (event?.type === 'preview') {
      options.learn?.('pictureStreaming', true)
      const bytes = previewIn(event.base64)
      if (bytes) yield { type: 'preview', bytes }
    } else if (event) {
      yield pictureOf(decodePicture(event.base64), event, response, leftOut)
      return
    }
  }
  throw came === 0 ? malformed('The picture') : new AppError('engine/no-finish')
}

const pictureOf = (
  bytes: Uint8Array,
  { usage, costUsd }: PictureBill,
  response: Response,
  leftOut: readonly string[],
): DrawEvent => ({
  type: 'picture',
  bytes,
  usage,
  ...(costUsd === undefined ? costOf(null, response) : { costUsd }),
  ...(leftOut.length > 0 ? { leftOut } : {}),
})

const ask = (
  call: EngineCall,
  { prompt, model, size, quality, background, format, sources = [], mask }: DrawRequest,
  without: ReadonlySet<PictureParameter>,
): Promise<Response> => {
  const body = {
    model,
    prompt,
    ...(without.has('size') ? {} : { size }),
    ...(quality === undefined || without.has('quality') ? {} : { quality }),
    ...(background === undefined || without.has('background') ? {} : { background }),
    ...(format === undefined || without.has('output_format') ? {} : { output_format: format }),
    ...(without.has('response_format') ? {} : { response_format: 'b64_json' as const }),
    ...(without.has('stream') ? {} : { stream: true, partial_images: previewCount }),
  }
  const { signal } = call.watchdog
  if (sources.length === 0)
    return call.client.images.generate(body satisfies ImageGenerateParamsBase, { signal }).asResponse()
  const files = sources.map(({ bytes, format: kept }, index) => fileOf(bytes, `picture-${index + 1}`, kept))
  const [only] = files
  const edit: ImageEditParamsBase = {
    ...body,
    // Servers other than OpenAI's often know one picture only, under the plain name.
    image: files.length === 1 && only ? only : files,
    ...(mask === undefined ? {} : { mask: fileOf(mask, 'mask', 'png') }),
  }
  return call.client.images.edit(edit, { signal }).asResponse()
}

const fileOf = (bytes: Uint8Array, name: string, format: string): File =>
  new File([new Uint8Array(bytes)], `${name}.${format}`, { type: `image/${format}` })

/**
 * Some servers (LocalAI) give an address instead of the bytes. Only their own is followed: another host would
 * learn who asked, and the key goes along.
 */
const fetchPicture = async (call: EngineCall, baseUrl: string, address: string): Promise<Uint8Array> => {
  const dataUrl = /^data:image\/[a-z0-9.+-]+;base64,/i.exec(address)
  if (dataUrl) return decodePicture(address.slice(dataUrl[0].length))
  const url = parseUrl(address, baseUrl)
  if (!url || !isSameServer(url, new URL(baseUrl))) {
    const host = url?.host ?? ''
    throw new AppError('engine/unsupported', 'The picture is on another server', {
      what: 'picture-link',
      link: host,
    })
  }
  const response = await call.client
    .get(url.href, { signal: call.watchdog.signal, fetchOptions: { redirect: 'error' } })
    .asResponse()
  return checkPicture(new Uint8Array(await response.arrayBuffer()))
}

const parseUrl = (address: string, baseUrl: string): URL | null => {
  try {
    return new URL(address, baseUrl)
  } catch {
    return null
  }
}

const isLoopback = (host: string): boolean => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(host)

const isSameServer = (url: URL, base: URL): boolean =>
  url.protocol === base.protocol &&
  url.port === base.port &&
  (url.hostname === base.hostname || (isLoopback(url.hostname) && isLoopback(base.hostname)))

/** A damaged preview is not worth a picture: the next one, or the picture itself, is shown in its place. */
const previewIn = (base64: string): Uint8Array | null => {
  try {
    return decodePicture(base64)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    log.info(`A preview was left out: ${error.code}`)
    return null
  }
}

const decodePicture = (base64: string): Uint8Array =>
  checkPicture(new Uint8Array(Buffer.from(base64, 'base64')))

/**
 * By its own bytes, and of a size that can be opened: what is shown and kept is never taken on a server's
 * word.
 */
const checkPicture = (bytes: Uint8Array): Uint8Array => {
  readImageHeader(bytes)
  return bytes
}
