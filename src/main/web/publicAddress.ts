import { BlockList, isIP, isIPv4 } from 'node:net'

type Range = readonly [network: string, prefix: number]

/** Whatever lies outside the public Internet, and what only wraps another address. */
const closedV4: readonly Range[] = [
  ['0.0.0.0', 8], // unspecified; many systems take it for this computer
  ['10.0.0.0', 8],
  ['100.64.0.0', 10], // carrier-grade NAT; Alibaba's metadata
  ['127.0.0.0', 8],
  ['168.63.129.16', 32], // Azure's own services, public only by its looks
  ['169.254.0.0', 16], // link-local; the metadata of most clouds
  ['172.16.0.0', 12],
  ['192.0.0.0', 24], // protocol assignments; Oracle's metadata
  ['192.0.2.0', 24], // documentation, here and below
  ['192.88.99.0', 24], // 6to4 relays
  ['192.168.0.0', 16],
  ['198.18.0.0', 15], // benchmarks
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4], // multicast
  ['240.0.0.0', 4], // reserved and broadcast
]

/** Where clouds tell their machines keys and the like. No device of a home or an office has these. */
const cloudV4: readonly Range[] = [
  ['100.100.100.200', 32], // Alibaba
  ['168.63.129.16', 32], // Azure
  ['169.254.0.0', 16], // the others
  ['192.0.0.192', 32], // Oracle
]
/** Amazon's, and what carries an IPv4 address in a way that is not written by hand. */
const cloudV6: readonly Range[] = [
  ['fd00:ec2::', 32],
  ['::', 96],
  ['64:ff9b:1::', 48],
  ['2001::', 32],
  ['2002::', 16],
]

/** Only global unicast is open at all, less these: mapped, private and link-local addresses lie outside. */
const openV6: Range = ['2000::', 3]
const closedV6: readonly Range[] = [
  ['2001::', 23], // Teredo, benchmarks, ORCHID
  ['2001:db8::', 32], // documentation
  ['2002::', 16], // 6to4, which carries an IPv4 address
  ['3fff::', 20], // documentation
]

const listOf = (family: 'ipv4' | 'ipv6', ranges: readonly Range[]): BlockList => {
  const list = new BlockList()
  for (const [network, prefix] of ranges) list.addSubnet(network, prefix, family)
  return list
}

const closed4 = listOf('ipv4', closedV4)
const open6 = listOf('ipv6', [openV6])
const closed6 = listOf('ipv6', closedV6)
const cloud4 = listOf('ipv4', cloudV4)
const cloud6 = listOf('ipv6', cloudV6)
const nat64 = listOf('ipv6', [['64:ff9b::', 96]])
const mapped = listOf('ipv6', [['::ffff:0:0', 96]])

/**
 * True for an address of the public Internet. `address` is an IPv4 or IPv6 address in its usual writing,
 * without brackets; anything else is false.
 */
export const isPublicAddress = (address: string): boolean => {
  // A zone names an interface, so what carries one is link-local.
  if (isIP(address) === 0 || address.includes('%')) return false
  if (isIPv4(address)) return !closed4.check(address, 'ipv4')
  // On networks with IPv6 only, every IPv4 server is reached by this prefix: what it carries decides.
  if (nat64.check(address, 'ipv6')) return isPublicAddress(carriedV4(address))
  return open6.check(address, 'ipv6') && !closed6.check(address, 'ipv6')
}

/** True for the addresses by which clouds serve their machines, which are never read. False for names. */
export const isCloudService = (address: string): boolean => {
  if (isIP(address) === 0) return false
  if (isIPv4(address)) return cloud4.check(address, 'ipv4')
  if (nat64.check(address, 'ipv6') || mapped.check(address, 'ipv6')) return isCloudService(carriedV4(address))
  return address !== '::1' && cloud6.check(address, 'ipv6')
}

/** The last 32 bits of an IPv6 address, as IPv4. */
const carriedV4 = (address: string): string => {
  const { hostname } = new URL(`http://[${address}]/`)
  const groups = hostname.slice(1, -1).split(':').slice(-2)
  const [high = 0, low = 0] = groups.map((group) => Number.parseInt(group || '0', 16))
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

/** Names that no public server has: RFC 6761, 6762, 8375, and what routers and clouds use. */
const closedNames =
  /(^|\.)(localhost|local|localdomain|internal|intranet|private|corp|home|lan|home\.arpa|test|onion)$/i

/** The host of a URL without the brackets of IPv6 and the dot of the root. */
export const bareHost = (hostname: string): string => hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')

/**
 * True where a URL's host may be looked up at all: a public address, or a name of at least two labels that is
 * not reserved for a network of one's own. The URL parser has made one writing out of the many that an IPv4
 * address can have (decimal, octal, hexadecimal, short).
 */
export const isPublicHost = (hostname: string): boolean => {
  const host = bareHost(hostname)
  if (isIP(host) !== 0) return isPublicAddress(host)
  return host.includes('.') && !closedNames.test(host)
}
