import { AppError, type ErrorCode } from '@shared/ipc/errors'
import type { Utterance } from '@shared/ipc/speech'
import { describe, expect, test } from 'vitest'
import type { Engine, SpeechRequest, SpeechStream } from '../../../../src/main/engines/engine'
import { SpeechAudioStore } from '../../../../src/main/speech/SpeechAudioStore'
import type { SpeechCache } from '../../../../src/main/speech/SpeechCache'
import { type Reading, SpeechSynthesizer, type Spoken } from '../../../../src/main/speech/SpeechSynthesizer'
import { voicesFor } from '../../../../src/main/speech/voices'
import { emptySpeechCache } from '../../../fakes/emptySpeechCache'

/** Lets everything that can happen without outside help happen. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

type Step = Uint8Array | Error
/** An engine that says what a script tells, sentence by sentence, and remembers who asked. */
class ScriptedEngine implements Pick<Engine, 'kind' | 'speak'> {
  readonly kind = 'compatible'
  readonly requests: SpeechRequest[] = []
  readonly tornDown: string[] = []

  constructor(
    private readonly script: (text: string) => readonly Step[] | Error | Promise<readonly Step[]>,
  ) {}

  async speak(request: SpeechRequest): Promise<SpeechStream> {
    this.requests.push(request)
    const steps = await Promise.race([
      this.script(request.text),
      new Promise<never>((_resolve, reject) => {
        request.signal.addEventListener('abort', () => {
          this.tornDown.push(request.text)
          reject(new AppError('cancelled'))
        })
      }),
    ])
    if (steps instanceof Error) throw steps
    return { sampleRate: 24_000, pcm: play(steps) }
  }
}

async function* play(steps: readonly Step[]): AsyncGenerator<Uint8Array> {
  for (const step of steps) {
    await settle()
    if (step instanceof Error) throw step
    yield step
  }
}

async function* pieces(...texts: readonly string[]): AsyncGenerator<string> {
  yield* texts
}

const engineSound = (value = 1, length = 4) => new Uint8Array(length).fill(value)
const offlineSound = new Uint8Array([9, 9])

interface Heard {
  readonly text: string
  readonly voice: string
  readonly bytes: number
}

interface Wanted extends Partial<Reading> {
  readonly voice?: string
  readonly models?: readonly string[]
  readonly canSpeak?: boolean
  readonly kept?: SpeechCache
}
type Speaking = Pick<Engine, 'kind' | 'speak' | 'openRealtime'>

const setUp = (engine: Speaking | null, wanted: Wanted = {}) => {
  const { voice = 'onyx', models = ['a-model'], canSpeak, kept = emptySpeechCache(), ...reading } = wanted
  const store = new SpeechAudioStore()
  const offlineTexts: string[] = []
  const spent: [string | null, readonly Spoken[]][] = []
  const fallbacks: ErrorCode[] = []
  const controller = new AbortController()
  const synthesizer = new SpeechSynthesizer(store, kept)
  const utterances = synthesizer.read({
    text: pieces('One. Two. Three. Four.'),
    voices: voicesFor(
      {
        voice,
        engine: engine && { engine, models, source: 'https://one.example', canSpeak },
      },
      async ({ text }) => {
        offlineTexts.push(text)
        return { pcm: /[a-z]/i.test(text) ? offlineSound : new Uint8Array(0), sampleRate: 16_000 }
      },
    ),
    messageId: 'c',
    signal: controller.signal,
    onFallback: ({ reason }) => fallbacks.push(reason),
    onSpoke: ({ model }, sentences) => spent.push([model, sentences]),
    ...reading,
  })
  const open = (utterance: Utterance) => store.open(utterance.url.replace('app://parley/speech/', ''))
  /** Fetches everything, as a page would. */
  const listen = async (): Promise<Heard[]> => {
    const heard: Heard[] = []
    for await (const utterance of utterances) {
      let bytes = 0
      const stream = open(utterance)
      if (stream) for await (const chunk of stream) bytes += chunk.byteLength
      heard.push({ text: utterance.text, voice: utterance.voice, bytes })
    }
    return heard
  }
  return { store, offlineTexts, spent, fallbacks, controller, utterances, open, listen }
}

