import { LLMock } from '@copilotkit/aimock'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CompatibleEngine } from '../../../src/main/engines/CompatibleEngine'
import { createEngine } from '../../../src/main/engines/engineFactory'
import { OpenAIEngine } from '../../../src/main/engines/OpenAIEngine'
import { RealtimeSession } from '../../../src/main/engines/RealtimeSession'
import { type FaultServer, startFaultServer } from '../../fakes/faultServer'
import { type RealtimeServer, serveRealtime } from '../../fakes/realtimeServer'
import { collect, collectUntilFailure } from './support'

let server: FaultServer
let realtime: RealtimeServer
let session: RealtimeSession
beforeEach(async () => {
  server = await startFaultServer()
  realtime = serveRealtime(server)
  session = open()
})
afterEach(async () => {
  session.close()
  await server.stop()
})

const open = (baseUrl = server.baseUrl, idleTimeoutMs = 60_000) =>
  new RealtimeSession(
    { id: 'test', baseUrl, loadKey: async () => 'sk-test' },
    { voice: 'cedar', model: 'gpt-realtime-2.1-mini', idleTimeoutMs },
  )
const never = new AbortController().signal
const sound = (length: number, value = 7) => new Uint8Array(length).fill(value)
const heard = async (pcm: AsyncIterable<Uint8Array>) => Buffer.concat(await collect(pcm))
/** Resolves once the server was asked so often. */
const asked = (count: number) => expect.poll(() => realtime.asks.length).toBe(count)

