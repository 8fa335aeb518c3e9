import type { LookupFunction } from 'node:net'
import { AppError } from '@shared/ipc/errors'
import type { Transport, Way } from '../engines/transport/Transport'
import { guardedLookup, refusedAddress } from './guardedLookup'
import { mediaTypeOf, readableKind } from './mediaTypes'
import { bareHost, isCloudService, isPublicAddress, isPublicHost } from './publicAddress'
import { readLimited } from './readLimited'

export const webLimits = {
  redirects: 5,
  /** The whole way, from the first connection to the last byte. */
  timeMs: 20_000,
  /** After decompression. */
  bytes: 5_000_000,
  addressCharacters: 4_000,
} as const

export interface FetchPageDeps {
  readonly transport: Pick<Transport, 'fetch'>
  readonly way: Way
  /** How names are resolved; absent: as the system does. */
  readonly lookup?: LookupFunction
  readonly timeMs?: number
}

export interface FetchPageRequest {
  readonly address: string
  /**
   * `host:port` of servers that the user named. They may lie in a private network where their writing says
   * so: a private address, or a name that no public server has.
   */
  readonly namedHosts: ReadonlySet<string>
  readonly signal: AbortSignal
}

export interface FetchedPage {
  /** After redirects. */
  readonly address: string
  readonly kind: 'html' | 'text' | 'pdf'
  /** Of the `Content-Type` header; null where it names none. */
  readonly charset: string | null
  readonly bytes: Uint8Array<ArrayBuffer>
}

/**
 * Fetches a page of the web by GET, without cookies or referrer. Fails with `web/refused`,
 * `web/unreachable`, `web/status`, `web/redirects`, `web/timeout`, `web/too-large` or
 * `web/unsupported-type`; `cancelled` as soon as the signal is aborted.
 */
export const fetchPage = async (
  { address, namedHosts, signal }: FetchPageRequest,
  deps: FetchPageDeps,
): Promise<FetchedPage> => {
  const timeout = AbortSignal.timeout(deps.timeMs ?? webLimits.timeMs)
  const ending = AbortSignal.any([signal, timeout])
  try {
    return await follow(checked(address), namedHosts, ending, deps)
  } catch (error) {
    if (signal.aborted) throw new AppError('cancelled')
    if (timeout.aborted) throw new AppError('web/timeout', 'The page did not come in time')
    throw toWebError(error, address)
  }
}

/** `web/refused` for what is no address of a web page. */
export const checked = (address: string, base?: URL): URL => {
  if (address.length > webLimits.addressCharacters || !URL.canParse(address, base?.href))
    throw new AppError('web/refused', 'This is not an address of a web page', { reason: 'address' })
  const url = new URL(address, base)
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new AppError('web/refused', 'Only http and https addresses are read', { reason: 'scheme' })
  if (url.username !== '' || url.password !== '')
    throw new AppError('web/refused', 'An address with a name or password in it is not read', {
      reason: 'credentials',
    })
  url.hash = ''
  return url
}

const follow = async (
  start: URL,
  namedHosts: ReadonlySet<string>,
  signal: AbortSignal,
  deps: FetchPageDeps,
): Promise<FetchedPage> => {
  let url = start
  let before: URL | null = null
  for (let hop = 0; hop <= webLimits.redirects; hop += 1) {
    // A page elsewhere must not lead into the private network that the user named a host of. Nor must a
    // public name: its owner decides where it leads.
    const isNamed = namedHosts.has(hostAndPort(url)) && (before === null || before.host === url.host)
    const response = await ask(url, isNamed && !isPublicHost(url.hostname), signal, deps)
    const next = response.headers.get('location')
    if (!isRedirect(response.status) || next === null) return readPage(response, url)
    await response.body?.cancel()
    before = url
    url = checked(next, url)
  }
  throw new AppError('web/redirects', 'The address leads from one to the next without end')
}

/** With the port that the scheme implies. */
export const hostAndPort = ({ hostname, port, protocol }: URL): string =>
  `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`

const isRedirect = (status: number): boolean => [301, 302, 303, 307, 308].includes(status)

const ask = (
  url: URL,
  mayBePrivate: boolean,
  signal: AbortSignal,
  deps: FetchPageDeps,
): Promise<Response> => {
  // An address is connected to without a look-up.
  const isRefused = mayBePrivate ? isCloudService(bareHost(url.hostname)) : !isPublicHost(url.hostname)
  if (isRefused) throw refusedAddress()
  const isAllowed = mayBePrivate ? (address: string) => !isCloudService(address) : isPublicAddress
  const lookup = guardedLookup(deps.lookup, isAllowed)
  return deps.transport.fetch(
    url.href,
    {
      redirect: 'manual',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      headers: {
        accept:
          'text/html,application/xhtml+xml,text/markdown,text/plain,application/json,application/pdf;q=0.9,*/*;q=0.1',
        'user-agent': 'Mozilla/5.0 (compatible; Parley)',
      },
      signal,
    },
    { ...deps.way, isAlone: true, lookup },
  )
}

const readPage = async (response: Response, url: URL): Promise<FetchedPage> => {
  try {
    if (!response.ok)
      throw new AppError('web/status', `The server answered with status ${response.status}`, {
        host: url.host,
        status: response.status,
      })
    const type = mediaTypeOf(response.headers.get('content-type'))
    const kind = readableKind(type.name)
    if (kind === null) throw unsupportedType(type.name)
    const declared = Number(response.headers.get('content-length') ?? 0)
    if (declared > webLimits.bytes) throw tooLarge()
    const bytes = await readLimited(response.body, webLimits.bytes, tooLarge)
    return { address: url.href, kind, charset: type.charset, bytes }
  } catch (error) {
    await response.body?.cancel().catch(() => {})
    throw error
  }
}

/** The model is told this outside the fence of material: a server's own words must not get there. */
const unsupportedType = (name: string): AppError => {
  const isType = /^(application|audio|font|image|message|model|multipart|video)\/[\w.+-]{1,80}$/.test(name)
  const words = isType ? `Pages of the type ${name} are not read` : 'Pages of this type are not read'
  return new AppError('web/unsupported-type', words, isType ? { type: name } : {})
}

const tooLarge = (): AppError =>
  new AppError('web/too-large', 'The page is larger than 5 MB', { limit: webLimits.bytes })

/** The failure of a connection, by what lies beneath it. */
export const toWebError = (error: unknown, address: string): unknown => {
  for (
    let each: unknown = error, depth = 0;
    each instanceof Error && depth < 6;
    each = each.cause, depth += 1
  )
    if (each instanceof AppError) return each
  if (!(error instanceof Error)) return error
  const host = URL.canParse(address) ? new URL(address).host : ''
  return new AppError('web/unreachable', 'The server cannot be reached', { host }, { cause: error })
}
