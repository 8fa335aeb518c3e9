import { AppError } from '@shared/ipc/errors'
import type { ImageGenerateParamsBase, ImageGenStreamEvent } from 'openai/resources/images'
import type { DrawEvent, DrawRequest, DrawUsage } from './engine'
import {
  type EngineCall,
  isEventStream,
  isRecord,
  type RemoteEngineOptions,
  readEvents,
  readJson,
  streamCall,
  wholeResponseTimeoutMs,
} from './engineCall'
import { lacksEndpoint } from './engineErrors'
import { askAdapting, type OptionalParameter } from './optionalParameters'
import { countIn } from './untrusted'

export type PictureParameter = 'response_format' | 'stream'

const optional: readonly OptionalParameter<PictureParameter>[] = [
  { name: 'response_format', refusal: /response_format/i },
  { name: 'stream', refusal: /\bstream(s|ed|ing)?\b|partial_images/i },
]

/** Previews while it is drawn; OpenAI may send fewer. */
const previewCount = 2

/** A picture from `/images/generations`, streamed where the server can. `dropped` is what it refused before. */
export const drawPicture = (
  options: RemoteEngineOptions,
  request: DrawRequest,
  dropped: Set<PictureParameter>,
): AsyncIterable<DrawEvent> =>
  streamCall(
    options,
    { signal: request.signal, model: request.model, idleTimeoutMs: wholeResponseTimeoutMs },
    async function* (call) {
      try {
        yield* draw(call, options, request, dropped)
        options.learn?.('pictures', true)
      } catch (error) {
        if (!lacksEndpoint(error)) throw error
        options.learn?.('pictures', false)
        throw new AppError('engine/unsupported', 'The server draws no pictures', { what: 'pictures' })
      }
    },
  )

async function* draw(
  call: EngineCall,
  options: RemoteEngineOptions,
  request: DrawRequest,
  dropped: Set<PictureParameter>,
): AsyncGenerator<DrawEvent, void, undefined> {
  const mayStream = !dropped.has('stream')
  const response = await askAdapting(optional, dropped, (without) => {
    const body: ImageGenerateParamsBase = {
      model: request.model,
      prompt: request.prompt,
      size: request.size,
      ...(without.has('response_format') ? {} : { response_format: 'b64_json' as const }),
      ...(without.has('stream') ? {} : { stream: true, partial_images: previewCount }),
    }
    return call.client.images.generate(body, { signal: call.watchdog.signal }).asResponse()
  })
  if (isEventStream(response, false)) {
    yield* streamedPicture(call, options, response)
    return
  }
  const picture = await wholePicture(call, options, await readJson(call, response))
  // Refused, or asked for and not given: either way the next picture is asked for whole.
  if (mayStream) {
    dropped.add('stream')
    options.learn?.('pictureStreaming', false)
  }
  yield picture
}

async function* streamedPicture(
  call: EngineCall,
  options: RemoteEngineOptions,
  response: Response,
): AsyncGenerator<DrawEvent, void, undefined> {
  for await (const event of readEvents<ImageGenStreamEvent>(call, response)) {
    if (event.type === 'image_generation.partial_image') {
      options.learn?.('pictureStreaming', true)
      yield { type: 'preview', bytes: decodePicture(event.b64_json) }
    }
    if (event.type === 'image_generation.completed') {
      yield { type: 'picture', bytes: decodePicture(event.b64_json), usage: usageOf(event.usage) }
      return
    }
  }
  throw new AppError('engine/no-finish')
}

const wholePicture = async (
  call: EngineCall,
  options: RemoteEngineOptions,
  body: Readonly<Record<string, unknown>>,
): Promise<DrawEvent> => {
  const first: unknown = Array.isArray(body.data) ? body.data[0] : null
  if (!isRecord(first)) throw new AppError('engine/malformed', 'The answer holds no picture')
  const usage = usageOf(body.usage)
  if (typeof first.b64_json === 'string' && first.b64_json !== '') {
    return { type: 'picture', bytes: decodePicture(first.b64_json), usage }
  }
  if (typeof first.url !== 'string') throw new AppError('engine/malformed', 'The answer holds no picture')
  return { type: 'picture', bytes: await fetchPicture(call, options.baseUrl, first.url), usage }
}

/**
 * Some servers (LocalAI) give an address instead of the bytes. Only their own is followed: another host would
 * learn who asked, and the key goes along.
 */
const fetchPicture = async (call: EngineCall, baseUrl: string, address: string): Promise<Uint8Array> => {
  const dataUrl = /^data:image\/[a-z0-9.+-]+;base64,/i.exec(address)
  if (dataUrl) return decodePicture(address.slice(dataUrl[0].length))
  const url = parseUrl(address, baseUrl)
  if (!url || !isSameServer(url, new URL(baseUrl))) {
    throw new AppError('engine/unsupported', 'The picture is on another server', { what: 'pictures' })
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

const decodePicture = (base64: unknown): Uint8Array => {
  // `Buffer.from` takes an object with a `length` for so many bytes.
  if (typeof base64 !== 'string') throw new AppError('engine/malformed', 'The picture is not text')
  return checkPicture(new Uint8Array(Buffer.from(base64, 'base64')))
}

/** PNG, JPEG or WebP, by their first bytes: what is shown and kept is never taken on a server's word. */
const checkPicture = (bytes: Uint8Array): Uint8Array => {
  const isPicture =
    startsWith(bytes, [0x89, 0x50, 0x4e, 0x47]) ||
    startsWith(bytes, [0xff, 0xd8, 0xff]) ||
    (startsWith(bytes, [0x52, 0x49, 0x46, 0x46]) && startsWith(bytes.subarray(8), [0x57, 0x45, 0x42, 0x50]))
  if (!isPicture) throw new AppError('engine/malformed', 'The answer is no picture that we know')
  return bytes
}

const startsWith = (bytes: Uint8Array, prefix: readonly number[]): boolean =>
  prefix.every((byte, index) => bytes[index] === byte)

const usageOf = (usage: unknown): DrawUsage | null => {
  if (!isRecord(usage)) return null
  const input = isRecord(usage.input_tokens_details) ? usage.input_tokens_details : {}
  const output = isRecord(usage.output_tokens_details) ? usage.output_tokens_details : {}
  return {
    textInputTokens: countIn(input.text_tokens),
    imageInputTokens: countIn(input.image_tokens),
    imageOutputTokens: countIn(output.image_tokens ?? usage.output_tokens),
  }
}
