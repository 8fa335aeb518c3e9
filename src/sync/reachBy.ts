import type { Dispatcher } from 'undici'
import { getPatcher } from 'webdav'
import { guarded, type Reach } from './davFetch'

let current: string | null = ''

/** From now on the WebDAV client reaches its server like this. There is one place at a time. */
export const reachBy = (proxy: string | null): void => {
  if (proxy === current) return
  current = proxy
  const reach = guarded(proxy === null ? fetch : through(proxy))
  getPatcher().patch('fetch', (url, init) => reach(String(url), init as RequestInit))
}

/** Loaded when there is a proxy: Node's own `fetch` knows none. */
export const through = (proxy: string): Reach => {
  const dispatchers = new Map<boolean, Dispatcher>()
  return async (url, init) => {
    const undici = await import('undici')
    const isPlain = url.startsWith('http:')
    const make = () =>
      proxy.startsWith('socks')
        ? new undici.Socks5ProxyAgent(proxy.replace(/^socks5h?:/, 'socks5:'))
        : // Many proxies let plain http pass only as a request to themselves, not through a tunnel.
          new undici.ProxyAgent({ uri: proxy, proxyTunnel: !isPlain })
    const dispatcher = dispatchers.get(isPlain) ?? make()
    dispatchers.set(isPlain, dispatcher)
    const options = { ...init, headers: [...new Headers(init?.headers)], dispatcher }
    const answer = await undici.fetch(url, options as Parameters<typeof undici.fetch>[1])
    return answer as unknown as Response
  }
}
