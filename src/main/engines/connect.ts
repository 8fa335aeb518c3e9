import { AppError } from '@shared/ipc/errors'
import { findPreset, presetAt } from '@shared/model/enginePresets'
import { type AnthropicCall, readAnthropicJson, singleAnthropic } from './anthropicCall'
import { anthropicFailure } from './anthropicErrors'
import { listAnthropicModels } from './anthropicModels'
import { anthropicAddress, anthropicBaseUrl, baseUrlCandidates, isAnthropic, openaiBaseUrl } from './baseUrl'
import { chatEvents } from './chatEvents'
import type { ListedModel } from './engine'
import { type EngineCall, openEvents, type RemoteEngineOptions, readList, singleCall } from './engineCall'
import { parseModelList } from './modelList'
import { plainReach, type Reach } from './transport/Reach'

/** What a user gave, before it is kept. */
export interface EngineToCheck {
  readonly kind: 'openai' | 'anthropic' | 'compatible'
  /** Null: OpenAI's own, or Anthropic's. */
  readonly baseUrl: string | null
  readonly key: string | null
  /** The provider that was chosen; absent: as the address says. */
  readonly preset?: string
}

export interface CheckedEngine {
  /** The address that worked, which may be more than was typed; null for OpenAI's own. */
  readonly baseUrl: string | null
  /** Empty where the server answers questions but lists nothing. */
  readonly models: readonly ListedModel[]
}

export interface CheckOptions {
  readonly signal?: AbortSignal
  readonly reach?: Reach
}
type Checking = Required<CheckOptions>

/** A user waits for this. */
const checkTimeoutMs = 10_000

/**
 * Checks with one cheap call that this server answers and takes this key. Fails with the `engine/*` code that
 * says why not.
 */
export const checkEngine = async (
  engine: EngineToCheck,
  { signal = new AbortController().signal, reach = plainReach }: CheckOptions = {},
): Promise<CheckedEngine> => {
  const by = { signal, reach }
  if (engine.kind === 'openai') {
    if (!engine.key) throw new AppError('engine/no-key')
    const models = await listOrAsk(engine, engine.baseUrl ?? openaiBaseUrl, by)
    return { baseUrl: engine.baseUrl, models }
  }
  if (engine.kind === 'anthropic') return checkAnthropic(engine, by)
  const candidates = baseUrlCandidates(engine.baseUrl ?? '')
  if (candidates.length === 0) throw new AppError('engine/not-found', 'Not an address', { reason: 'address' })
  for (const probe of [listModels, answerOneToken]) {
    for (const baseUrl of candidates) {
      try {
        return {
          baseUrl,
          models: await (probe === listModels
            ? listOrAsk(engine, baseUrl, by)
            : call(engine, baseUrl, by, probe)),
        }
      } catch (error) {
        if (!isWrongAddress(error)) throw error
      }
    }
  }
  throw new AppError('engine/not-found', 'No server of this kind at the address', {
    host: new URL(candidates[0] ?? openaiBaseUrl).host,
  })
}

const call = async <T>(
  engine: EngineToCheck,
  baseUrl: string,
  { signal, reach }: Checking,
  work: (call: EngineCall) => Promise<T>,
): Promise<T> => {
  const keyHeader = (findPreset(engine.preset) ?? presetAt(baseUrl))?.header
  const options = { ...optionsFor(engine, baseUrl, reach), ...(keyHeader === undefined ? {} : { keyHeader }) }
  return inTime(baseUrl, () => singleCall(options, { signal, idleTimeoutMs: checkTimeoutMs }, work))
}

const optionsFor = (engine: EngineToCheck, baseUrl: string, reach: Reach): RemoteEngineOptions => ({
  id: 'check',
  baseUrl,
  loadKey: async () => engine.key || null,
  reach,
})

/** To the user a check that stalls is a server that does not answer. */
const inTime = async <T>(baseUrl: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'engine/stalled') throw error
    throw new AppError('engine/timeout', 'No answer to the check', { host: new URL(baseUrl).host })
  }
}

const checkAnthropic = async (engine: EngineToCheck, { signal, reach }: Checking): Promise<CheckedEngine> => {
  const baseUrl = engine.baseUrl === null ? anthropicBaseUrl : anthropicAddress(engine.baseUrl)
  if (baseUrl === null) throw new AppError('engine/not-found', 'Not an address', { reason: 'address' })
  if (!engine.key && isAnthropic(baseUrl)) throw new AppError('engine/no-key')
  const options = optionsFor(engine, baseUrl, reach)
  const request = { signal, idleTimeoutMs: checkTimeoutMs }
  const kept = isAnthropic(baseUrl) ? null : baseUrl
  try {
    const models = await inTime(baseUrl, () => singleAnthropic(options, request, listAnthropicModels))
    return { baseUrl: kept, models }
  } catch (error) {
    // A gateway need not list models.
    if (kept === null || !isWrongAddress(error)) throw error
    await inTime(baseUrl, () => singleAnthropic(options, request, askAnthropicOneToken))
    return { baseUrl: kept, models: [] }
  }
}

/** Any word about the question, even that the model is unknown, is an answer. */
const askAnthropicOneToken = async (call: AnthropicCall): Promise<void> => {
  const body = { model: 'default', max_tokens: 1, messages: [{ role: 'user', content: 'Hi' }] }
  try {
    const response = await call.client
      .post<unknown>('/v1/messages', { body, signal: call.watchdog.signal })
      .asResponse()
    await readAnthropicJson(call, response)
  } catch (error) {
    const failure = anthropicFailure(call.watchdog.ending ?? error, call.context)
    if (failure.code !== 'engine/model-not-found' && failure.code !== 'engine/bad-request') throw failure
  }
}

/** A key may be good for questions alone: then one small question tells as much as a list. */
const listOrAsk = async (
  engine: EngineToCheck,
  baseUrl: string,
  by: Checking,
): Promise<readonly ListedModel[]> => {
  try {
    return await call(engine, baseUrl, by, listModels)
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'engine/forbidden') throw error
    return call(engine, baseUrl, by, answerOneToken)
  }
}

const isWrongAddress = (error: unknown): boolean =>
  error instanceof AppError && (error.code === 'engine/not-found' || error.code === 'engine/malformed')

const listModels = async (call: EngineCall): Promise<readonly ListedModel[]> => {
  const response = await call.client.models.list({ signal: call.watchdog.signal }).asResponse()
  return parseModelList(await readList(call, response))
}

/**
 * For servers that list no models: any word about the question, even that the model is unknown, is an answer.
 */
const answerOneToken = async (call: EngineCall): Promise<readonly ListedModel[]> => {
  try {
    const response = await call.client.chat.completions
      .create(
        { model: 'default', messages: [{ role: 'user', content: 'Hi' }], max_tokens: 1 },
        { signal: call.watchdog.signal },
      )
      .asResponse()
    // Streamed or whole: some servers stream whatever was asked for.
    for await (const _event of chatEvents(openEvents(call, response), { hasTools: false })) break
  } catch (error) {
    const failure = call.fail(error)
    if (failure.code !== 'engine/model-not-found' && failure.code !== 'engine/bad-request') throw failure
  }
  return []
}
