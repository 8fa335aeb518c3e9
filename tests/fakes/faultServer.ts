import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/**
 * A server of OpenAI's shape whose every answer is scripted, byte by byte where it matters: for the faults
 * that a well-behaved fake cannot show.
 *
 * const server = await startFaultServer() server.script('/v1/chat/completions', async (exchange) => { const
 * stream = exchange.sse() stream.chatText('Hel') stream.cut() }) … talk to `server.baseUrl` …
 * expect(server.requests[0].body).toMatchObject({ stream: true }) await server.stop()
 *
 * A path without a script answers 404 in OpenAI's words. A script may be a list: one handler a request, the
 * last one for all that follow.
 */
export interface FaultServer {
  /** e.g. `http://127.0.0.1:40123` */
  readonly url: string
  /** `url` with `/v1`. */
  readonly baseUrl: string
  readonly port: number
  /** Every request so far, oldest first. */
  readonly requests: readonly RecordedRequest[]
  script(path: string, handler: Handler | readonly Handler[]): void
  /** Resolves with the `count`-th request (from 1) to a path, at once when it was made already. */
  request(path: string, count?: number): Promise<RecordedRequest>
  /** Handles what is no request and answer (WebSockets); without a handler they are refused. */
  onUpgrade(handler: UpgradeHandler): void
  /** Forgets scripts and requests, and cuts what is open. */
  reset(): void
  stop(): Promise<void>
}

export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

export interface RecordedRequest {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  /** Parsed where it is JSON, otherwise the text. */
  readonly body: unknown
  /** The body as it came. */
  readonly bytes: Buffer
  /**
   * Resolves when the client closed the connection before the answer was complete; milliseconds by
   * `performance.now()`.
   */
  readonly closedByClient: Promise<number>
  readonly isClosedByClient: boolean
}

export type Handler = (exchange: Exchange) => void | Promise<void>

/** One request being answered. A handler that answers nothing stalls before the headers. */
export interface Exchange {
  readonly request: RecordedRequest
  readonly raw: { readonly request: IncomingMessage; readonly response: ServerResponse }
  json(status: number, body: unknown, headers?: Readonly<Record<string, string>>): void
  /** An error in OpenAI's shape. */
  error(
    status: number,
    error: Readonly<Record<string, unknown>>,
    headers?: Readonly<Record<string, string>>,
  ): void
  text(status: number, body: string, contentType?: string): void
  bytes(status: number, body: Uint8Array, contentType: string): void
  /** Drops the connection without an answer. */
  reset(): void
  /** Starts an event stream. */
  sse(headers?: Readonly<Record<string, string>>): SseWriter
}

/**
 * Writes one event stream. What it does not write (`done`, `end`) is not sent: a stall is simply doing
 * nothing more.
 */
export interface SseWriter {
  /** `data:` with any JSON, under an event name where one is given. */
  event(data: unknown, name?: string): void
  /** Anything at all, as it is. */
  write(text: string): void
  done(): void
  end(): void
  /** Destroys the socket in the middle of it. */
  cut(): void

  // Chat Completions
  chatText(text: string): void
  chatReasoning(text: string, field?: 'reasoning_content' | 'reasoning'): void
  chatTool(piece: { index?: number; id?: string; name?: string; arguments?: string }): void
  chatFinish(reason: string): void
  chatUsage(input: number, output: number): void
  /** Text by words, finish, usage, `[DONE]`, end. */
  chatAnswer(text: string): void

  // Responses
  responseText(text: string, itemId?: string): void
  responseReasoning(text: string, itemId?: string): void
  responseItem(item: Readonly<Record<string, unknown>>): void
  responseEnd(
    type: 'response.completed' | 'response.incomplete' | 'response.failed',
    response?: Readonly<Record<string, unknown>>,
  ): void
  /** Created, text by words, completed with usage, end. */
  responseAnswer(text: string): void

  // Images
  imagePartial(bytes: Uint8Array, index: number): void
  imageCompleted(bytes: Uint8Array): void
}

