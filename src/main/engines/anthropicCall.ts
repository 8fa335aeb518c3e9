import type { BaseAnthropic } from '@anthropic-ai/sdk/client'
import { AppError } from '@shared/ipc/errors'
import { anthropicFailure, failureInBody } from './anthropicErrors'
import { createAnthropicClient, loadAnthropicSdk } from './anthropicSdk'
import {
  allowWholeResponse,
  bytesOf,
  type CallRequest,
  contentTypeOf,
  defaultIdleTimeoutMs,
  type EngineCall,
  ensureSendable,
  eventsIn,
  limitsOf,
  type RemoteEngineOptions,
  runToEnd,
  untilEnded,
} from './engineCall'
import type { FailureContext } from './engineErrors'
import { plainReach } from './transport/Reach'
import { createWatchdog } from './watchdog'
import type { ServerEvent } from './wire/eventStream'
import { type Fields, isRecord, jsonIn, recordIn } from './wire/values'

/** One attempt at Anthropic: its client, what ends it, and our words for what goes wrong. */
export interface AnthropicCall extends Omit<EngineCall, 'sdk' | 'client'> {
  readonly client: BaseAnthropic
}

/** As `openCall`: its caller closes the watchdog when done. */
const openAnthropicCall = async (
  options: RemoteEngineOptions,
  request: CallRequest,
): Promise<AnthropicCall> => {
  const { baseUrl, reach = plainReach } = options
  const watchdog = createWatchdog(request.signal, request.idleTimeoutMs ?? defaultIdleTimeoutMs)
  let context: FailureContext = { host: new URL(baseUrl).host, model: request.model }
  const limits = limitsOf(options, request)
  const fail = (error: unknown) => anthropicFailure(watchdog.ending ?? error, context)
  try {
    watchdog.throwIfEnded()
    // A keyring may ask the user first, and wait.
    const [sdk, key, headers] = await watchdog.unlessEnded(
      Promise.all([loadAnthropicSdk(), options.loadKey(), reach.headers()]),
    )
    context = { ...context, hasKey: key !== null }
    watchdog.throwIfEnded()
    if (key !== null) ensureSendable(key)
    const client = createAnthropicClient(sdk, { baseUrl, key, watchdog, reach, headers, limits })
    const expectWholeResponse = () => allowWholeResponse(limits)
    return { client, watchdog, context, expectWholeResponse, fail }
  } catch (error) {
    watchdog.close()
    throw fail(error)
  }
}

/** Runs `work` as one call. When it is over, for whatever reason, so is the request. */
export async function* streamAnthropic<T>(
  options: RemoteEngineOptions,
  request: CallRequest,
  work: (call: AnthropicCall) => AsyncIterable<T>,
): AsyncGenerator<T, void, undefined> {
  const call = await openAnthropicCall(options, request)
  yield* untilEnded(call, work(call))
}

/** The same for a call that gives one thing. */
export const singleAnthropic = async <T>(
  options: RemoteEngineOptions,
  request: CallRequest,
  work: (call: AnthropicCall) => Promise<T>,
): Promise<T> => runToEnd(await openAnthropicCall(options, request), work)

/** The events of an answer, by the types in them: gateways leave out their names. */
export const readAnthropicEvents = (call: AnthropicCall, response: Response): AsyncIterable<Fields> =>
  eventsIn(bytesOf(call, response), (event) => unlessError(call, event))

const unlessError = ({ context }: AnthropicCall, { name, data }: ServerEvent): Fields => {
  const event = recordIn(data, 'An event')
  const isError = event.type === 'error' || name === 'error' || (event.type === undefined && event.error)
  if (isError) throw failureInBody(event, context)
  return event
}

/** A body that is to be a JSON object. */
export const readAnthropicJson = async (call: AnthropicCall, response: Response): Promise<Fields> => {
  const body = jsonIn(await call.watchdog.unlessEnded(response.text()))
  if (!isRecord(body)) {
    throw new AppError('engine/malformed', 'The answer is not a JSON object', {
      status: response.status,
      contentType: contentTypeOf(response).slice(0, 80),
    })
  }
  if (body.type === 'error' || isRecord(body.error)) throw failureInBody(body, call.context)
  return body
}
