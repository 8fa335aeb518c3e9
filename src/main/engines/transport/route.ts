import { AppError } from '@shared/ipc/errors'

/** The way to a server: straight, or by a proxy (`http:`, `https:` or `socks5:` with host and port). */
export type Route = { readonly type: 'direct' } | { readonly type: 'proxy'; readonly address: string }

/** What an engine is to take: what the system names, none, or this address (without a password). */
export type ProxyChoice = 'system' | 'direct' | (string & {})

export interface RouteDeps {
  /** The system's answer for an address, in the words of a PAC file, e.g. `PROXY host:8080; DIRECT`. */
  readonly resolveProxy: (address: string) => Promise<string>
  readonly environment: Readonly<Record<string, string | undefined>>
}

const direct: Route = { type: 'direct' }

/** This computer is never reached by a proxy, which would look for the server on its own. */
export const isLoopback = (hostname: string): boolean =>
  /^(localhost|.*\.localhost|127(\.\d{1,3}){3}|\[::1\]|\[::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}\])$/i.test(
    hostname,
  )

/** The way to an address. A proxy of an unknown kind is `engine/proxy`: the user chose it for a reason. */
export const routeTo = async (address: URL, choice: ProxyChoice, deps: RouteDeps): Promise<Route> => {
  if (choice === 'direct' || isLoopback(address.hostname)) return direct
  if (choice !== 'system') return { type: 'proxy', address: checkedProxy(choice) }
  const named = routeInPac(await deps.resolveProxy(address.href))
  return named.type === 'proxy' ? named : routeInEnvironment(address, deps.environment)
}

const checkedProxy = (address: string): string => {
  const url = URL.canParse(address) ? new URL(address) : null
  const scheme = url?.protocol.replace(/^socks5h?:$/, 'socks5:')
  if (!url || !scheme || !['http:', 'https:', 'socks5:'].includes(scheme) || url.hostname === '')
    throw new AppError('engine/proxy', 'Not the address of a proxy', { reason: 'address' })
  return address
}

const schemes: Readonly<Record<string, string>> = {
  PROXY: 'http',
  HTTP: 'http',
  HTTPS: 'https',
  SOCKS: 'socks5',
  SOCKS5: 'socks5',
}

/** The first way that can be gone; kinds that are not known here (SOCKS4) are passed over. */
export const routeInPac = (words: string): Route => {
  for (const entry of words.split(';')) {
    const [kind = '', host = ''] = entry.trim().split(/\s+/)
    if (kind.toUpperCase() === 'DIRECT') return direct
    const scheme = schemes[kind.toUpperCase()]
    const address = `${scheme}://${host}`
    if (scheme && host !== '' && URL.canParse(address)) return { type: 'proxy', address }
  }
  return direct
}

/** The variables that command lines know, in either case; small letters win, as in curl. */
export const routeInEnvironment = (
  address: URL,
  environment: Readonly<Record<string, string | undefined>>,
): Route => {
  const read = (name: string) => environment[name.toLowerCase()]?.trim() || environment[name]?.trim() || ''
  if (isExcepted(address, read('NO_PROXY'))) return direct
  const named = read(address.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY') || read('ALL_PROXY')
  if (named === '') return direct
  const proxy = /^[a-z][a-z0-9]*:\/\//i.test(named) ? named : `http://${named}`
  return URL.canParse(proxy) ? { type: 'proxy', address: proxy } : direct
}

/** `*`, a host with its subdomains (a leading dot or `*.` changes nothing), or one with a port. */
const isExcepted = (address: URL, exceptions: string): boolean => {
  const host = address.hostname.toLowerCase()
  const port = address.port || (address.protocol === 'https:' ? '443' : '80')
  return exceptions
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => {
      if (entry === '*') return true
      const [, name = '', onlyPort] = /^\*?\.?(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(entry) ?? []
      if (name === '' || (onlyPort !== undefined && onlyPort !== port)) return false
      return host === name || host.endsWith(`.${name}`)
    })
}
