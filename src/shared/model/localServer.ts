import type { EngineKind } from './engine'

/** An engine as far as it matters for what it charges. */
export interface Payee {
  readonly kind: EngineKind
  readonly baseUrl: string | null
}

const localNames = /^(localhost|.+\.localhost|.+\.local)$/
/** This machine, private networks and link-local addresses: RFC 1122, 1918 and 3927. */
const localIpv4 =
  /^(0\.0\.0\.0|(127|10)(\.\d{1,3}){3}|(192\.168|169\.254|172\.(1[6-9]|2\d|3[01]))(\.\d{1,3}){2})$/
/** The same for IPv6: RFC 4291 and 4193. */
const localIpv6 = /^\[(::1?|fe[89ab][\da-f]:.*|f[cd][\da-f]{2}:.*)\]$/

/** A server on this machine or on the local network. */
export const isLocalServer = (baseUrl: string): boolean => {
  const host = /^https?:\/\/(\[[^\]]*\]|[^/:?#]*)/i.exec(baseUrl.trim())?.[1]?.toLowerCase() ?? ''
  return [localNames, localIpv4, localIpv6].some((local) => local.test(host))
}

/**
 * True where no bill can come: the built-in engine, and the user's own server. A remote one may charge
 * anything.
 */
export const chargesNothing = ({ kind, baseUrl }: Payee): boolean =>
  kind === 'builtin' || (kind !== 'openai' && baseUrl !== null && isLocalServer(baseUrl))
