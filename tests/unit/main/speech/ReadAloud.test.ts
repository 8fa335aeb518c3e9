import { AppError } from '@shared/ipc/errors'
import type { Utterance } from '@shared/ipc/speech'
import type { Charge } from '@shared/model/cost'
import type { AppEvent } from '@shared/model/events'
import type { Message } from '@shared/model/message'
import { describe, expect, it } from 'vitest'
import { EngineRegistry } from '../../../../src/main/engines/EngineRegistry'
import type { Engine, SpeechSession } from '../../../../src/main/engines/engine'
import { Transport } from '../../../../src/main/engines/transport/Transport'
import { Emitter } from '../../../../src/main/lib/Emitter'
import { Secrets } from '../../../../src/main/security/Secrets'
import { Notices } from '../../../../src/main/settings/Notices'
import { SettingsStore } from '../../../../src/main/settings/SettingsStore'
import { ReadAloud } from '../../../../src/main/speech/ReadAloud'
import { SpeechAudioStore } from '../../../../src/main/speech/SpeechAudioStore'
import { SpeechSynthesizer } from '../../../../src/main/speech/SpeechSynthesizer'
import { emptySpeechCache } from '../../../fakes/emptySpeechCache'

const message: Message = {
  id: 'm',
  conversationId: 'c',
  parentId: null,
  role: 'assistant',
  state: 'complete',
  parts: [{ type: 'text', text: 'One thing. Another thing.' }],
  createdAt: 1,
}
const conversation = { id: 'c', title: '', createdAt: 1, updatedAt: 1, leafId: 'm', choices: {} }

/** OpenAI as it will be: the speech endpoint while it lasts, the Realtime API throughout. */
class OpenAI implements Pick<Engine, 'kind' | 'speak' | 'openRealtime'> {
  readonly kind = 'openai'
  readonly asked: string[] = []
  constructor(private readonly isEndpointThere: boolean) {}

  async speak({ model }: { model: string }) {
    this.asked.push(model)
    if (!this.isEndpointThere) throw new AppError('engine/model-not-found')
    return { sampleRate: 24_000, pcm: aSecond() }
  }

  openRealtime({ model, voice }: { model: string; voice: string }): SpeechSession {
    return {
      speak: async () => {
        this.asked.push(`${model} ${voice}`)
        const tokens = { textInput: 100, textOutput: 10, audioOutput: 20 }
        return { sampleRate: 24_000, pcm: aSecond(), tokens: () => tokens }
      },
      close: () => {},
    }
  }
}
async function* aSecond() {
  yield new Uint8Array(48_000)
}

const setUp = (day: string, engine: OpenAI) => {
  class Registry extends EngineRegistry {
    override engine = () => engine as unknown as Engine
  }
  const events = new Emitter<AppEvent>()
  const vault = {
    isAvailable: async () => false,
    backend: () => 'test',
    encrypt: async () => new Uint8Array(),
    decrypt: async () => '',
    allowWeak: () => {},
  }
  const file = { read: () => ({}), write: () => {} }
  const settings = new SettingsStore(file, events)
  const notices = new Notices(events)
  const now = () => Date.parse(`${day}T12:00:00Z`)
  const secrets = new Secrets(vault, file, () => false)
  const environment = { key: 'sk-1234567890', baseUrl: null }
  const transport = new Transport({ resolveProxy: async () => 'DIRECT', environment: {} })
  const charges: Omit<Charge, 'at'>[] = []
  const readAloud = new ReadAloud({
    library: { loadMessages: async () => [message], getConversation: async () => conversation },
    activeRuns: { followText: () => null, liveMessage: () => null },
    engines: new Registry({ settings, secrets, events, notices, environment, now, transport }),
    settings,
    notices,
    loadSynthesizer: async () => new SpeechSynthesizer(new SpeechAudioStore(), emptySpeechCache()),
    speakOffline: async () => ({ pcm: new Uint8Array(4), sampleRate: 16_000 }),
    costs: {
      charge: async (charge) => {
        charges.push(charge)
      },
    },
  })
  const read = async () => {
    const heard: Utterance[] = []
    for await (const utterance of readAloud.read({ messageId: 'm' }, new AbortController().signal))
      heard.push(utterance)
    // What was spent is reported once everything has come.
    await new Promise((resolve) => setImmediate(resolve))
    return heard.map(({ voice }) => voice)
  }
  return { readAloud, notices, charges, read }
}

describe('reading aloud by OpenAI', () => {
  it('is the speech endpoint’s as long as there is one, and costs what its length says', async () => {
    const engine = new OpenAI(true)
    const { read, notices, charges } = setUp('2027-01-05', engine)
    expect(await read()).toEqual(['onyx', 'onyx'])
    expect(notices.list()).toEqual([])
    expect(engine.asked).toEqual(['gpt-4o-mini-tts', 'gpt-4o-mini-tts'])
    expect(charges).toMatchObject([{ kind: 'speech', conversationId: 'c', model: 'gpt-4o-mini-tts' }])
    expect(charges[0]?.costUsd).toBeCloseTo(2 * 20 * 12e-6, 5)
  })

  it('goes on over the Realtime API from the day of the shutdown, and says so once', async () => {
    const engine = new OpenAI(false)
    const { read, notices, charges } = setUp('2027-01-06', engine)
    expect(await read()).toEqual(['cedar', 'cedar'])
    expect(engine.asked).toEqual(['gpt-realtime-2.1-mini cedar', 'gpt-realtime-2.1-mini cedar'])
    expect(notices.list()).toMatchObject([
      { kind: 'speech-retired', data: { model: 'gpt-4o-mini-tts', next: 'gpt-realtime-2.1-mini' } },
    ])
    expect(charges).toEqual([
      {
        kind: 'speech',
        conversationId: 'c',
        model: 'gpt-realtime-2.1-mini',
        costUsd: expect.closeTo((2 * (100 * 0.6 + 10 * 2.4 + 20 * 20)) / 1e6, 9),
      },
    ])
    notices.dismiss('speech-retired')
    await read()
    expect(notices.list()).toEqual([])
  })

  it('falls to the Realtime API should the endpoint end before its day', async () => {
    const engine = new OpenAI(false)
    const { read, notices } = setUp('2026-12-24', engine)
    expect(await read()).toEqual(['cedar', 'cedar'])
    expect(notices.list()).toMatchObject([
      {
        kind: 'speech-fallback',
        data: {
          reason: 'engine/model-not-found',
          model: 'gpt-4o-mini-tts',
          next: 'gpt-realtime-2.1-mini',
        },
      },
    ])
  })

  it('a sample is by the voice that was asked for, and nothing of it is kept', async () => {
    const { readAloud } = setUp('2026-12-24', new OpenAI(true))
    const heard: Utterance[] = []
    for await (const utterance of readAloud.sample({ voice: 'nova' }, new AbortController().signal))
      heard.push(utterance)
    expect(heard).toMatchObject([
      { voice: 'nova', clipId: null },
      { voice: 'nova', clipId: null },
    ])
  })

  it('says what a minute costs, until when, and who comes next', async () => {
    const { readAloud } = setUp('2026-12-24', new OpenAI(true))
    expect(await readAloud.quote({ voice: 'nova' })).toEqual({
      model: 'gpt-4o-mini-tts',
      usdPerMinute: expect.closeTo(0.0145, 3),
      shutdownDate: '2027-01-06',
      next: 'gpt-realtime-2.1-mini',
    })
  })
})