/** Port 0 takes any that is free. */
export const startFaultServer = async (port = 0): Promise<FaultServer> => {
  const requests: RecordedRequest[] = []
  const scripts = new Map<string, Handler[]>()
  const waiting: { path: string; count: number; resolve: (request: RecordedRequest) => void }[] = []

  const requestsTo = (path: string) => requests.filter((request) => request.path === path)
  const announce = () => {
    for (const entry of [...waiting]) {
      const found = requestsTo(entry.path)[entry.count - 1]
      if (!found) continue
      waiting.splice(waiting.indexOf(entry), 1)
      entry.resolve(found)
    }
  }

  const server = createServer((request, response) => {
    void receive(request, response).then((recorded) => {
      requests.push(recorded)
      announce()
      const handlers = scripts.get(recorded.path) ?? []
      const handler = handlers.length > 1 ? handlers.shift() : handlers[0]
      const exchange = exchangeFor(recorded, request, response)
      if (!handler) return notFound(exchange)
      return handler(exchange)
    })
  })
  // No longer the HTTP server's once they are upgraded: closing it would wait for them for ever.
  const upgraded = new Set<Duplex>()
  const endUpgraded = () => {
    for (const socket of upgraded) socket.destroy()
    upgraded.clear()
  }
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const listening = (server.address() as AddressInfo).port
  const url = `http://127.0.0.1:${listening}`

  return {
    url,
    baseUrl: `${url}/v1`,
    port: listening,
    requests,
    script(path, handler) {
      scripts.set(path, typeof handler === 'function' ? [handler] : [...handler])
    },
    request(path, count = 1) {
      const found = requestsTo(path)[count - 1]
      if (found) return Promise.resolve(found)
      return new Promise((resolve) => waiting.push({ path, count, resolve }))
    },
    onUpgrade(handler) {
      server.on('upgrade', (request, socket, head) => {
        upgraded.add(socket)
        socket.on('error', () => {})
        handler(request, socket, head)
      })
    },
    reset() {
      endUpgraded()
      scripts.clear()
      requests.length = 0
      server.closeAllConnections()
    },
    stop() {
      // A test may have stopped it before.
      if (!server.listening) return Promise.resolve()
      endUpgraded()
      server.closeAllConnections()
      return new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())))
    },
  }
}

/**
 * A model list in OpenAI's shape. `shutdown_date` is left out where none is given, as compatible servers do.
 */
export const modelList = (
  models: readonly (string | { readonly id: string; readonly shutdownDate: string | null })[],
  ownedBy = 'fake',
): unknown => ({
  object: 'list',
  data: models.map((model) => ({
    object: 'model',
    created: 1_700_000_000,
    owned_by: ownedBy,
    ...(typeof model === 'string' ? { id: model } : { id: model.id, shutdown_date: model.shutdownDate }),
  })),
})

/** A chat completion that came whole. */
export const chatCompletion = (
  message: Readonly<Record<string, unknown>>,
  finishReason = 'stop',
): unknown => ({
  id: 'chatcmpl-fake',
  object: 'chat.completion',
  created: 1_700_000_000,
  model: 'fake',
  choices: [
    { index: 0, message: { role: 'assistant', content: null, ...message }, finish_reason: finishReason },
  ],
  usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
})

/** A response that came whole; also what ends a streamed one. */
export const modelResponse = (fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  id: 'resp_fake',
  object: 'response',
  created_at: 1_700_000_000,
  model: 'fake',
  status: 'completed',
  error: null,
  incomplete_details: null,
  output: [],
  usage: {
    input_tokens: 10,
    input_tokens_details: { cached_tokens: 4 },
    output_tokens: 5,
    output_tokens_details: { reasoning_tokens: 2 },
    total_tokens: 15,
  },
  ...fields,
})

const notFound = (exchange: Exchange): void =>
  exchange.error(404, {
    message: `Invalid URL (${exchange.request.path})`,
    type: 'invalid_request_error',
    code: null,
  })

const receive = async (request: IncomingMessage, response: ServerResponse): Promise<RecordedRequest> => {
  let isClosedByClient = false
  const closedByClient = new Promise<number>((resolve) => {
    response.on('close', () => {
      // Without an end or a cut of our own, it was the client.
      if (response.writableFinished || (request.socket as MarkedSocket)[cutHere]) return
      isClosedByClient = true
      resolve(performance.now())
    })
  })
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const bytes = Buffer.concat(chunks)
  const text = bytes.toString('utf8')
  return {
    method: request.method ?? '',
    path: (request.url ?? '').split('?', 1)[0] ?? '',
    headers: request.headers,
    body: parse(text),
    bytes,
    closedByClient,
    get isClosedByClient() {
      return isClosedByClient
    },
  }
}

