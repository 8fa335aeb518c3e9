import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import fc from 'fast-check'
import { afterAll, beforeAll } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import type { SpeechTokens } from '../../src/main/engines/engine'
import { RealtimeSession } from '../../src/main/engines/RealtimeSession'
import { fuzz } from './fuzz'
import { byteMutations, jsonOf, mutated, mutatedBytes, mutatedList, mutations } from './mutation'
import { outcomeOf, watchProcess } from './outcome'

// Whatever a server says over the Realtime API: each sentence ends, read or with a word for why.

const idleTimeoutMs = 300
const sentences = ['Hello there.', 'Take 2 of 3 pills, please.']

const input = fc.record({
  changes: mutations(4),
  /** Of one message, whose place is in thousandths of all. */
  bytes: byteMutations(2),
  at: fc.nat({ max: 1_000 }),
  handshake: fc.oneof(
    { weight: 30, arbitrary: fc.constant('socket' as const) },
    { weight: 2, arbitrary: fc.constantFrom('refused' as const, 'garbage' as const, 'cut' as const) },
    { weight: 1, arbitrary: fc.constantFrom('nothing' as const, 'endless refusal' as const) },
  ),
  end: fc.oneof(
    { weight: 20, arbitrary: fc.constant('stays' as const) },
    { weight: 3, arbitrary: fc.constantFrom('closes' as const, 'cut' as const, 'wrong frame' as const) },
  ),
  isBinary: fc.oneof(
    { weight: 9, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
  stopAfterMs: fc.oneof(
    { weight: 9, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.nat({ max: 20 }) },
  ),
})
type Input = typeof input extends fc.Arbitrary<infer T> ? T : never

let round: Input | null = null
const open = new Set<Duplex>()
const server = createServer()
const sockets = new WebSocketServer({ noServer: true })
let baseUrl = ''
beforeAll(async () => {
  server.on('upgrade', (request, socket, head) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    socket.on('error', () => {})
    if (round) shake(round, socket, () => sockets.handleUpgrade(request, socket, head, converse))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
})
afterAll(() => {
  for (const socket of open) socket.destroy()
  server.close()
})

const shake = ({ handshake, changes, bytes }: Input, socket: Duplex, upgrade: () => void): void => {
  const error = { error: { code: 'invalid_api_key', type: 'x', param: null, message: 'No' } }
  const body = mutatedBytes(Buffer.from(jsonOf(mutated(error, changes))), bytes)
  switch (handshake) {
    case 'socket':
      upgrade()
      break
    case 'refused':
      socket.write(`HTTP/1.1 401 No\r\ncontent-length: ${body.length}\r\n\r\n`)
      socket.end(body)
      break
    case 'endless refusal':
      socket.write(`HTTP/1.1 500 No\r\ncontent-length: ${body.length + 9}\r\n\r\n`)
      socket.write(body)
      break
    case 'garbage':
      socket.end(
        mutatedBytes(Buffer.from('HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\n\r\n'), bytes),
      )
      break
    case 'cut':
      socket.destroy()
      break
    case 'nothing':
      break
  }
}

const tone = Buffer.from(new Uint8Array(600).fill(7)).toString('base64')

/** What a server says that reads this sentence as it was asked to. */
const reading = (id: string, say: string, text: string): readonly unknown[] => [
  { type: 'session.updated', session: {} },
  { type: 'response.created', response: { id, object: 'realtime.response', metadata: { say } } },
  { type: 'response.output_audio_transcript.delta', response_id: id, delta: text.slice(0, 5) },
  { type: 'response.output_audio.delta', response_id: id, delta: tone },
  { type: 'response.output_audio_transcript.delta', response_id: id, delta: text.slice(5) },
  { type: 'response.output_audio.delta', response_id: id, delta: tone },
  { type: 'response.output_audio_transcript.done', response_id: id, transcript: text },
  {
    type: 'response.done',
    response: {
      id,
      status: 'completed',
      status_details: null,
      usage: {
        input_tokens: 100,
        input_token_details: { text_tokens: 100 },
        output_token_details: { text_tokens: 10, audio_tokens: 200 },
      },
    },
  },
  { type: 'error', error: { type: 'x', code: 'response_cancel_not_active', event_id: say, message: 'Late' } },
]

const converse = (ws: WebSocket): void => {
  ws.on('error', () => {})
  let count = 0
  ws.on('message', (data) => {
    const event = JSON.parse(String(data)) as { type: string; event_id: string }
    if (event.type !== 'response.create' || !round) return
    const { changes, bytes, at, isBinary, end } = round
    count += 1
    const said = reading(`r${count}`, event.event_id, sentences[count - 1] ?? '')
    const messages = mutatedList(said, changes).map((each) => Buffer.from(jsonOf(each)))
    const changed = Math.floor((messages.length * at) / 1_001)
    for (const [index, message] of messages.entries()) {
      ws.send(index === changed ? mutatedBytes(message, bytes) : message, { binary: isBinary })
    }
    if (end === 'closes') ws.close(4_000, 'enough')
    if (end === 'cut') ws.terminate()
    if (end === 'wrong frame') for (const socket of open) socket.write(Buffer.from([0xff, 0xff, 1, 2, 3]))
  })
}

const ensureCounts = (tokens: SpeechTokens | null | undefined): void => {
  for (const count of Object.values(tokens ?? {}))
    if (!Number.isSafeInteger(count) || count < 0) throw new Error(`A count of ${count}`)
}

const strays = watchProcess()

const check = async (input: Input): Promise<void> => {
  round = input
  const session = new RealtimeSession(
    { id: 'fuzz', baseUrl, loadKey: async () => 'sk-fuzz' },
    { voice: 'v', model: 'm', idleTimeoutMs },
  )
  const stop = new AbortController()
  const timer = input.stopAfterMs === null ? undefined : setTimeout(() => stop.abort(), input.stopAfterMs)
  const outcomes = sentences.map((text) =>
    outcomeOf(
      (async () => {
        const { pcm, tokens } = await session.speak(text, stop.signal)
        let length = 0
        for await (const bytes of pcm) length += bytes.length
        if (length === 0 || length % 2 !== 0) throw new Error(`Sound of ${length} bytes`)
        ensureCounts(tokens?.())
      })(),
    ),
  )
  try {
    await Promise.all(outcomes)
  } finally {
    clearTimeout(timer)
    session.close()
    for (const socket of open) socket.destroy()
  }
  await strays.expectNone()
}

fuzz('a voice over the Realtime API of any kind is survived', {
  input,
  check,
  rounds: { slice: 100, long: 4_000 },
  limitMs: 5_000,
})
