import { AppError, type ErrorCode } from '@shared/ipc/errors'
import type { AsyncLibrary } from '@shared/ipc/library'
import type { Utterance, VoiceEntry, VoiceQuote } from '@shared/ipc/speech'
import { catalog, findModel } from '@shared/model/catalog'
import type { Conversation } from '@shared/model/conversation'
import type { EngineChoice } from '@shared/model/engineFor'
import { textOf } from '@shared/model/message'
import type { Costs } from '../costs/Costs'
import { priceOfSpeech, priceOfSpeechMinute } from '../costs/prices'
import type { EngineRegistry } from '../engines/EngineRegistry'
import { log } from '../lib/log'
import type { ActiveRuns } from '../runs/ActiveRuns'
import type { Notices } from '../settings/Notices'
import type { SettingsStore } from '../settings/SettingsStore'
import type { Fallback, SpeechSynthesizer } from './SpeechSynthesizer'
import { isOfflineVoice, type SpeakOffline, voiceEntries, voicesFor } from './voices'

export interface ReadAloudDeps {
  readonly library: Pick<AsyncLibrary, 'loadMessages' | 'getConversation'>
  readonly activeRuns: Pick<ActiveRuns, 'followText' | 'liveMessage'>
  readonly engines: EngineRegistry
  readonly settings: SettingsStore
  readonly notices: Notices
  /** Loaded when something is first read aloud: what it needs to understand Markdown is not needed before. */
  readonly loadSynthesizer: () => Promise<SpeechSynthesizer>
  readonly speakOffline: SpeakOffline
  readonly costs: Pick<Costs, 'charge'>
}

/**
 * A listener does not wait as long as a reader: after this, silence counts as a stall, and the next voice
 * goes on.
 */
const longestSpeechWaitMs = 10_000

const sampleText = 'This is how I read your answers aloud. I hope that you like the sound of it.'

/** Reads a message aloud: finds its text, the engine and the voice, and tells when another voice steps in. */
export class ReadAloud {
  /** Retired models whose notice was shown: one that was dismissed stays away. */
  private readonly toldOf = new Set<string>()

  constructor(private readonly deps: ReadAloudDeps) {}

  voices(): readonly VoiceEntry[] {
    return voiceEntries()
  }

  /** The engine that would read by this voice in a new conversation, and its price. */
  async quote({ voice }: { voice: string }): Promise<VoiceQuote> {
    const { engines, speakOffline } = this.deps
    const speaker = engines.peek('speech', {})?.engine
    const engine = speaker ? await this.speakerOf(speaker.id) : null
    const [first, second] = voicesFor({ voice, engine }, speakOffline)
    const next = second && (second.model ?? 'offline')
    if (!first || first.model === null || !speaker)
      return { model: null, usdPerMinute: 0, shutdownDate: null, next: null }
    return {
      model: first.model,
      next: next ?? null,
      usdPerMinute: priceOfSpeechMinute(speaker, first.model),
      shutdownDate: speaker.kind === 'openai' ? (findModel(first.model)?.shutdownDate ?? null) : null,
    }
  }

  async *read(input: { messageId: string; callId?: string }, signal: AbortSignal): AsyncIterable<Utterance> {
    const { settings } = this.deps
    const conversation = await this.conversationOf(input.messageId)
    const choices = conversation?.choices ?? {}
    const voice = choices.voice ?? settings.get().voice
    const text =
      input.callId === undefined
        ? await this.textOfMessage(input.messageId, signal)
        : await this.textOfCall(input)
    const { messageId } = input
    yield* this.speak({ text, voice, choices, messageId, conversationId: conversation?.id ?? null, signal })
  }

  async *sample({ voice }: { voice: string }, signal: AbortSignal): AsyncIterable<Utterance> {
    yield* this.speak({
      text: once(sampleText),
      voice,
      choices: {},
      messageId: null,
      conversationId: null,
      signal,
    })
  }

  /** The words of a message, for the name of a file. */
  async wordsOf(messageId: string): Promise<string> {
    const message = await this.messageOf(messageId)
    if (!message) throw new AppError('message/not-found')
    return textOf(message)
  }

