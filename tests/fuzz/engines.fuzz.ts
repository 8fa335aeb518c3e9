import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { constants, createGzip, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll } from 'vitest'
import { ensureSound, type Traffic, traffic } from './engineTraffic'
import { fuzz } from './fuzz'
import { byteMutations, jsonOf, mutated, mutatedBytes, mutatedList, mutations } from './mutation'
import { outcomeOf, watchProcess } from './outcome'

// Whatever a server sends: a call ends, complete or with a word for why, and what was said before is kept.

/** How the bytes go over the wire. */
const transports = fc.record({
  encoding: fc.oneof(
    { weight: 40, arbitrary: fc.constant('none' as const) },
    {
      weight: 10,
      arbitrary: fc.constantFrom(
        'gzip' as const,
        'cut gzip' as const,
        'wrong gzip' as const,
        'no gzip' as const,
      ),
    },
    { weight: 1, arbitrary: fc.constant('more than gzip' as const) },
  ),
  end: fc.oneof(
    { weight: 60, arbitrary: fc.constant('end' as const) },
    { weight: 8, arbitrary: fc.constantFrom('cut' as const, 'wrong chunk' as const) },
    { weight: 1, arbitrary: fc.constant('nothing' as const) },
  ),
  /** In thousandths of the bytes. */
  cuts: fc.array(fc.nat({ max: 1_000 }), { maxLength: 4 }),
  status: fc.oneof(
    { weight: 12, arbitrary: fc.constant(200) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        204,
        205,
        206,
        302,
        304,
        400,
        401,
        404,
        408,
        422,
        429,
        500,
        503,
        529,
        599,
        999,
      ),
    },
  ),
  contentType: fc.oneof(
    { weight: 12, arbitrary: fc.constant(null) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '',
        'application/json',
        'text/event-stream',
        'text/plain',
        'text/html',
        'audio/wav',
      ),
    },
  ),
  stopAfterMs: fc.oneof(
    { weight: 20, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.nat({ max: 20 }) },
  ),
})
type Transport = typeof transports extends fc.Arbitrary<infer T> ? T : never

const input = fc.record({
  kind: fc.nat({ max: 1_000 }),
  changes: mutations(4),
  bytes: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: byteMutations(3) }),
  transport: transports,
})
type Input = typeof input extends fc.Arbitrary<infer T> ? T : never

/** What the server answers to every request of this round. */
let answer: (response: ServerResponse) => Promise<void> = async () => {}
const server = createServer((request, response) => {
  request.resume()
  // A connection of its own for each: what was left of one must not become the next one's.
  response.shouldKeepAlive = false
  response.on('error', () => {})
  request.on('end', () => void answer(response).catch(() => response.destroy()))
})
let baseUrl = ''
beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const eventOf = (value: unknown): string => `data: ${jsonOf(value)}\n\n`

/** What is sent as it is, and what is changed. */
const payloadOf = (kind: Traffic, { changes, bytes }: Input): { head: Buffer; rest: Uint8Array } => {
  if (kind.bytes) return { head: Buffer.alloc(0), rest: mutatedBytes(kind.bytes, bytes) }
  if (!kind.events) {
    const body = jsonOf(mutated(kind.body, changes))
    return { head: Buffer.alloc(0), rest: mutatedBytes(Buffer.from(body), bytes) }
  }
  const [first, ...others] = kind.events
  const rest = `${mutatedList(others, changes).map(eventOf).join('')}data: [DONE]\n\n`
  return { head: Buffer.from(eventOf(first)), rest: mutatedBytes(Buffer.from(rest), bytes) }
}

const packed = (
  head: Buffer,
  rest: Uint8Array,
  encoding: Transport['encoding'],
  at: number,
): Promise<Buffer[]> =>
  new Promise((resolve, reject) => {
    if (encoding === 'none' || encoding === 'no gzip') {
      resolve([head, Buffer.from(rest)])
      return
    }
    // Flushed in between, so that the head can be read before the rest has come.
    const gzip = createGzip()
    const pieces: Buffer[] = []
    let headLength = 0
    gzip.on('data', (piece: Buffer) => pieces.push(piece))
    gzip.on('error', reject)
    gzip.on('end', () => {
      const all = Buffer.concat(pieces)
      const tail = all.subarray(headLength)
      const half = Math.floor((tail.length * at) / 1_000)
      const wrong = Buffer.from(tail)
      wrong.fill(0x5a, half, Math.min(half + 4, wrong.length))
      const tails = {
        gzip: tail,
        'cut gzip': tail.subarray(0, half),
        'wrong gzip': wrong,
        'more than gzip': Buffer.concat([
          tail,
          half % 2 === 0 ? Buffer.from('zzzz') : gzipSync('more').subarray(0, half),
        ]),
      }
      resolve([all.subarray(0, headLength), tails[encoding]])
    })
    gzip.write(head)
    gzip.flush(constants.Z_SYNC_FLUSH, () => {
      headLength = pieces.reduce((length, piece) => length + piece.length, 0)
      gzip.end(rest)
    })
  })

