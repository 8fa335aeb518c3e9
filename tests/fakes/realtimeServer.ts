import { type WebSocket, WebSocketServer } from 'ws'
import type { FaultServer } from './faultServer'

/** One sentence that was asked for over the Realtime API. */
export interface RealtimeAsk {
  /** What follows the order to read aloud. */
  readonly text: string
  readonly response: Readonly<Record<string, unknown>>
  /** The socket on which it came, counted from 1. */
  readonly socket: number
  isCancelled: boolean
  created(fields?: Readonly<Record<string, unknown>>): void
  transcript(delta: string): void
  transcriptDone(all: string): void
  audio(pcm: Uint8Array): void
  done(fields?: Readonly<Record<string, unknown>>): void
  error(error: Readonly<Record<string, unknown>>): void
  /** Anything at all, as it is. */
  raw(message: string): void
  /** The connection breaks. */
  cut(): void
  /** All of it: the text as transcript, word by word, with its sound between. */
  speak(pcm: Uint8Array, transcript?: string): void
}

export interface RealtimeServer {
  readonly asks: readonly RealtimeAsk[]
  readonly sessions: readonly Readonly<Record<string, unknown>>[]
  /** Models that were named in addresses, and the headers that came along. */
  readonly connections: readonly {
    readonly model: string | null
    readonly authorization: string | undefined
    readonly apiKey: string | undefined
  }[]
  /** Sockets that the other side closed. */
  closed(): number
  script(handler: (ask: RealtimeAsk) => void): void
}

/** The Realtime API's WebSocket on a scripted server: out-of-band responses with sound and transcript. */
export const serveRealtime = (server: FaultServer): RealtimeServer => {
  const asks: RealtimeAsk[] = []
  const sessions: Record<string, unknown>[] = []
  const connections: RealtimeServer['connections'][number][] = []
  let closed = 0
  let handler: (ask: RealtimeAsk) => void = (ask) => ask.speak(new Uint8Array(4_800))
  const sockets = new WebSocketServer({ noServer: true })
  server.onUpgrade((request, socket, head) => {
    const url = new URL(request.url ?? '', server.url)
    if (url.pathname !== '/v1/realtime') return socket.destroy()
    sockets.handleUpgrade(request, socket, head, (ws) => {
      connections.push({
        model: url.searchParams.get('model'),
        authorization: request.headers.authorization,
        apiKey: request.headers['api-key']?.toString(),
      })
      const number = connections.length
      ws.on('close', () => {
        closed += 1
      })
      let count = 0
      const byId = new Map<string, RealtimeAsk>()
      ws.on('message', (data) => {
        const event = JSON.parse(String(data)) as Record<string, unknown>
        if (event.type === 'session.update') sessions.push(event.session as Record<string, unknown>)
        if (event.type === 'response.cancel') {
          const ask = byId.get(String(event.response_id))
          if (ask) ask.isCancelled = true
        }
        if (event.type !== 'response.create') return
        count += 1
        const id = `resp_${number}_${count}`
        const ask = askOn(ws, id, number, event)
        byId.set(id, ask)
        asks.push(ask)
        handler(ask)
      })
    })
  })
  return {
    asks,
    sessions,
    connections,
    closed: () => closed,
    script(next) {
      handler = next
    },
  }
}

const askOn = (
  ws: WebSocket,
  id: string,
  socket: number,
  event: Readonly<Record<string, unknown>>,
): RealtimeAsk => {
  const response = event.response as {
    readonly metadata?: unknown
    readonly input: readonly { readonly content: readonly { readonly text: string }[] }[]
  }
  const send = (type: string, fields: Readonly<Record<string, unknown>>) =>
    ws.send(JSON.stringify({ type, event_id: 'event', ...fields }))
  const text = (response.input[0]?.content[0]?.text ?? '').replace(/^Read aloud:\n/, '')
  const ask: RealtimeAsk = {
    text,
    response: response as unknown as Readonly<Record<string, unknown>>,
    socket,
    isCancelled: false,
    created: (fields = {}) =>
      send('response.created', {
        response: { id, object: 'realtime.response', metadata: response.metadata, ...fields },
      }),
    transcript: (delta) => send('response.output_audio_transcript.delta', { response_id: id, delta }),
    transcriptDone: (transcript) =>
      send('response.output_audio_transcript.done', { response_id: id, transcript }),
    audio: (pcm) =>
      send('response.output_audio.delta', { response_id: id, delta: Buffer.from(pcm).toString('base64') }),
    done: (fields = {}) => send('response.done', { response: { id, status: 'completed', ...fields } }),
    error: (error) => send('error', { error: { event_id: event.event_id, ...error } }),
    raw: (message) => ws.send(message),
    cut: () => ws.terminate(),
    speak: (pcm, transcript = text) => {
      ask.created()
      const words = transcript.match(/\s*\S+/g) ?? [transcript]
      const size = Math.ceil(pcm.byteLength / words.length / 2) * 2
      for (const [index, word] of words.entries()) {
        ask.transcript(word)
        ask.audio(pcm.subarray(index * size, (index + 1) * size))
      }
      ask.transcriptDone(transcript)
      ask.done({
        usage: {
          input_tokens: 100,
          input_token_details: { text_tokens: 100 },
          output_tokens: 210,
          output_token_details: { text_tokens: 10, audio_tokens: 200 },
        },
      })
    },
  }
  return ask
}
