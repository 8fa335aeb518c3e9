import { once } from 'node:events'
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Socket } from 'node:net'
import { AppError } from '@shared/ipc/errors'
import { SocksClient, SocksClientError } from 'socks'
import type { buildConnector } from 'undici'

export interface ProxyServer {
  readonly type: 'http' | 'https' | 'socks5'
  readonly host: string
  readonly port: number
  /** Both empty where the proxy asks for none. */
  readonly name: string
  readonly password: string
}

export const credentialsHeader = ({ name, password }: ProxyServer): string =>
  `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`

export const hostInUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host)

/** As long as undici gives a server. */
const openingMs = 10_000

/** A connector whose connections go through a proxy, which sees host and port but not what is said. */
export const tunnelled =
  (connect: buildConnector.connector, proxy: ProxyServer): buildConnector.connector =>
  (options, callback) => {
    const port = Number(options.port || (options.protocol === 'https:' ? 443 : 80))
    open(proxy, options.hostname.replace(/^\[|\]$/g, ''), port).then(
      (socket) => {
        if (options.protocol !== 'https:') return callback(null, socket)
        connect({ ...options, httpSocket: socket }, callback)
      },
      (error: Error) => callback(error, null),
    )
  }

const open = async (proxy: ProxyServer, host: string, port: number): Promise<Socket> => {
  try {
    return await (proxy.type === 'socks5' ? openSocks(proxy, host, port) : openByConnect(proxy, host, port))
  } catch (error) {
    throw error instanceof AppError ? error : refusal(proxy, reasonOf(error))
  }
}

const refusal = ({ host, port }: ProxyServer, reason: string): AppError =>
  new AppError('engine/proxy', 'The proxy does not let it pass', { proxy: `${host}:${port}`, reason })

const reasonOf = (error: unknown): string => {
  if (!(error instanceof SocksClientError)) return 'unreachable'
  if (/authentication/i.test(error.message)) return 'credentials'
  return /ECONN|ENOTFOUND|timed out/i.test(error.message) ? 'unreachable' : 'refused'
}

const openSocks = async (
  { host, port, name, password }: ProxyServer,
  to: string,
  toPort: number,
): Promise<Socket> => {
  const { socket } = await SocksClient.createConnection({
    proxy: { host, port, type: 5, ...(name === '' ? {} : { userId: name, password }) },
    command: 'connect',
    // The name goes to the proxy as it is: what it resolves to is its affair.
    destination: { host: to, port: toPort },
    timeout: openingMs,
  })
  return socket
}

const openByConnect = async (proxy: ProxyServer, host: string, port: number): Promise<Socket> => {
  const to = `${hostInUrl(host)}:${port}`
  const request = (proxy.type === 'https' ? httpsRequest : httpRequest)({
    host: proxy.host,
    port: proxy.port,
    method: 'CONNECT',
    path: to,
    agent: false,
    timeout: openingMs,
    headers: { host: to, ...(proxy.name === '' ? {} : { 'proxy-authorization': credentialsHeader(proxy) }) },
  })
  const [answer, socket] = await answerTo(request)
  if (answer.statusCode === 200) return socket
  socket.destroy()
  throw refusal(proxy, answer.statusCode === 407 ? 'credentials' : 'refused')
}

const answerTo = async (request: ClientRequest): Promise<[IncomingMessage, Socket]> => {
  request.once('timeout', () => request.destroy(new Error('The proxy does not answer')))
  // A refusal may come as an ordinary answer, or as one to CONNECT.
  request.once('response', (answer: IncomingMessage) => request.emit('connect', answer, answer.socket))
  request.end()
  const [answer, socket] = (await once(request, 'connect')) as [IncomingMessage, Socket]
  return [answer, socket]
}
