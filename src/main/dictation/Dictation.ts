import type { DictationQuote } from '@shared/ipc/dictation'
import { AppError } from '@shared/ipc/errors'
import type { AsyncLibrary } from '@shared/ipc/library'
import { wavOf } from '@shared/lib/wav'
import { recordingRate, secondsOfRecording } from '@shared/model/dictation'
import { onlyWrites } from '@shared/model/engine'
import type { Costs } from '../costs/Costs'
import { priceOfTranscription } from '../costs/prices'
import type { EngineRegistry } from '../engines/EngineRegistry'
import type { SettingsStore } from '../settings/SettingsStore'
import type { Microphone, MicrophoneEvent } from './Microphone'
import type { Recordings } from './Recordings'

export interface DictationDeps {
  readonly recordings: Recordings
  readonly microphone: Microphone
  readonly library: Pick<AsyncLibrary, 'getConversation'>
  readonly engines: EngineRegistry
  readonly settings: SettingsStore
  readonly costs: Pick<Costs, 'charge' | 'ensureWithin'>
  /** True where the system lets Parley use the microphone at all. On macOS this is where it asks. */
  readonly mayHear: () => Promise<boolean>
}

interface Where {
  readonly conversationId: string | null
  readonly engineId: string | null
}

interface Asked {
  readonly pcm: Uint8Array
  readonly conversationId: string | null
  readonly onWords: ((soFar: string) => void) | undefined
}

/**
 * Turns what was said into words, by the engine that is going to answer or the one that was chosen for it.
 */
export class Dictation {
  constructor(private readonly deps: DictationDeps) {}

  async *hold(
    { purpose, ...where }: Where & { readonly purpose: 'talk' | 'try' },
    windowId: number,
    signal: AbortSignal,
  ): AsyncIterable<MicrophoneEvent> {
    // Said before a word is, instead of after all of them.
    if (purpose === 'talk') this.ensureEars(await this.engineFor(where))
    else for (const { id } of this.deps.engines.list()) this.deps.engines.tryAgain(id)
    if (!(await this.deps.mayHear())) throw new AppError('microphone/denied')
    yield* this.deps.microphone.hold(windowId, signal)
  }

  async begin(windowId: number, conversationId: string | null = null): Promise<{ recordingId: string }> {
    const { microphone, library, recordings } = this.deps
    if (!microphone.isHeldBy(windowId)) throw new AppError('ipc/bad-sender', 'Without the microphone')
    if (conversationId === null) return recordings.begin(windowId)
    // A temporary one may be gone by now.
    const conversation = await library.getConversation({ id: conversationId })
    return recordings.begin(windowId, { isUnwritten: conversation?.isTemporary ?? conversation === null })
  }

  async *transcribe(
    { recordingId, ...where }: Where & { readonly recordingId: string },
    signal: AbortSignal,
  ): AsyncIterable<{ text: string }> {
    yield { text: await this.wordsOf({ recordingId, ...where }, signal) }
  }

  /** `onWords` gets all that is understood so far, where the engine tells it early; it may still change. */
  async wordsOf(
    { recordingId, ...where }: Where & { readonly recordingId: string },
    signal: AbortSignal,
    onWords?: (soFar: string) => void,
  ): Promise<string> {
    const pcm = await this.deps.recordings.load(recordingId)
    const engineId = await this.engineFor(where)
    const { kind } = this.deps.engines.payee(engineId)
    if (kind === 'builtin' || onlyWrites(kind)) throw this.unsupported(engineId)
    const asked = { pcm, conversationId: where.conversationId, onWords }
    try {
      return await this.ask(engineId, asked, signal)
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'engine/unsupported') throw error
      this.deps.engines.lacks(engineId, 'transcription')
      const next = await this.engineFor(where)
      if (next === engineId || this.isDeaf(next)) throw this.unsupported(engineId)
      return await this.ask(next, asked, signal)
    }
  }

  private async ask(
    engineId: string,
    { pcm, conversationId, onWords }: Asked,
    signal: AbortSignal,
  ): Promise<string> {
    const { engines, costs, settings } = this.deps
    const payee = engines.payee(engineId)
    await costs.ensureWithin(payee)
    const model = await engines.models.transcriptionModel(engineId)
    const { idleTimeoutMs } = settings.get()
    const wav = wavOf(pcm, recordingRate)
    const asked = { wav, model, idleTimeoutMs, signal, ...(onWords ? { onWords } : {}) }
    const { text, costUsd: named } = await engines.engine(engineId).transcribe(asked)
    const costUsd = named ?? priceOfTranscription(payee, model, secondsOfRecording(pcm.byteLength))
    void costs.charge({ kind: 'transcription', conversationId, model, costUsd })
    return text
  }

  /** Null until an engine was chosen. */
  async quote(): Promise<DictationQuote | null> {
    const { engines } = this.deps
    const engine = engines.peek('transcription', {})?.engine
    if (!engine) return null
    if (this.isDeaf(engine.id)) return { engine: engine.name, model: null, usdPerMinute: null }
    const model = await engines.models.transcriptionModel(engine.id)
    return {
      engine: engine.name,
      model,
      usdPerMinute: priceOfTranscription(engine, model, 60),
    }
  }

  private async engineFor({ conversationId, engineId }: Where): Promise<string> {
    const { library, engines, settings } = this.deps
    const listener = engines.peek('transcription', {})?.engine.id
    // The engine chosen for dictation transcribes in every conversation.
    if (listener !== undefined && listener === settings.get().listeningEngineId) return listener
    const conversation =
      conversationId === null ? null : await library.getConversation({ id: conversationId })
    return engines.pick('transcription', conversation?.choices ?? { engineId }).engine.id
  }

  private isDeaf(engineId: string): boolean {
    return this.deps.engines.list().find(({ id }) => id === engineId)?.can?.transcription === false
  }

  private ensureEars(engineId: string): void {
    if (this.isDeaf(engineId)) throw this.unsupported(engineId)
  }

  private unsupported(engineId: string): AppError {
    const engine = this.deps.engines.list().find(({ id }) => id === engineId)
    return new AppError('listening/unsupported', undefined, {
      engine: engine?.name ?? null,
      isBuiltin: engine?.kind === 'builtin',
    })
  }
}
