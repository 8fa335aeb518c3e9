import type { BaseAnthropic } from '@anthropic-ai/sdk/client'
import { AppError } from '@shared/ipc/errors'
import { anthropicFailure, failureInBody } from './anthropicErrors'
import { type AnthropicSdk, createAnthropicClient, loadAnthropicSdk } from './anthropicSdk'
import {
  type CallRequest,
  contentTypeOf,
  defaultIdleTimeoutMs,
  ensureSendable,
  isRecord,
  type RemoteEngineOptions,
  wholeResponseTimeoutMs,
} from './engineCall'
import type { FailureContext } from './engineErrors'
import { createWatchdog, type Watchdog } from './watchdog'

/** One attempt at Anthropic: its client, what ends it, and our words for what goes wrong. */
export interface AnthropicCall {
  readonly sdk: AnthropicSdk
  readonly client: BaseAnthropic
  readonly watchdog: Watchdog
  readonly context: FailureContext
  /** The next answer sends no byte before it is done: gives its headers as long as Node does. */
  expectWholeResponse(): void
}

/** Runs `work` as one call. When it is over, for whatever reason, so is the request. */
export async function* streamAnthropic<T>(
  options: RemoteEngineOptions,
  request: CallRequest,
  work: (call: AnthropicCall) => AsyncIterable<T>,
): AsyncGenerator<T, void, undefined> {
  const watchdog = createWatchdog(request.signal, request.idleTimeoutMs ?? defaultIdleTimeoutMs)
  let context: FailureContext = { host: new URL(options.baseUrl).host, model: request.model }
  try {
    watchdog.throwIfEnded()
    const [sdk, key] = await Promise.all([loadAnthropicSdk(), options.loadKey()])
    context = { ...context, hasKey: key !== null }
    watchdog.throwIfEnded()
    if (key !== null) ensureSendable(key)
    const limits: { headersTimeoutMs?: number; readonly mostBytes?: number } = {
      mostBytes: options.mostBytes,
    }
    const client = createAnthropicClient(sdk, { baseUrl: options.baseUrl, key, watchdog, limits })
    const expectWholeResponse = () => {
      limits.headersTimeoutMs = wholeResponseTimeoutMs
    }
    yield* work({ sdk, client, watchdog, context, expectWholeResponse })
  } catch (error) {
    throw anthropicFailure(watchdog.ending ?? error, context)
  } finally {
    watchdog.close()
  }
}

/** The same for a call that gives one thing. */
export const singleAnthropic = async <T>(
  options: RemoteEngineOptions,
  request: CallRequest,
  work: (call: AnthropicCall) => Promise<T>,
): Promise<T> => {
  const once = async function* (call: AnthropicCall) {
    yield await work(call)
  }
  for await (const result of streamAnthropic(options, request, once)) return result
  throw new AppError('engine/no-finish')
}

/** The events of a stream. Their names are not looked at: gateways leave them out, and each says its type. */
export async function* readAnthropicEvents(
  call: AnthropicCall,
  response: Response,
): AsyncGenerator<Readonly<Record<string, unknown>>, void, undefined> {
  for await (const { data } of call.sdk.Stream.rawEvents(response)) {
    if (data.trim() === '' || data.trim() === '[DONE]') continue
    const event = parseRecord(data)
    if (!event) throw new AppError('engine/malformed', 'An event of the stream is no JSON object')
    if (event.type === 'error' || (event.type === undefined && event.error !== undefined))
      throw failureInBody(event, call.context)
    yield event
  }
  // The SDK's iterator ends silently when the request was aborted.
  call.watchdog.throwIfEnded()
}

/** A body that is to be a JSON object. */
export const readAnthropicJson = async (
  call: AnthropicCall,
  response: Response,
): Promise<Readonly<Record<string, unknown>>> => {
  const body = parseRecord(await response.text())
  if (!body) {
    throw new AppError('engine/malformed', 'The answer is not a JSON object', {
      status: response.status,
      contentType: contentTypeOf(response).slice(0, 80),
    })
  }
  if (body.type === 'error' || isRecord(body.error)) throw failureInBody(body, call.context)
  return body
}

const parseRecord = (text: string): Record<string, unknown> | null => {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : null
  } catch {
    return null
  }
}
