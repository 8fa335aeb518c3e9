import type { EngineKind } from '@shared/model/engine'
import { drawPicture, type PictureParameter } from './draw'
import type {
  AnswerEvent,
  AnswerRequest,
  DrawEvent,
  DrawRequest,
  Engine,
  ListedModel,
  SpeechRequest,
  SpeechSession,
  SpeechSessionRequest,
  SpeechStream,
  Transcript,
  TranscriptionRequest,
} from './engine'
import { type EngineCall, type RemoteEngineOptions, readList, singleCall, streamCall } from './engineCall'
import { parseModelList } from './modelList'
import { RealtimeSession } from './RealtimeSession'
import { memoryOfRun, type RefusalMemory } from './RefusalMemory'
import { speakAloud } from './speak'
import { SpeechFormats } from './speechFormats'
import { transcribeAudio } from './transcribe'

/** A server of OpenAI's shape. Which API it answers over is all in which they differ. */
export abstract class RemoteEngine implements Engine {
  abstract readonly kind: EngineKind
  protected readonly memory: RefusalMemory
  private readonly speechFormats = new SpeechFormats()

  /** `refusedInPictures`: what is known to be refused there before anything was asked. */
  constructor(
    protected readonly options: RemoteEngineOptions,
    private readonly refusedInPictures: readonly PictureParameter[] = [],
  ) {
    this.memory = options.refusals ?? memoryOfRun()
  }

  get id(): string {
    return this.options.id
  }

  protected abstract answerOnce(call: EngineCall, request: AnswerRequest): AsyncIterable<AnswerEvent>

  answer(request: AnswerRequest): AsyncIterable<AnswerEvent> {
    return streamCall(this.options, request, (call) => this.answerOnce(call, request))
  }

  speak(request: SpeechRequest): Promise<SpeechStream> {
    return speakAloud(this.options, request, this.speechFormats)
  }

  openRealtime(request: SpeechSessionRequest): SpeechSession {
    return new RealtimeSession(this.options, request)
  }

  transcribe(request: TranscriptionRequest): Promise<Transcript> {
    return transcribeAudio(this.options, request)
  }

  draw(request: DrawRequest): AsyncIterable<DrawEvent> {
    const usual = new Set(this.refusedInPictures)
    return drawPicture(this.options, request, { memory: this.memory, usual })
  }

  models(signal: AbortSignal): Promise<readonly ListedModel[]> {
    return singleCall(this.options, { signal }, async (call) => {
      const response = await call.client.models.list({ signal: call.watchdog.signal }).asResponse()
      return parseModelList(await readList(call, response))
    })
  }
}
