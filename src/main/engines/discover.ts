import { AppError } from '@shared/ipc/errors'
import type { LocalServer } from '@shared/model/engine'
import { localPresets } from '@shared/model/enginePresets'
import { parseModelList } from './modelList'
import { abandon } from './sdk'
import { createWatchdog, type Watchdog } from './watchdog'
import { type Fields, isRecord, jsonIn } from './wire/values'

/** A port to look on, and whose it usually is. */
export interface LocalPort {
  readonly name: string
  readonly port: number
}

/** llama.cpp and LocalAI share a port, where it is asked once: their answers tell them apart. */
const usualPorts: readonly LocalPort[] = localPresets
  .map(({ name, baseUrl }) => ({ name, port: Number(new URL(baseUrl).port) }))
  .filter(({ port }, index, all) => all.findIndex((each) => each.port === port) === index)

/** A server on this computer answers at once or is busy starting. */
const probeTimeoutMs = 800
/** `localhost` is not tried: where it means anything else than these two, it is not this computer. */
const loopbacks = ['127.0.0.1', '[::1]'] as const
/** A list of models is small; a server that sends more is not one of those looked for. */
const maxListBytes = 4_000_000

/**
 * The servers on this computer that list models in OpenAI's way. Nothing found is an empty list, never a
 * failure.
 */
export const discoverLocalServers = async (
  ports: readonly LocalPort[] = usualPorts,
  timeoutMs = probeTimeoutMs,
): Promise<readonly LocalServer[]> => {
  const found = await Promise.all(ports.map((port) => lookOn(port, timeoutMs)))
  return found.filter((server) => server !== null)
}

/** A server that listens on both addresses is one server. */
const lookOn = async ({ name, port }: LocalPort, timeoutMs: number): Promise<LocalServer | null> => {
  const answers = await Promise.all(
    loopbacks.map((host) => probe(name, `http://${host}:${port}/v1`, timeoutMs)),
  )
  return answers.find((server) => server !== null) ?? null
}

const probe = async (name: string, baseUrl: string, timeoutMs: number): Promise<LocalServer | null> => {
  const watchdog = createWatchdog(AbortSignal.timeout(timeoutMs), timeoutMs)
  try {
    const response = await watchdog.wait(
      fetch(`${baseUrl}/models`, {
        headers: { accept: 'application/json' },
        redirect: 'error',
        signal: watchdog.signal,
      }),
    )
    if (!response.ok || !(response.headers.get('content-type') ?? '').includes('json')) {
      abandon(response.body)
      return null
    }
    const body = jsonIn(await readText(response, watchdog))
    if (!isRecord(body)) return null
    const models = parseModelList(body).map(({ id }) => id)
    return { name: nameOf(name, response, body), baseUrl, models }
  } catch {
    // Nothing there, something else there, or too slow: all the same to the search.
    return null
  } finally {
    watchdog.close()
  }
}

const readText = async (response: Response, watchdog: Watchdog): Promise<string> => {
  const chunks: Uint8Array[] = []
  const reader = response.body?.getReader()
  for (let length = 0; reader; ) {
    const { done, value } = await watchdog.wait(reader.read())
    if (done) break
    length += value.byteLength
    if (length > maxListBytes) throw new AppError('engine/malformed')
    chunks.push(value)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** What the answer says of its server, where that differs from whose port it usually is. */
const nameOf = (usual: string, response: Response, body: Fields): string => {
  const server = response.headers.get('server') ?? ''
  if (/llama\.cpp/i.test(server)) return 'llama.cpp'
  const first: unknown = Array.isArray(body.data) ? body.data[0] : null
  const owner = isRecord(first) && typeof first.owned_by === 'string' ? first.owned_by : ''
  if (/^llamacpp$/i.test(owner)) return 'llama.cpp'
  if (/^vllm$/i.test(owner)) return 'vLLM'
  if (/localai/i.test(server + owner)) return 'LocalAI'
  // llama.cpp always names itself, so another on its port is the one that shares it.
  return usual === 'llama.cpp' ? 'LocalAI' : usual
}
