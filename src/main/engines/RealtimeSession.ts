import { AppError } from '@shared/ipc/errors'
import type { SpeechSession, SpeechSessionRequest, SpeechStream } from './engine'
import { defaultIdleTimeoutMs, type RemoteEngineOptions } from './engineCall'
import { connectRealtime, type RealtimeConnection } from './RealtimeConnection'
import type { RealtimeUtterance } from './RealtimeUtterance'
import { defaultSampleRate } from './speechAudio'
import { createWatchdog } from './watchdog'

/** Models that speak over the Realtime API only. */
export const isRealtimeModel = (model: string): boolean => /realtime/i.test(model)

/**
 * Sentences read by a conversational model. It is asked to read word for word and does not always: sound is
 * let through only as far as the transcript agrees with the text, and `speech/strayed` ends it where it no
 * longer does.
 *
 * Not the SDK's `OpenAIRealtimeWS`: that speaks `wss:` only, and a server on this computer has `ws:`.
 */
export class RealtimeSession implements SpeechSession {
  private connecting: Promise<RealtimeConnection> | null = null
  private isClosed = false

  constructor(
    private readonly options: RemoteEngineOptions,
    private readonly request: SpeechSessionRequest,
  ) {}

  async speak(text: string, signal: AbortSignal): Promise<SpeechStream> {
    const idleTimeoutMs = this.request.idleTimeoutMs ?? defaultIdleTimeoutMs
    const watchdog = createWatchdog(signal, idleTimeoutMs)
    try {
      const connection = await watchdog.wait(this.connection(idleTimeoutMs))
      const utterance = connection.say(text)
      const leave = () => utterance.cancel()
      watchdog.signal.addEventListener('abort', leave, { once: true })
      return {
        sampleRate: defaultSampleRate,
        pcm: soundOf(utterance, watchdog),
        tokens: () => utterance.tokens,
      }
    } catch (error) {
      watchdog.close()
      throw error
    }
  }

  close(): void {
    this.isClosed = true
    void this.connecting?.then(
      (connection) => connection.close(),
      () => {
        // The caller of the utterance gets the failure.
      },
    )
    this.connecting = null
  }

  /** One for all sentences; a new one after it broke. */
  private connection(idleTimeoutMs: number): Promise<RealtimeConnection> {
    if (this.isClosed) throw new AppError('cancelled')
    if (this.connecting) return this.connecting
    const forget = () => {
      if (this.connecting === connecting) this.connecting = null
    }
    const connecting = connectRealtime(this.options, this.request, idleTimeoutMs, forget)
    connecting.catch(forget)
    this.connecting = connecting
    return connecting
  }
}

async function* soundOf(
  utterance: RealtimeUtterance,
  watchdog: ReturnType<typeof createWatchdog>,
): AsyncGenerator<Uint8Array> {
  const sound = utterance.sound[Symbol.asyncIterator]()
  try {
    for (;;) {
      const next = await watchdog.wait(sound.next())
      watchdog.throwIfEnded()
      if (next.done) return
      yield next.value
    }
  } finally {
    watchdog.close()
    utterance.cancel()
  }
}
