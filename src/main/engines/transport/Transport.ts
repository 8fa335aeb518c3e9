import type { LookupFunction, Socket } from 'node:net'
import { AppError } from '@shared/ipc/errors'
import type { Dispatcher } from 'undici'
import { type ProxyChoice, type Route, type RouteDeps, routeTo } from './route'
import { connectorFor, type Trust } from './trust'
import { credentialsHeader, hostInUrl, type ProxyServer, tunnelled } from './tunnel'

type Undici = typeof import('undici')

/** How one engine is reached. */
export interface Way {
  readonly proxy: ProxyChoice
  /** `name:password` for the proxy. */
  readonly proxyCredentials: string | null
  readonly trust: Trust
  /** The connection serves this request only, and nothing of it is kept. */
  readonly isAlone?: boolean
  /** How names are resolved where no proxy does it; absent: as the system does. */
  readonly lookup?: LookupFunction
}

export const usualWay: Way = {
  proxy: 'system',
  proxyCredentials: null,
  trust: { caFile: null, pinned: null },
}

/**
 * Sockets that were idle for longer are not used again: routers forget them without a word, and a request
 * that is sent into the void would wait for minutes.
 */
const mostIdleMs = 20_000

/** A socket that ends so soon after a request, without a byte, was dead: no server has worked on it. */
const deadWithinMs = 1_000

/**
 * Requests to servers, each by its engine's way. It sets no time limits of its own but for connecting:
 * the watchdog of a call knows how long its server may think.
 */
export class Transport {
  private readonly dispatchers = new Map<string, Dispatcher>()
  private loading: Promise<Undici> | null = null

  constructor(private readonly deps: RouteDeps) {}

  /** Loads what requests need; may be called ahead, in an idle moment. */
  load(): Promise<Undici> {
    this.loading ??= import('undici')
    return this.loading
  }

  routeTo(address: URL, way: Way): Promise<Route> {
    return routeTo(address, way.proxy, this.deps)
  }

  /**
   * As the global `fetch`, which has limits of five minutes and knows no proxies. A kept socket that turns
   * out to be dead is replaced once, without a word.
   */
  async fetch(address: string, init: RequestInit, way: Way): Promise<Response> {
    const undici = await this.load()
    const route = await this.routeTo(new URL(address), way)
    const request = await sendable(init)
    const isPlain = /^http:/i.test(address)
    if (way.isAlone)
      return askAlone(undici, address, request, this.makeDispatcher(undici, route, way, isPlain))
    const dispatcher = this.dispatcherFor(undici, route, way, isPlain)
    const begun = performance.now()
    try {
      return await ask(undici, address, request, dispatcher)
    } catch (error) {
      const isDead = performance.now() - begun < deadWithinMs && isClosedUnanswered(error)
      if (!isDead || init.signal?.aborted) throw isPlain ? ofProxy(error, route) : error
      const fresh = this.makeDispatcher(undici, route, way, isPlain)
      try {
        return await ask(undici, address, request, fresh)
      } finally {
        // Ends once its answer has.
        void fresh.close()
      }
    }
  }

  /** A connection by the same way, for what is no request and answer. */
  async connect(address: URL, way: Way): Promise<Socket> {
    const undici = await this.load()
    const route = await this.routeTo(address, way)
    const straight = connectorFor(undici, way.trust)
    const connector =
      route.type === 'direct' ? straight : tunnelled(straight, proxyAt(route.address, way.proxyCredentials))
    const { hostname, host, protocol, port } = address
    return new Promise((resolve, reject) => {
      connector({ hostname, host, protocol, port }, (error, socket) =>
        error ? reject(error) : resolve(socket as Socket),
      )
    })
  }

  async close(): Promise<void> {
    const all = [...this.dispatchers.values()]
    this.dispatchers.clear()
    await Promise.all(all.map((each) => each.destroy()))
  }

  private dispatcherFor(undici: Undici, route: Route, way: Way, isPlain: boolean): Dispatcher {
    const isProxied = route.type === 'proxy'
    const key = JSON.stringify([route, way.trust, isProxied && [way.proxyCredentials, isPlain]])
    const kept = this.dispatchers.get(key)
    if (kept) return kept
    const made = this.makeDispatcher(undici, route, way, isPlain)
    this.dispatchers.set(key, made)
    return made
  }