const written = (response: ServerResponse, bytes: Uint8Array): Promise<void> =>
  new Promise((resolve) => {
    if (bytes.length === 0 || response.destroyed) resolve()
    else response.write(bytes, () => resolve())
  })

const serve =
  (kind: Traffic, round: Input, headIsSeen: Promise<unknown>) =>
  async (response: ServerResponse): Promise<void> => {
    const { encoding, end, cuts, status, contentType } = round.transport
    const { head, rest } = payloadOf(kind, round)
    const [start = Buffer.alloc(0), tail = Buffer.alloc(0)] = await packed(
      head,
      rest,
      encoding,
      cuts[0] ?? 500,
    )
    const type = contentType ?? kind.contentType
    response.writeHead(status, {
      ...(type === '' ? {} : { 'content-type': type }),
      ...(encoding === 'none' ? {} : { 'content-encoding': 'gzip' }),
    })
    // Where nothing follows, a call that waits for a whole answer would wait its five minutes.
    response.flushHeaders()
    await written(response, start)
    // What is unpacked together with the fault is lost with it: that is undici's, and not what is tried here.
    if (encoding !== 'none') await headIsSeen
    const places = [...cuts.map((cut) => Math.floor((tail.length * cut) / 1_000)), tail.length].sort(
      (a, b) => a - b,
    )
    let sent = 0
    for (const place of places) {
      await written(response, tail.subarray(sent, place))
      sent = place
    }
    if (end === 'end') response.end()
    if (end === 'wrong chunk') response.socket?.end('zz\r\nno chunk\r\n')
    if (end === 'cut') response.socket?.destroy()
  }

const strays = watchProcess()

const check = async (round: Input): Promise<void> => {
  const kind = traffic[round.kind % traffic.length]
  if (!kind) throw new Error('No traffic')
  const { status, contentType, encoding, end, stopAfterMs } = round.transport
  const isHeadRead =
    kind.events !== undefined && status === 200 && contentType === null && encoding !== 'no gzip'
  let tellSeen = () => {}
  const headIsSeen = new Promise<void>((resolve) => {
    tellSeen = resolve
  })
  if (!isHeadRead) tellSeen()
  answer = serve(kind, round, headIsSeen)
  const stop = new AbortController()
  // A whole answer has minutes for its first byte. Where none may come (undici never settles a fetch that is
  // cut while its gzip is wrong), the round stops it.
  const isLost =
    kind.events === undefined &&
    end !== 'end' &&
    (encoding !== 'none' || payloadOf(kind, round).rest.length === 0)
  const afterMs = stopAfterMs ?? (kind.hasIdleTimeout && !isLost ? null : 600)
  const timer = afterMs === null ? undefined : setTimeout(() => stop.abort(), afterMs)
  const seen: unknown[] = []
  const code = await outcomeOf(
    (async () => {
      for await (const event of kind.ask(baseUrl, stop.signal)) {
        ensureSound(event)
        seen.push(event)
        tellSeen()
      }
    })(),
  )
  clearTimeout(timer)
  tellSeen()
  await strays.expectNone()
  // On a busy machine the limit may be over before the first byte has come.
  if (isHeadRead && seen.length === 0 && code !== 'cancelled' && code !== 'engine/stalled')
    throw new Error(`What came first was lost: ${code}`)
}

fuzz('a server of any kind is survived', {
  input,
  check,
  rounds: { slice: 250, long: 10_000 },
  limitMs: 5_000,
  examples: [
    // A transcription whose body never begins.
    {
      kind: 509,
      changes: [{ type: 'remove', at: 0 }],
      bytes: [],
      transport: {
        encoding: 'none',
        end: 'nothing',
        cuts: [],
        status: 200,
        contentType: null,
        stopAfterMs: null,
      },
    },
  ],
})
