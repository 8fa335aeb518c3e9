import { AppError } from '@shared/ipc/errors'
import type { Dispatcher } from 'undici'

export type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>

type Undici = typeof import('undici')

/** A stream of events may be silent for hours: how long is waited is decided by who calls. */
const patient = { headersTimeout: 0, bodyTimeout: 0 }

const dispatcherFor = (undici: Undici, proxy: string, isPlain: boolean): Dispatcher =>
  proxy.startsWith('socks')
    ? new undici.Socks5ProxyAgent(proxy.replace(/^socks5h?:/, 'socks5:'), patient)
    : // Many proxies let plain http pass only as a request to themselves, not through a tunnel.
      new undici.ProxyAgent({ ...patient, uri: proxy, proxyTunnel: !isPlain })

/**
 * As the global `fetch`, by the way that main names for an address: a proxy, or null for none. It is asked
 * before each request, since the system's settings change with the network.
 */
export const createProxiedFetch = (routeTo: (address: string) => Promise<string | null>): Fetch => {
  const dispatchers = new Map<string, Dispatcher>()
  return async (url, init) => {
    const address = String(url)
    const proxy = await routeTo(address)
    if (proxy === null) return fetch(url, init)
    // Loaded when there is a proxy: Node's own `fetch` knows none.
    const undici = await import('undici')
    const isPlain = /^http:/i.test(address)
    const key = `${isPlain} ${proxy}`
    const dispatcher = dispatchers.get(key) ?? dispatcherFor(undici, proxy, isPlain)
    dispatchers.set(key, dispatcher)
    const options = { ...init, headers: [...new Headers(init?.headers)], dispatcher }
    try {
      const answer = await undici.fetch(address, options as Parameters<Undici['fetch']>[1])
      return answer as unknown as Response
    } catch (error) {
      if (init?.signal?.aborted) throw error
      throw new AppError(
        'toolServer/unreachable',
        'Not reached by the proxy',
        { proxy: hostOf(proxy) },
        { cause: error },
      )
    }
  }
}

/** Without a name and password, which may stand in it. */
const hostOf = (proxy: string): string => (URL.canParse(proxy) ? new URL(proxy).host : proxy)
