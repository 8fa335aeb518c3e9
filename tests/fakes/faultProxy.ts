import { once } from 'node:events'
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as requestOf,
  type ServerResponse,
} from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'

/** What goes wrong with one request on its way to a server. */
export type Fault =
  /** Answered by the proxy itself; the server hears nothing of it. */
  | {
      readonly type: 'answer'
      readonly status: number
      readonly headers?: Readonly<Record<string, string>>
      readonly body?: string
    }
  /** The server gets a part of the body, then the connection is gone. */
  | { readonly type: 'cut-request'; readonly bytes: number }
  /** The server does it, and the answer breaks off after as many bytes. */
  | { readonly type: 'cut-answer'; readonly bytes: number }
  /** The server does it, and its answer is lost. */
  | { readonly type: 'lose-answer' }
  /** Nothing comes, ever. */
  | { readonly type: 'stall' }
  /** The answer begins, and is as long as anyone listens. */
  | { readonly type: 'endless'; readonly status: number; readonly chunk: string }

export interface SeenRequest {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
}

/** Stands in front of a real server; passes on what no fault is found for. */
export interface FaultProxy {
  readonly address: string
  readonly seen: readonly SeenRequest[]
  /** Asked for each request, with how many of its method came before. */
  fault: (request: SeenRequest, before: number) => Fault | null
  stop(): Promise<void>
}

export const startFaultProxy = async (
  server: { readonly port: number },
  tls?: { readonly key: Buffer; readonly cert: Buffer },
): Promise<FaultProxy> => {
  const seen: SeenRequest[] = []
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const { method = '', url: path = '', headers } = request
    const before = seen.filter((each) => each.method === method).length
    const one = { method, path, headers }
    seen.push(one)
    const fault = proxy.fault(one, before)
    if (!fault) return pass(server.port, request, response, null)
    switch (fault.type) {
      case 'answer':
        request.resume()
        response.writeHead(fault.status, fault.headers).end(fault.body ?? '')
        return undefined
      case 'stall':
        request.resume()
        return undefined
      case 'endless':
        request.resume()
        return sendForEver(response, fault)
      default:
        return pass(server.port, request, response, fault)
    }
  }
  const http = tls ? createTlsServer(tls, answer) : createServer(answer)
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const { port } = http.address() as AddressInfo
  const proxy: FaultProxy = {
    address: `http${tls ? 's' : ''}://127.0.0.1:${port}`,
    seen,
    fault: () => null,
    stop: async () => {
      http.closeAllConnections()
      http.close()
      await once(http, 'close')
    },
  }
  return proxy
}

const pass = (
  port: number,
  request: IncomingMessage,
  response: ServerResponse,
  fault: Extract<Fault, { readonly bytes: number }> | { readonly type: 'lose-answer' } | null,
): void => {
  const { destination, ...rest } = request.headers
  // The server knows itself by its own address.
  const headers =
    destination === undefined
      ? rest
      : { ...rest, destination: String(destination).replace(/^https?:\/\/[^/]+/, `http://127.0.0.1:${port}`) }
  const onward = requestOf(
    {
      port,
      host: '127.0.0.1',
      method: request.method,
      path: request.url,
      headers: { ...headers, host: `127.0.0.1:${port}` },
    },
    (answer) => {
      if (fault?.type === 'lose-answer') {
        answer.resume().once('end', () => response.destroy())
        return
      }
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      if (fault?.type === 'cut-answer') cutAfter(answer, response, fault.bytes)
      else answer.pipe(response)
    },
  )
  onward.on('error', () => response.destroy())
  if (fault?.type !== 'cut-request') {
    request.pipe(onward)
    return
  }
  let length = 0
  request.on('data', (chunk: Buffer) => {
    const left = fault.bytes - length
    length += chunk.byteLength
    onward.write(chunk.subarray(0, Math.max(0, left)))
    if (length <= fault.bytes) return
    // What was written before still has to arrive.
    onward.write('', () => {
      onward.destroy()
      response.destroy()
    })
  })
}

const cutAfter = (answer: IncomingMessage, response: ServerResponse, bytes: number): void => {
  let length = 0
  response.flushHeaders()
  answer.on('data', (chunk: Buffer) => {
    response.write(chunk.subarray(0, Math.max(0, bytes - length)), () => {
      if (length >= bytes) response.destroy()
    })
    length += chunk.byteLength
  })
  answer.on('end', () => response.destroy())
}

const sendForEver = (
  response: ServerResponse,
  { status, chunk }: Extract<Fault, { readonly type: 'endless' }>,
): void => {
  response.writeHead(status, { 'content-type': 'application/xml' })
  const more = () => {
    while (!response.destroyed && response.write(chunk));
  }
  response.on('drain', more)
  more()
}
