import { AppError } from '@shared/ipc/errors'
import type { AsyncLibrary } from '@shared/ipc/library'
import type { Utterance, VoiceEntry } from '@shared/ipc/speech'
import type { Conversation } from '@shared/model/conversation'
import { textOf } from '@shared/model/message'
import type { Costs } from '../costs/costs'
import type { EngineRegistry } from '../engines/registry'
import { log } from '../lib/log'
import type { Runner } from '../runs/runner'
import type { Notices } from '../settings/notices'
import type { SettingsStore } from '../settings/settingsStore'
import type { Speaker } from './Speaker'
import { voiceEntries } from './voices'

export interface TalkerParts {
  readonly library: Pick<AsyncLibrary, 'loadMessages' | 'getConversation'>
  readonly runner: Pick<Runner, 'followText' | 'liveMessage'>
  readonly engines: EngineRegistry
  readonly settings: SettingsStore
  readonly notices: Notices
  /** Loaded when something is first read aloud: what it needs to understand Markdown is not needed before. */
  readonly loadSpeaker: () => Promise<Speaker>
  readonly costs: Pick<Costs, 'charge'>
}

/** A listener does not wait as long as a reader: after this, silence counts as a stall, and the offline voice goes on. */
const longestSpeechWaitMs = 10_000

/** Reads a message aloud: finds its text, the engine and the voice, and tells when the offline voice steps in. */
export class Talker {
  constructor(private readonly parts: TalkerParts) {}

  voices(): readonly VoiceEntry[] {
    return voiceEntries()
  }

  async *read(input: { messageId: string; callId?: string }, signal: AbortSignal): AsyncIterable<Utterance> {
    const { loadSpeaker, settings, engines, notices, costs } = this.parts
    const conversation = await this.conversationOf(input.messageId)
    const choices = conversation?.choices ?? {}
    const voice = choices.voice ?? settings.get().voice
    // What one engine wrote is not sent to another to be spoken.
    const engineId = choices.engineId ?? settings.get().engineId
    const engine = engineId === null ? null : await this.engineFor(engineId)
    const text =
      input.callId === undefined
        ? await this.textOfMessage(input.messageId, signal)
        : await this.textOfCall(input)
    const speaker = await loadSpeaker()
    yield* speaker.read({
      text,
      voice,
      engine,
      signal,
      learn: (name, isSupported) => engine && engineId !== null && engines.learn(engineId, name, isSupported),
      onFallback: (reason, error) => {
        log.info(`The offline voice speaks instead: ${reason}`)
        if (!(error instanceof AppError)) log.error('Bug in an engine voice', error)
        notices.show({ kind: 'speech-fallback', severity: 'info', data: { reason } })
      },
      onEngineSpoke: (seconds) => {
        if (!engine) return
        const { model } = engine
        const costUsd = engines.priceOfSpeech(engine.engine.kind, model, seconds)
        void costs.charge({ kind: 'speech', conversationId: conversation?.id ?? null, model, costUsd })
      },
    })
  }

  /** Null for one that was removed: the offline voice speaks. */
  private async engineFor(engineId: string) {
    const { engines, settings } = this.parts
    if (!engines.has(engineId)) return null
    // The built-in engine has no voice of its own by design; asking for its model would be asking in vain.
    const model = (await engines.modelFor(engineId, 'speech')) ?? ''
    return {
      engine: engines.engine(engineId),
      model,
      canSpeak: engines.capability(engineId, 'speech'),
      idleTimeoutMs: Math.min(settings.get().idleTimeoutMs, longestSpeechWaitMs),
    }
  }

  private async conversationOf(messageId: string): Promise<Conversation | null> {
    const { runner, library } = this.parts
    const message =
      runner.liveMessage(messageId) ?? (await library.loadMessages({ ids: [messageId] }))[0] ?? null
    return message && library.getConversation({ id: message.conversationId })
  }

  private async textOfMessage(messageId: string, signal: AbortSignal): Promise<AsyncIterable<string>> {
    const growing = this.parts.runner.followText(messageId, signal)
    if (growing) return growing
    const [message] = await this.parts.library.loadMessages({ ids: [messageId] })
    if (!message) throw new AppError('message/not-found')
    return once(textOf(message))
  }

  private async textOfCall({
    messageId,
    callId,
  }: {
    messageId: string
    callId?: string
  }): Promise<AsyncIterable<string>> {
    const message =
      this.parts.runner.liveMessage(messageId) ??
      (await this.parts.library.loadMessages({ ids: [messageId] }))[0]
    const call = message?.parts.find((part) => part.type === 'tool-call' && part.callId === callId)
    if (call?.type !== 'tool-call') throw new AppError('message/not-found')
    const input: unknown = JSON.parse(call.input)
    const text = typeof input === 'object' && input !== null && 'text' in input ? String(input.text) : ''
    return once(text)
  }
}

const once = async function* (text: string): AsyncIterable<string> {
  yield text
}
