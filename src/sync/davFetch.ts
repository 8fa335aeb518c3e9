import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { PlaceFault } from './placeFaults'

/** How long nothing may come or go before a server counts as gone. */
export const idleMs = 60_000
/** The longest that a single request may take: a server could otherwise send a byte now and then for ever. */
const mostMs = 20 * 60_000
/** The most that is read of a list, or of what goes with a failure. A folder of 20,000 packs takes 15 MB. */
const mostListBytes = 32 * 1024 * 1024

/** Connections that end where nothing comes or goes any more. */
export const agentsOf = (idle: number) => ({
  httpAgent: new HttpAgent({ keepAlive: true, timeout: idle }),
  httpsAgent: new HttpsAgent({ keepAlive: true, timeout: idle }),
})

interface DavRequest {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  readonly agent?: (url: URL) => HttpAgent
}

/**
 * One request to a server that is trusted with nothing. It follows no redirect, so that the password goes
 * nowhere else; it unpacks nothing; it ends whatever the server does; and an answer that a WebDAV server
 * would not give is none. `PlaceFault`, or the system's own error.
 */
export const davFetch = async (address: string, request: DavRequest): Promise<Response> => {
  const answer = await ask(new URL(address), request)
  const { statusCode = 0, headers } = answer
  const fault = strangeness(request.method ?? 'GET', statusCode, headers['content-type'] ?? '')
  if (fault) {
    answer.destroy()
    throw fault
  }
  const known = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)])
  const isList = request.method !== 'GET' || statusCode >= 400
  if ([204, 205, 304].includes(statusCode)) answer.resume()
  return new Response(
    [204, 205, 304].includes(statusCode)
      ? null
      : // Node's types know streams of the web by another name than the web's own.
        (ReadableStream.from(isList ? within(answer, mostListBytes) : answer) as unknown as BodyInit),
    { status: statusCode, headers: known },
  )
}

const ask = (url: URL, { method = 'GET', headers, body, agent }: DavRequest): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest
    const chosen = agent?.(url)
    const timeout = chosen?.options.timeout ?? idleMs
    const sent = send(url, { method, headers: { ...headers }, agent: chosen, timeout })
    const gone = () => new PlaceFault('unreachable')
    const patience = setTimeout(() => sent.destroy(gone()), mostMs)
    sent.once('close', () => clearTimeout(patience))
    sent.once('timeout', () => sent.destroy(gone()))
    sent.once('error', reject)
    sent.once('response', (answer) => {
      sent.off('error', reject)
      sent.on('error', (error) => answer.destroy(error))
      resolve(answer)
    })
    sent.end(body)
  })

/** The answers by which a server says that it did what it was asked for. */
const expected: Readonly<Record<string, readonly number[]>> = {
  PROPFIND: [207],
  GET: [200, 206],
  // Some say no more than OK; whoever asked then looks for themselves.
  PUT: [200, 201, 204],
  MOVE: [201, 204],
  MKCOL: [200, 201],
}

/** What a login page of a hotel answers to everything, or a redirect: to be told, and not to be believed. */
const strangeness = (method: string, status: number, type: string): PlaceFault | null => {
  if (status >= 400 || (method === 'MKCOL' && status === 301)) return null
  const isPage = method === 'GET' && /^text\/html|^application\/xhtml/i.test(type)
  const isExpected = expected[method]?.includes(status) ?? (status >= 200 && status < 300)
  return isPage || !isExpected || status < 200 || status > 599 ? new PlaceFault('no-webdav') : null
}

async function* within(answer: AsyncIterable<Uint8Array>, most: number): AsyncIterable<Uint8Array> {
  let length = 0
  for await (const chunk of answer) {
    length += chunk.byteLength
    if (length > most) throw new PlaceFault('server-error')
    yield chunk
  }
}