  private makeDispatcher(
    undici: Undici,
    route: Route,
    { proxyCredentials, trust, lookup }: Way,
    isPlain: boolean,
  ): Dispatcher {
    const patient = {
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: mostIdleMs,
      keepAliveMaxTimeout: mostIdleMs,
    }
    const connect = connectorFor(undici, trust, lookup)
    if (route.type === 'direct') return new undici.Agent({ ...patient, connect })
    const proxy = proxyAt(route.address, proxyCredentials)
    // Many proxies let plain http pass only as a request to themselves, not through a tunnel.
    if (isPlain && proxy.type === 'http') {
      const { host, port, name } = proxy
      const token = name === '' ? {} : { token: credentialsHeader(proxy) }
      return new undici.ProxyAgent({
        ...patient,
        ...token,
        uri: `http://${hostInUrl(host)}:${port}`,
        proxyTunnel: false,
      })
    }
    return new undici.Agent({ ...patient, connect: tunnelled(connect, proxy) })
  }
}

/** Credentials may stand in an address that the environment names; those that were kept win. */
const proxyAt = (address: string, credentials: string | null): ProxyServer => {
  const url = new URL(address)
  const given = credentials ?? [url.username, url.password].map(decodeURIComponent).join(':')
  const colon = given.indexOf(':')
  const type = url.protocol.startsWith('socks') ? 'socks5' : url.protocol === 'https:' ? 'https' : 'http'
  return {
    type,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || { socks5: 1080, https: 443, http: 80 }[type]),
    name: colon < 0 ? given : given.slice(0, colon),
    password: colon < 0 ? '' : given.slice(colon + 1),
  }
}

interface Sendable {
  readonly init: RequestInit
}

/** undici knows its own forms only: a recording's is written out by the class that made it. */
const sendable = async (init: RequestInit): Promise<Sendable> => {
  if (!(init.body instanceof FormData)) return { init }
  const written = new Response(init.body)
  const headers = new Headers(init.headers)
  headers.set('content-type', written.headers.get('content-type') ?? '')
  return { init: { ...init, headers, body: await written.arrayBuffer() } }
}

/** Answers of these have no body. */
const bodiless: ReadonlySet<number> = new Set([101, 204, 205, 304])

const ask = async (undici: Undici, address: string, { init }: Sendable, dispatcher: Dispatcher) => {
  const options = { ...init, headers: [...new Headers(init.headers)], dispatcher }
  const answer = await undici.fetch(address, options as unknown as Parameters<Undici['fetch']>[1])
  const { status, statusText, headers } = answer
  // A status that `Response` refuses is the caller's to judge.
  if (status < 200 || status > 599) throw new AppError('engine/malformed', 'The status')
  const body = bodiless.has(status) ? null : (answer.body as unknown as ReadableStream<Uint8Array> | null)
  return new Response(body, { status, statusText, headers: [...headers] as [string, string][] })
}

/** Closed once the answer has been read or left. */
const askAlone = async (undici: Undici, address: string, request: Sendable, dispatcher: Dispatcher) => {
  try {
    return await ask(undici, address, request, dispatcher)
  } finally {
    void dispatcher.close()
  }
}

const codesOf = (error: unknown, depth = 0): readonly string[] => {
  if (!(error instanceof Error) || depth > 5) return []
  const { code, cause } = error as { code?: unknown; cause?: unknown }
  return [...(typeof code === 'string' ? [code] : []), ...codesOf(cause, depth + 1)]
}

/** A plain request is the proxy's own: what fails before its answer fails there. */
const ofProxy = (error: unknown, route: Route): unknown => {
  if (route.type === 'direct') return error
  const isRefused = error instanceof Error && /407/.test(String((error.cause as Error | undefined)?.message))
  const isMissing = codesOf(error).some((code) =>
    /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|E\w+UNREACH|UND_ERR_CONNECT_TIMEOUT)$/.test(code),
  )
  if (!isRefused && !isMissing) return error
  const { host } = new URL(route.address)
  return new AppError('engine/proxy', 'The proxy does not let it pass', {
    proxy: host,
    reason: isRefused ? 'credentials' : 'unreachable',
  })
}

const isClosedUnanswered = (error: unknown): boolean =>
  codesOf(error).some((code) => code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE')