describe('speech over the Realtime API', () => {
  it('asks for each sentence apart from any conversation, to be read word for word', async () => {
    realtime.script((ask) => ask.speak(sound(1_000)))
    const { sampleRate, pcm, tokens } = await session.speak('Read this, please.', never)
    expect(sampleRate).toBe(24_000)
    expect((await heard(pcm)).byteLength).toBe(1_000)
    expect(tokens?.()).toEqual({ textInput: 100, textOutput: 10, audioOutput: 200 })
    expect(realtime.connections).toEqual([
      { model: 'gpt-realtime-2.1-mini', authorization: 'Bearer sk-test' },
    ])
    expect(realtime.sessions).toMatchObject([
      { type: 'realtime', output_modalities: ['audio'], audio: { output: { voice: 'cedar' } } },
    ])
    expect(realtime.asks[0]?.text).toBe('Read this, please.')
    expect(realtime.asks[0]?.response).toMatchObject({
      conversation: 'none',
      output_modalities: ['audio'],
      instructions: expect.stringContaining('word for word'),
      audio: { output: { voice: 'cedar', format: { type: 'audio/pcm', rate: 24_000 } } },
    })
  })

  it('speaks several sentences over one connection at a time, each its own', async () => {
    realtime.script(() => {})
    const [one, two] = await Promise.all([session.speak('One.', never), session.speak('Two.', never)])
    await asked(2)
    // The later one first, as may happen.
    realtime.asks[1]?.speak(sound(40, 2))
    realtime.asks[0]?.speak(sound(20, 1))
    expect([...(await heard(one.pcm))]).toEqual(Array(20).fill(1))
    expect([...(await heard(two.pcm))]).toEqual(Array(40).fill(2))
    expect(realtime.connections).toHaveLength(1)
  })

  it('goes by the order of asking where the server does not send names back', async () => {
    realtime.script((ask) => {
      ask.created({ metadata: null })
      ask.audio(sound(10))
      ask.transcriptDone(ask.text)
      ask.done()
    })
    expect((await heard((await session.speak('One.', never)).pcm)).byteLength).toBe(10)
  })

  it('lets sound through while it is being spoken, as far as the words agree', async () => {
    realtime.script(() => {})
    const { pcm } = await session.speak('First this, then that.', never)
    await asked(1)
    const [ask] = realtime.asks
    ask?.created()
    ask?.transcript('First')
    ask?.audio(sound(10, 1))
    ask?.transcript(' this,')
    const chunks = pcm[Symbol.asyncIterator]()
    expect((await chunks.next()).value).toEqual(sound(10, 1))
    ask?.audio(sound(10, 2))
    ask?.transcript(' and')
    await expect(chunks.next()).rejects.toMatchObject({ code: 'speech/strayed' })
    await expect.poll(() => ask?.isCancelled).toBe(true)
  })

  it.each([
    ['an answer instead of the text', 'It is half past two.'],
    ['a word less at the end', 'What is the'],
  ])('%s is not read word for word', async (_what, transcript) => {
    realtime.script((ask) => ask.speak(sound(100), transcript))
    const { pcm } = await session.speak('What is the time?', never)
    const { error } = await collectUntilFailure(pcm)
    expect(error).toMatchObject({ code: 'speech/strayed' })
  })

  it('sound without a word of what it says is not trusted', async () => {
    realtime.script((ask) => {
      ask.created()
      ask.audio(sound(100))
      ask.done()
    })
    const { seen, error } = await collectUntilFailure((await session.speak('Hello.', never)).pcm)
    expect({ heard: seen.length, error }).toMatchObject({ heard: 0, error: { code: 'speech/strayed' } })
  })

  it('a sample cut in two by the server is put together', async () => {
    realtime.script((ask) => {
      ask.created()
      ask.audio(Uint8Array.from([1, 2, 3]))
      ask.audio(Uint8Array.from([4]))
      ask.transcriptDone(ask.text)
      ask.done()
    })
    expect([...(await heard((await session.speak('Hello.', never)).pcm))]).toEqual([1, 2, 3, 4])
  })

  it('words without sound are no speech', async () => {
    realtime.script((ask) => {
      ask.created()
      ask.transcriptDone(ask.text)
      ask.done()
    })
    const { error } = await collectUntilFailure((await session.speak('Hello.', never)).pcm)
    expect(error).toMatchObject({ code: 'engine/malformed' })
  })

  it('a limit midway ends only the sentence that met it', async () => {
    realtime.script((ask) =>
      ask.text === 'Two.'
        ? ask.error({ type: 'rate_limit_error', code: 'rate_limit_exceeded', message: 'Slow down' })
        : ask.speak(sound(10)),
    )
    const [one, two] = await Promise.all([session.speak('One.', never), session.speak('Two.', never)])
    expect((await heard(one.pcm)).byteLength).toBe(10)
    await expect(heard(two.pcm)).rejects.toMatchObject({ code: 'engine/rate-limited' })
  })

  it('a response that fails says why', async () => {
    realtime.script((ask) => {
      ask.created()
      ask.done({ status: 'failed', status_details: { error: { code: 'insufficient_quota', type: 'x' } } })
    })
    const { pcm } = await session.speak('Hello.', never)
    await expect(heard(pcm)).rejects.toMatchObject({ code: 'engine/no-credit' })
  })

  it('a broken connection ends what was being said, and the next sentence opens another', async () => {
    realtime.script((ask) => {
      if (ask.socket > 1) return ask.speak(sound(10))
      ask.created()
      ask.transcript('Hello')
      ask.audio(sound(4))
      ask.transcript(' there')
      ask.cut()
    })
    const { seen, error } = await collectUntilFailure((await session.speak('Hello there.', never)).pcm)
    expect({ bytes: Buffer.concat(seen).byteLength, error }).toMatchObject({
      bytes: 4,
      error: { code: 'engine/cut' },
    })
    expect((await heard((await session.speak('Again.', never)).pcm)).byteLength).toBe(10)
  })

  it('a voice that falls silent is stalled', async () => {
    session.close()
    session = open(server.baseUrl, 100)
    realtime.script((ask) => ask.created())
    const { pcm } = await session.speak('Hello.', never)
    await expect(heard(pcm)).rejects.toMatchObject({ code: 'engine/stalled' })
  })

  it('stopping cancels the sentence, closing closes the connection', async () => {
    realtime.script((ask) => {
      ask.created()
      ask.transcript('Hello')
      ask.audio(sound(4))
      ask.transcript(' there')
    })
    const controller = new AbortController()
    const { pcm } = await session.speak('Hello there, everybody.', controller.signal)
    const chunks = pcm[Symbol.asyncIterator]()
    await chunks.next()
    controller.abort()
    await expect(chunks.next()).rejects.toMatchObject({ code: 'cancelled' })
    await expect.poll(() => realtime.asks[0]?.isCancelled).toBe(true)
    session.close()
    await expect.poll(() => realtime.closed()).toBe(1)
  })

  it.each([
    [401, { code: 'invalid_api_key' }, 'engine/bad-key'],
    [404, { code: 'model_not_found', message: 'The model does not exist' }, 'engine/model-not-found'],
    [429, { code: 'rate_limit_exceeded' }, 'engine/rate-limited'],
  ])('a server that refuses the connection with %i says why', async (status, error, code) => {
    const other = await startFaultServer()
    other.onUpgrade((_request, socket) => {
      const body = JSON.stringify({ error })
      socket.end(
        `HTTP/1.1 ${status} No\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      )
    })
    const refused = open(other.baseUrl)
    await expect(refused.speak('Hello.', never)).rejects.toMatchObject({ code })
    await other.stop()
  })

  it('does not follow to another server', async () => {
    const other = await startFaultServer()
    other.onUpgrade((_request, socket) => {
      socket.end(`HTTP/1.1 302 Found\r\nLocation: ${server.url}/v1/realtime\r\nContent-Length: 0\r\n\r\n`)
    })
    await expect(open(other.baseUrl).speak('Hello.', never)).rejects.toMatchObject({
      code: expect.stringMatching(/^engine\//),
    })
    expect(realtime.connections).toEqual([])
    await other.stop()
  })

  it('a server that is not there is unreachable', async () => {
    const gone = await startFaultServer()
    await gone.stop()
    await expect(open(gone.baseUrl).speak('Hello.', never)).rejects.toMatchObject({
      code: 'engine/unreachable',
    })
  })

  it('Azure gets its key in the header of its own', async () => {
    const azure = createEngine(
      {
        id: 'test',
        kind: 'compatible',
        name: 'Azure',
        preset: 'azure',
        baseUrl: server.baseUrl,
        capabilities: {},
      },
      { loadKey: async () => 'azure-key' },
    )
    const session = azure.openRealtime?.({ voice: 'v', model: 'my-realtime' })
    realtime.script((ask) => ask.speak(sound(10)))
    const speech = await session?.speak('Hello.', never)
    expect(speech && (await heard(speech.pcm)).byteLength).toBe(10)
    expect(realtime.connections).toEqual([
      { model: 'my-realtime', authorization: undefined, apiKey: 'azure-key' },
    ])
    session?.close()
  })

  it('without a key, OpenAI is not asked', async () => {
    const options = { id: 'test', baseUrl: server.baseUrl, loadKey: async () => null }
    const engine = new CompatibleEngine(options)
    const local = engine.openRealtime({ voice: 'v', model: 'a-realtime-model' })
    realtime.script((ask) => ask.speak(sound(10)))
    expect((await heard((await local.speak('Hello.', never)).pcm)).byteLength).toBe(10)
    expect(realtime.connections[0]?.authorization).toBeUndefined()
    local.close()
  })
})

describe('the Realtime API of aimock', () => {
  it('takes our session and our question; it has text only, which is no speech', async () => {
    const mock = new LLMock({ port: 0 })
    // It looks at its own conversation only, which our sentences are not part of.
    mock.on({ predicate: () => true }, { content: 'Hello from the mock.' })
    await mock.start()
    try {
      const engine = new OpenAIEngine({ id: 'test', baseUrl: `${mock.url}/v1`, loadKey: async () => 'mock' })
      const voice = engine.openRealtime({ voice: 'cedar', model: 'gpt-realtime-2.1-mini' })
      const { pcm } = await voice.speak('Hello from the mock.', never)
      await expect(heard(pcm)).rejects.toMatchObject({ code: 'speech/strayed' })
      voice.close()
    } finally {
      await mock.stop()
    }
  })
})