describe('reading aloud', () => {
  test('the engine speaks every sentence, in order', async () => {
    const engine = new ScriptedEngine(() => [engineSound(), engineSound()])
    const { listen, spent, fallbacks } = setUp(engine)
    expect(await listen()).toEqual(
      ['One.', 'Two.', 'Three.', 'Four.'].map((text) => ({ text, voice: 'onyx', bytes: 8 })),
    )
    expect(engine.requests[0]).toMatchObject({ text: 'One.', voice: 'onyx', model: 'a-model' })
    await settle()
    const spoken = (characters: number) => ({ seconds: 8 / 48_000, characters, tokens: null })
    expect({ spent, fallbacks }).toEqual({ spent: [['a-model', [4, 4, 6, 5].map(spoken)]], fallbacks: [] })
  })

  test('an engine without speech is left and the offline voice takes over', async () => {
    const engine = new ScriptedEngine(() => new AppError('engine/unsupported'))
    const { listen, fallbacks } = setUp(engine)
    expect((await listen()).map(({ text, voice }) => [text, voice])).toEqual(
      ['One.', 'Two.', 'Three.', 'Four.'].map((text) => [text, 'flite:slt']),
    )
    expect(fallbacks).toEqual(['engine/unsupported'])
    expect(engine.requests.length).toBeLessThanOrEqual(2)
  })

  test('an engine known to have no speech is not asked', async () => {
    const engine = new ScriptedEngine(() => [engineSound()])
    const { listen, fallbacks } = setUp(engine, { canSpeak: false })
    expect((await listen()).map(({ voice }) => voice)).toEqual(Array(4).fill('flite:slt'))
    expect({ asked: engine.requests.length, fallbacks }).toEqual({ asked: 0, fallbacks: [] })
  })

  test('the offline voice that was chosen speaks, without an engine too', async () => {
    expect((await setUp(null, { voice: 'flite:awb' }).listen())[0]?.voice).toBe('flite:awb')
    expect((await setUp(null, { voice: 'onyx' }).listen())[0]?.voice).toBe('flite:slt')
    expect((await setUp(null, { voice: 'flite:unknown' }).listen())[0]?.voice).toBe('flite:slt')
  })

  test.each(['engine/rate-limited', 'engine/unreachable', 'engine/bad-key'] as const)(
    '%s midway: the offline voice goes on, nothing is said twice',
    async (code) => {
      const engine = new ScriptedEngine((text) => (text === 'Two.' ? new AppError(code) : [engineSound()]))
      const { listen, fallbacks } = setUp(engine)
      expect((await listen()).map(({ text, voice }) => [text, voice])).toEqual([
        ['One.', 'onyx'],
        ['Two.', 'flite:slt'],
        ['Three.', 'flite:slt'],
        ['Four.', 'flite:slt'],
      ])
      expect(fallbacks).toEqual([code])
    },
  )

  test('audio cut within a sentence: the offline voice says the rest of it, from a whole word', async () => {
    const second = new Uint8Array(48_000)
    const text = 'This sentence is cut after about a second of sound. Next.'
    const engine = new ScriptedEngine((sentence) =>
      sentence.startsWith('This') ? [second, new AppError('engine/cut')] : [engineSound()],
    )
    const { listen, fallbacks } = setUp(engine, { text: pieces(text) })
    expect((await listen()).map((heard) => [heard.text, heard.voice])).toEqual([
      ['This sentence is cut after about a second of sound.', 'onyx'],
      ['cut after about a second of sound.', 'flite:slt'],
      ['Next.', 'flite:slt'],
    ])
    expect(fallbacks).toEqual(['engine/cut'])
  })

  test.each([
    ['nothing', [] as Uint8Array[]],
    ['empty chunks', [new Uint8Array(0)]],
    ['a WAV file', [Buffer.from('RIFF....WAVE')]],
    ['JSON', [Buffer.from('{"error":"no"}')]],
  ])('an engine that sends %s is not played', async (_what, steps) => {
    const { listen, fallbacks } = setUp(new ScriptedEngine(() => steps))
    expect((await listen()).map(({ voice }) => voice)).toEqual(Array(4).fill('flite:slt'))
    expect(fallbacks).toEqual(['engine/malformed'])
  })

  test('a sentence can be heard before the engine has finished it', async () => {
    let finish: () => void = () => {}
    const slow: SpeechStream = {
      sampleRate: 24_000,
      pcm: (async function* () {
        yield engineSound(1)
        await new Promise<void>((resolve) => {
          finish = resolve
        })
        yield engineSound(2)
      })(),
    }
    const engine = { kind: 'openai', speak: async () => slow } as const
    const { utterances, open } = setUp(engine, { text: pieces('One.') })
    const first = await utterances.next()
    const reader = open(first.value as Utterance)?.getReader()
    expect((await reader?.read())?.value).toEqual(engineSound(1))
    finish()
    expect((await reader?.read())?.value).toEqual(engineSound(2))
  })

  test('a sentence is requested while the text is still being written', async () => {
    const engine = new ScriptedEngine(() => [engineSound()])
    const text = (async function* () {
      yield 'One. Two'
      await new Promise(() => {})
    })()
    const { utterances } = setUp(engine, { text })
    expect((await utterances.next()).value).toMatchObject({ index: 0, text: 'One.' })
  })

  test('at most two sentences are requested beyond the one being heard', async () => {
    const engine = new ScriptedEngine(() => [engineSound()])
    const { utterances, open } = setUp(engine)
    const first = (await utterances.next()).value as Utterance
    void utterances.next()
    await settle()
    expect(engine.requests.map(({ text }) => text)).toEqual(['One.', 'Two.'])
    open(first)
    await settle()
    expect(engine.requests.map(({ text }) => text)).toEqual(['One.', 'Two.', 'Three.'])
  })

  test('stopping tears the requests down and lets the audio go', async () => {
    const engine = new ScriptedEngine((text) => (text === 'One.' ? [engineSound()] : new Promise(() => {})))
    const { utterances, controller, store, offlineTexts, fallbacks } = setUp(engine)
    await utterances.next()
    const next = utterances.next()
    await settle()
    controller.abort()
    expect(await next).toEqual({ value: undefined, done: true })
    await settle()
    expect({ tornDown: engine.tornDown, kept: store.byteLength, offlineTexts, fallbacks }).toEqual({
      tornDown: ['Two.'],
      kept: 0,
      offlineTexts: [],
      fallbacks: [],
    })
  })

  test('a listener who leaves stops the requests too', async () => {
    const engine = new ScriptedEngine((text) => (text === 'One.' ? [engineSound()] : new Promise(() => {})))
    const { utterances } = setUp(engine)
    for await (const _first of utterances) break
    expect(engine.tornDown).toEqual(['Two.'])
  })

  test('a text that fails is read as far as it came', async () => {
    const text = (async function* () {
      yield 'One. Two'
      throw new AppError('message/not-found')
    })()
    const { utterances } = setUp(new ScriptedEngine(() => [engineSound()]), { text })
    expect((await utterances.next()).value).toMatchObject({ text: 'One.' })
    await expect(utterances.next()).rejects.toMatchObject({ code: 'message/not-found' })
  })

  test('a sentence that the offline voice cannot say is passed over', async () => {
    const { listen } = setUp(null, { text: pieces('One. 今日は。') })
    expect((await listen()).map(({ text }) => text)).toEqual(['One.'])
  })

  test('no sound at all is said to be so', async () => {
    await expect(setUp(null, { text: pieces('今日は。') }).listen()).rejects.toMatchObject({
      code: 'speech/unavailable',
    })
  })

  test('nothing to say is no failure', async () => {
    expect(await setUp(null, { text: pieces('---') }).listen()).toEqual([])
  })

  test('a model that is gone: the next model of the engine reads, and the offline voice is silent', async () => {
    const models: string[] = []
    const engine: Speaking = {
      kind: 'openai',
      speak: async ({ text, model }) => {
        models.push(model)
        if (model === 'old') throw new AppError('engine/model-not-found')
        return { sampleRate: 24_000, pcm: play([engineSound(1, text.length)]) }
      },
    }
    const { listen, fallbacks } = setUp(engine, { models: ['old', 'new'] })
    expect((await listen()).map(({ voice }) => voice)).toEqual(Array(4).fill('onyx'))
    expect(fallbacks).toEqual(['engine/model-not-found'])
    expect(models.filter((model) => model === 'new')).toHaveLength(4)
  })

  test('where the server itself is at fault, its other models are not waited for', async () => {
    const asked: string[] = []
    const engine: Speaking = {
      kind: 'openai',
      speak: async ({ model }) => {
        asked.push(model)
        throw new AppError('engine/unreachable')
      },
    }
    const { listen } = setUp(engine, { models: ['old', 'new'] })
    expect((await listen()).map(({ voice }) => voice)).toEqual(Array(4).fill('flite:slt'))
    expect(asked).not.toContain('new')
  })

  const strays = (text: string, after: readonly Step[] = []) =>
    new ScriptedEngine((sentence) =>
      sentence === text ? [...after, new AppError('speech/strayed')] : [engineSound()],
    )

  test('a sentence that was not read word for word is said by the next voice, and the first goes on after it', async () => {
    const { listen, fallbacks } = setUp(strays('Two.'))
    expect((await listen()).map(({ text, voice }) => [text, voice])).toEqual([
      ['One.', 'onyx'],
      ['Two.', 'flite:slt'],
      ['Three.', 'onyx'],
      ['Four.', 'onyx'],
    ])
    expect(fallbacks).toEqual(['speech/strayed'])
  })

  test('one that strays when it is being heard is said again from its beginning', async () => {
    const { listen } = setUp(strays('Two.', [engineSound()]))
    expect((await listen()).map(({ text, voice, bytes }) => [text, voice, bytes])).toEqual([
      ['One.', 'onyx', 4],
      ['Two.', 'onyx', 4],
      ['Two.', 'flite:slt', 2],
      ['Three.', 'onyx', 4],
      ['Four.', 'onyx', 4],
    ])
  })

  test('a voice that strays again and again is asked no more', async () => {
    const engine = new ScriptedEngine(() => new AppError('speech/strayed'))
    const { listen } = setUp(engine, { text: pieces('One. Two. Three. Four. Five. Six. Seven.') })
    expect((await listen()).map(({ voice }) => voice)).toEqual(Array(7).fill('flite:slt'))
    expect(engine.requests.length).toBeLessThanOrEqual(5)
  })
})
