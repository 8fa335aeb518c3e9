import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

/** Bytes of one answer, as they were seen on the wire. */
export interface WireAnswer {
  /** 0: the socket is destroyed without a byte. */
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** One write each: text as UTF-8, or bytes. */
  readonly chunks: readonly (string | { readonly base64: string })[]
  /** Milliseconds before the headers. */
  readonly delayMs?: number
  /** Milliseconds between chunks. */
  readonly chunkDelayMs?: number
  /** `abort` destroys the socket after the last chunk. */
  readonly close?: 'normal' | 'abort'
}
/** What a request must hold, as text of its raw body, for an answer to be its. */
interface When {
  readonly bodyIncludes?: string
  readonly bodyLacks?: string
}
export type WireCase = (WireAnswer | { readonly cases: readonly WireCase[] }) & { readonly when?: When }

/** A reported server: what it answers to its first request, and to every later one. */
export interface Wire {
  /** Method and path. */
  readonly endpoint: string
  readonly respond: WireCase
  readonly second?: WireCase | readonly WireCase[]
  /** `any path`: whatever is asked for is answered so. */
  readonly path?: string
  readonly models?: WireAnswer
  /** Answers of a second server on another port, whose origin stands for `{{other}}`. */
  readonly other?: Readonly<Record<string, WireAnswer>>
}

export interface ReplayServer {
  /** With `/v1`. */
  readonly baseUrl: string
  readonly origin: string
  /** The raw bodies of the requests that count, oldest first. */
  readonly requests: readonly string[]
  stop(): Promise<void>
}

const json = (body: unknown, status = 200): WireAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  chunks: [JSON.stringify(body)],
})

const plainStream = (text: string): WireAnswer => ({
  status: 200,
  headers: { 'content-type': 'text/event-stream' },
  chunks: [
    `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: text }, finish_reason: null }] })}\n\n`,
    `data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })}\n\n`,
    'data: [DONE]\n\n',
  ],
})

const models = json({ object: 'list', data: [{ id: 'm-1', object: 'model' }] })
const notFound = json({ error: { message: 'Not found' } }, 404)

/** Plays what a server was reported to send, in the form of the reports. */
export const startReplayServer = async (wire: Wire): Promise<ReplayServer> => {
  const other = wire.other ? await listen((request) => wire.other?.[endpointOf(request)] ?? notFound) : null
  const requests: string[] = []
  const [, path = ''] = wire.endpoint.split(' ')
  const main = await listen((request, body) => {
    const endpoint = endpointOf(request)
    if (endpoint === 'GET /v1/models' && (wire.path === undefined || wire.models))
      return wire.models ?? models
    const isChat = endpoint === 'POST /v1/chat/completions'
    if (isChat && body.includes('You name conversations')) return plainStream('Replay title')
    if (endpoint !== wire.endpoint && wire.path !== 'any path')
      return isChat && !path.startsWith('/v1/chat') ? plainStream('One short sentence.') : notFound
    requests.push(body)
    return fitting(turnOf(wire, requests.length), body) ?? notFound
  }, other?.origin)
  return {
    baseUrl: `${main.origin}/v1`,
    origin: main.origin,
    requests,
    stop: async () => {
      await Promise.all([main.stop(), other?.stop()])
    },
  }
}

const turnOf = ({ respond, second }: Wire, turn: number): WireCase => {
  if (turn === 1 || second === undefined) return respond
  if (!Array.isArray(second)) return second as WireCase
  return (second as readonly WireCase[])[Math.min(turn - 2, second.length - 1)] ?? respond
}

const fitting = (one: WireCase, body: string): WireAnswer | null => {
  const { bodyIncludes, bodyLacks } = one.when ?? {}
  if (bodyIncludes !== undefined && !body.includes(bodyIncludes)) return null
  if (bodyLacks !== undefined && body.includes(bodyLacks)) return null
  if (!('cases' in one)) return one
  for (const each of one.cases) {
    const answer = fitting(each, body)
    if (answer) return answer
  }
  return null
}

const endpointOf = ({ method, url }: IncomingMessage) => `${method} ${(url ?? '').split('?', 1)[0]}`

const listen = async (answer: (request: IncomingMessage, body: string) => WireAnswer, other = '') => {
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece as Buffer)
    // A recording is bytes; as Latin-1 none of them is lost, and its words can still be found.
    const body = Buffer.concat(pieces)
    const isText = /json|text/.test(request.headers['content-type'] ?? '')
    await play(answer(request, body.toString(isText ? 'utf8' : 'latin1')), response, other)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const play = async (answer: WireAnswer, response: ServerResponse, other: string): Promise<void> => {
  if (answer.delayMs) await wait(answer.delayMs)
  if (answer.status === 0) {
    response.destroy()
    return
  }
  response.writeHead(answer.status, answer.headers)
  response.flushHeaders()
  for (const chunk of answer.chunks) {
    if (response.destroyed) return
    response.write(
      typeof chunk === 'string' ? chunk.replaceAll('{{other}}', other) : Buffer.from(chunk.base64, 'base64'),
    )
    // Writes that are to arrive apart need time between them: this is the server's pace, not a test's wait.
    await wait(answer.chunkDelayMs ?? 5)
  }
  if (answer.close === 'abort') response.destroy()
  else response.end()
}
