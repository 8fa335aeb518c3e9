import { once } from 'node:events'
import { createServer as createHttpServer, request as httpRequest } from 'node:http'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** A proxy that counts what passes. Names that end in `.example` lead to this computer. */
export interface FakeProxy {
  readonly port: number
  /** `host:port` of each connection or request, in order. */
  readonly passed: readonly string[]
  stop(): Promise<void>
}

const here = (host: string) => (host.endsWith('.example') ? '127.0.0.1' : host)

const listening = async (server: Server, passed: string[]): Promise<FakeProxy> => {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    passed,
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Tunnels by CONNECT, and plain requests; 407 where it wants other credentials (`name:password`). */
export const startHttpProxy = (credentials: string | null = null): Promise<FakeProxy> => {
  const passed: string[] = []
  const wanted = credentials === null ? null : `Basic ${Buffer.from(credentials).toString('base64')}`
  const mayPass = (header: string | undefined) => wanted === null || header === wanted
  const server = createHttpServer((request, response) => {
    if (!mayPass(request.headers['proxy-authorization'])) return response.writeHead(407).end()
    const url = new URL(request.url ?? '')
    passed.push(url.host)
    const { 'proxy-authorization': _, ...headers } = request.headers
    const onward = httpRequest(
      {
        host: here(url.hostname),
        port: url.port,
        path: url.pathname + url.search,
        method: request.method,
        headers,
      },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(response)
      },
    )
    onward.on('error', () => response.destroy())
    request.pipe(onward)
    return undefined
  })
  server.on('connect', (request, socket: Socket) => {
    if (!mayPass(request.headers['proxy-authorization']))
      return socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
    passed.push(request.url ?? '')
    const [host = '', port = ''] = (request.url ?? '').split(':')
    const onward = connect(Number(port), here(host), () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      socket.pipe(onward).pipe(socket)
    })
    onward.on('error', () => socket.destroy())
    return undefined
  })
  return listening(server, passed)
}

/** SOCKS 5 (RFC 1928) with or without a name and a password (RFC 1929). */
export const startSocksProxy = (credentials: string | null = null): Promise<FakeProxy> => {
  const passed: string[] = []
  const server = createServer(async (socket) => {
    const read = reader(socket)
    const [, methods = 0] = await read(2)
    await read(methods)
    socket.write(Buffer.from([5, credentials === null ? 0 : 2]))
    if (credentials !== null) {
      const [, nameLength = 0] = await read(2)
      const name = (await read(nameLength)).toString()
      const [passwordLength = 0] = await read(1)
      const isRight = `${name}:${(await read(passwordLength)).toString()}` === credentials
      socket.write(Buffer.from([1, isRight ? 0 : 1]))
      if (!isRight) return socket.end()
    }
    const [, , , kind] = await read(4)
    const [length = 0] = kind === 3 ? await read(1) : [kind === 1 ? 4 : 16]
    const address = await read(length)
    const host = kind === 3 ? address.toString() : [...address].join('.')
    const port = (await read(2)).readUInt16BE()
    passed.push(`${host}:${port}`)
    const onward = connect(port, here(host), () => {
      socket.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]))
      socket.pipe(onward).pipe(socket)
    })
    onward.on('error', () => socket.destroy())
    return undefined
  })
  return listening(server, passed)
}

const reader =
  (socket: Socket) =>
  async (length: number): Promise<Buffer> => {
    if (length === 0) return Buffer.alloc(0)
    for (;;) {
      const found = socket.read(length) as Buffer | null
      if (found) return found
      await once(socket, 'readable')
    }
  }