  private async *speak(what: {
    readonly text: AsyncIterable<string>
    readonly voice: string
    readonly choices: EngineChoice
    readonly messageId: string | null
    readonly conversationId: string | null
    readonly signal: AbortSignal
  }): AsyncIterable<Utterance> {
    const { loadSynthesizer, costs, speakOffline } = this.deps
    const { text, voice, choices, messageId, conversationId, signal } = what
    const engine = await this.speakerFor(voice, choices)
    const standIn = engine && (await this.standInFor(engine.id, choices))
    const voices = voicesFor({ voice, engine, standIn }, speakOffline)
    if (engine && !isOfflineVoice(voice)) this.tellRetired(engine.retired, voices[0]?.model ?? null)
    const synthesizer = await loadSynthesizer()
    yield* synthesizer.read({
      text,
      voices,
      former: [engine, standIn].flatMap((each) => (each ? formerVoices(voice, each.source) : [])),
      messageId,
      signal,
      onFallback: (fallback) => this.tellFallback(fallback),
      onSpoke: ({ model, isStandIn }, sentences) => {
        const speaker = isStandIn ? standIn : engine
        if (!speaker || model === null) return
        const costUsd = priceOfSpeech(speaker.payee, model, sentences)
        void costs.charge({ kind: 'speech', conversationId, model, costUsd })
      },
    })
  }

  private tellFallback({ reason, error, from, to }: Fallback): void {
    log.info(`Another voice speaks instead of ${from.model ?? 'the offline one'}: ${reason}`)
    if (!(error instanceof AppError)) log.error('Bug in an engine voice', error)
    // The usual one for an engine without a voice: not worth a word.
    if (to.isStandIn && !from.isStandIn) return
    this.showFallback(reason, from.model, to.model)
  }

  /** Tells the user why they hear another voice: its model is gone. */
  private tellRetired(retired: string | null, next: string | null): void {
    if (retired === null || this.toldOf.has(retired)) return
    this.toldOf.add(retired)
    this.deps.notices.show({
      kind: 'speech-retired',
      severity: 'warning',
      data: { model: retired, ...(next === null ? {} : { next }) },
    })
  }

  private showFallback(reason: ErrorCode, model: string | null, next: string | null): void {
    this.deps.notices.show({
      kind: 'speech-fallback',
      severity: 'info',
      data: { reason, ...(model === null ? {} : { model }), ...(next === null ? {} : { next }) },
    })
  }

  /** Who speaks by the one rule; null where the offline voice was chosen, or no engine yet. */
  private async speakerFor(voice: string, choices: EngineChoice) {
    const { engines } = this.deps
    const isOfflineOnly = isOfflineVoice(voice) || engines.peek('speech', choices) === null
    return isOfflineOnly ? null : this.speakerOf(engines.pick('speech', choices).engine.id)
  }

  /** Who speaks if an engine that was not asked yet has no voice; null where it is known to have one. */
  private async standInFor(engineId: string, choices: EngineChoice) {
    const { engines } = this.deps
    const isKnown = engines.peek('speech', choices)?.engine.can?.speech === true
    const next = isKnown ? null : engines.peekWithout('speech', choices, engineId)
    return next && next.can?.speech !== false ? this.speakerOf(next.id) : null
  }

  private async speakerOf(engineId: string) {
    const { engines, settings } = this.deps
    return {
      id: engineId,
      engine: engines.engine(engineId),
      payee: engines.payee(engineId),
      // The built-in engine has no voice of its own by design; asking for its model would be asking in vain.
      ...(await engines.models.speechModels(engineId)),
      source: engines.sourceOf(engineId),
      canSpeak: engines.capability(engineId, 'speech'),
      idleTimeoutMs: Math.min(settings.get().idleTimeoutMs, longestSpeechWaitMs),
    }
  }

  private async conversationOf(messageId: string): Promise<Conversation | null> {
    const message = await this.messageOf(messageId)
    return message && this.deps.library.getConversation({ id: message.conversationId })
  }

  private async messageOf(messageId: string) {
    const { activeRuns, library } = this.deps
    return activeRuns.liveMessage(messageId) ?? (await library.loadMessages({ ids: [messageId] }))[0] ?? null
  }

  private async textOfMessage(messageId: string, signal: AbortSignal): Promise<AsyncIterable<string>> {
    const growing = this.deps.activeRuns.followText(messageId, signal)
    if (growing) return growing
    const [message] = await this.deps.library.loadMessages({ ids: [messageId] })
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
    const message = await this.messageOf(messageId)
    const call = message?.parts.find((part) => part.type === 'tool-call' && part.callId === callId)
    if (call?.type !== 'tool-call') throw new AppError('message/not-found')
    const input: unknown = JSON.parse(call.input)
    const text = typeof input === 'object' && input !== null && 'text' in input ? String(input.text) : ''
    return once(text)
  }
}

/** What may be kept from before a model ended, or was changed. */
const formerVoices = (voice: string, source: string) =>
  catalog.entries
    .filter(({ role }) => role === 'speech')
    .map(({ id: model }) => ({ id: voice, model, source }))

const once = async function* (text: string): AsyncIterable<string> {
  yield text
}