const cutHere = Symbol('cut by this server')
interface MarkedSocket extends Socket {
  [cutHere]?: boolean
}
const destroySocket = (socket: MarkedSocket): void => {
  socket[cutHere] = true
  socket.destroy()
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const exchangeFor = (
  recorded: RecordedRequest,
  request: IncomingMessage,
  response: ServerResponse,
): Exchange => {
  const send = (status: number, body: string | Uint8Array, headers: Readonly<Record<string, string>>) => {
    response.writeHead(status, headers)
    response.end(body)
  }
  const exchange: Exchange = {
    request: recorded,
    raw: { request, response },
    json: (status, body, headers = {}) =>
      send(status, JSON.stringify(body), { 'content-type': 'application/json', ...headers }),
    error: (status, error, headers = {}) => exchange.json(status, { error }, headers),
    text: (status, body, contentType = 'text/plain') => send(status, body, { 'content-type': contentType }),
    bytes: (status, body, contentType) => send(status, body, { 'content-type': contentType }),
    reset: () => destroySocket(request.socket),
    sse(headers = {}) {
      response.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-cache',
        ...headers,
      })
      response.flushHeaders()
      return sseWriter(response)
    },
  }
  return exchange
}

const wordsOf = (text: string): readonly string[] => text.match(/\s*\S+\s*/g) ?? []

const sseWriter = (response: ServerResponse): SseWriter => {
  const delta = (fields: Readonly<Record<string, unknown>>, finish: string | null = null) =>
    writer.event({
      id: 'chatcmpl-fake',
      object: 'chat.completion.chunk',
      created: 1_700_000_000,
      model: 'fake',
      choices: [{ index: 0, delta: fields, finish_reason: finish }],
    })
  const typed = (type: string, fields: Readonly<Record<string, unknown>>) =>
    writer.event({ type, ...fields }, type)
  const image = (bytes: Uint8Array) => ({
    b64_json: Buffer.from(bytes).toString('base64'),
    output_format: 'png',
    size: '1024x1024',
  })

  const writer: SseWriter = {
    event: (data, name) => writer.write(`${name ? `event: ${name}\n` : ''}data: ${JSON.stringify(data)}\n\n`),
    write: (text) => void response.write(text),
    done: () => writer.write('data: [DONE]\n\n'),
    end: () => void response.end(),
    cut() {
      // What was written before still has to leave.
      response.write('', () => response.socket && destroySocket(response.socket))
    },

    chatText: (text) => delta({ content: text }),
    chatReasoning: (text, field = 'reasoning_content') => delta({ [field]: text }),
    chatTool: ({ index, id, name, arguments: input }) =>
      delta({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: input } }] }),
    chatFinish: (reason) => delta({}, reason),
    chatUsage: (input, output) =>
      writer.event({
        id: 'chatcmpl-fake',
        object: 'chat.completion.chunk',
        choices: [],
        usage: { prompt_tokens: input, completion_tokens: output, total_tokens: input + output },
      }),
    chatAnswer(text) {
      for (const word of wordsOf(text)) writer.chatText(word)
      writer.chatFinish('stop')
      writer.chatUsage(10, 5)
      writer.done()
      writer.end()
    },

    responseText: (text, itemId = 'msg_1') =>
      typed('response.output_text.delta', {
        item_id: itemId,
        output_index: 0,
        content_index: 0,
        delta: text,
      }),
    responseReasoning: (text, itemId = 'rs_1') =>
      typed('response.reasoning_summary_text.delta', {
        item_id: itemId,
        output_index: 0,
        summary_index: 0,
        delta: text,
      }),
    responseItem: (item) => typed('response.output_item.done', { output_index: 0, item }),
    responseEnd: (type, fields = {}) =>
      typed(type, { response: modelResponse({ status: type.slice('response.'.length), ...fields }) }),
    responseAnswer(text) {
      typed('response.created', { response: modelResponse({ status: 'in_progress', usage: null }) })
      for (const word of wordsOf(text)) writer.responseText(word)
      writer.responseEnd('response.completed')
      writer.end()
    },

    imagePartial: (bytes, index) =>
      typed('image_generation.partial_image', { ...image(bytes), partial_image_index: index }),
    imageCompleted: (bytes) =>
      typed('image_generation.completed', {
        ...image(bytes),
        usage: {
          input_tokens: 12,
          input_tokens_details: { text_tokens: 12, image_tokens: 0 },
          output_tokens: 4_160,
          total_tokens: 4_172,
        },
      }),
  }
  return writer
}
