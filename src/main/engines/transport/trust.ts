import { readFileSync } from 'node:fs'
import type { LookupFunction } from 'node:net'
import { connect, type PeerCertificate, rootCertificates, type TLSSocket } from 'node:tls'
import { AppError } from '@shared/ipc/errors'
import type { ShownCertificate } from '@shared/model/engineConnection'
import type { buildConnector } from 'undici'

/** Whom to trust besides the public authorities. */
export interface Trust {
  /** A PEM file of the user's own authority. */
  readonly caFile: string | null
  /** SHA-256 of the one certificate to accept, as `AB:CD:…`; every other one is refused then. */
  readonly pinned: string | null
}

type Undici = typeof import('undici')

/**
 * Opens connections to servers, and encrypts them, over another socket where `httpSocket` is given.
 * `engine/certificate` where the file cannot be read.
 */
export const connectorFor = (
  undici: Undici,
  { caFile, pinned }: Trust,
  lookup?: LookupFunction,
): buildConnector.connector => {
  if (pinned !== null) return pinnedConnector(undici, pinned, lookup)
  const ca = caFile === null ? {} : { ca: [...rootCertificates, readCaFile(caFile)] }
  return undici.buildConnector({ ...ca, ...(lookup && { lookup }) })
}

const readCaFile = (path: string): string => {
  try {
    const text = readFileSync(path, 'utf8')
    if (text.includes('-----BEGIN CERTIFICATE-----')) return text
  } catch {
    // Told below, like a file that holds no certificate.
  }
  throw new AppError('engine/certificate', 'The file of certificates cannot be used', { reason: 'file' })
}

/**
 * Connects without looking at names and authorities, and ends what does not show the pinned certificate:
 * before a byte of the request is sent.
 */
const pinnedConnector = (
  undici: Undici,
  pinned: string,
  lookup?: LookupFunction,
): buildConnector.connector => {
  const open = undici.buildConnector({ rejectUnauthorized: false, ...(lookup && { lookup }) })
  return (options, callback) =>
    open(options, (error, socket) => {
      if (error) return callback(error, null)
      const shown = options.protocol === 'https:' ? fingerprintOf(socket as TLSSocket) : pinned
      if (shown === pinned) return callback(null, socket as TLSSocket)
      socket?.destroy()
      callback(
        new AppError('engine/certificate', 'Another certificate than the pinned one', { reason: 'changed' }),
        null,
      )
    })
}

const fingerprintOf = (socket: TLSSocket): string => socket.getPeerCertificate().fingerprint256 ?? ''

/** Looks at a server's certificate without sending it anything. Null where it shows none in time. */
export const lookAtCertificate = (address: URL, signal: AbortSignal): Promise<ShownCertificate | null> =>
  new Promise((resolve) => {
    const host = address.hostname.replace(/^\[|\]$/g, '')
    const socket = connect({
      host,
      port: Number(address.port || 443),
      rejectUnauthorized: false,
      ...(/^[\d.:]+$/.test(host) ? {} : { servername: host }),
    })
    const settle = (found: ShownCertificate | null) => {
      signal.removeEventListener('abort', leave)
      socket.destroy()
      resolve(found)
    }
    const leave = () => settle(null)
    signal.addEventListener('abort', leave, { once: true })
    socket.once('error', leave)
    socket.once('secureConnect', () => settle(shownOf(socket.getPeerCertificate())))
  })

const shownOf = (certificate: PeerCertificate): ShownCertificate | null =>
  certificate.fingerprint256
    ? {
        fingerprint: certificate.fingerprint256,
        subject: nameOf(certificate.subject),
        issuer: nameOf(certificate.issuer),
        validTo: certificate.valid_to,
      }
    : null

const nameOf = (name: PeerCertificate['subject'] | undefined): string =>
  String(name?.CN ?? name?.O ?? '').slice(0, 200)
