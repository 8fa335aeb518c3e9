import { reasons } from '@shared/model/catalog'
import type {
  Response as ModelResponse,
  ResponseCreateParamsBase,
  ResponseIncludable,
  ResponseStreamEvent,
} from 'openai/resources/responses/responses'
import { drawPicture, type PictureParameter } from './draw'
import type {
  AnswerEvent,
  AnswerRequest,
  DrawEvent,
  DrawRequest,
  Engine,
  ListedModel,
  SpeechRequest,
  SpeechStream,
} from './engine'
import {
  type EngineCall,
  isEventStream,
  type RemoteEngineOptions,
  readEvents,
  readJson,
  singleCall,
  streamCall,
} from './engineCall'
import { failureFromServer } from './engineErrors'
import { parseModelList } from './modelList'
import { askAdapting, type OptionalParameter } from './optionalParameters'
import { responseEvents, responsesStreamEvents } from './responsesEvents'
import { responsesInput } from './responsesInput'
import { speakAloud } from './speak'

/** Not every model and organisation may use these; a refusal names them. */
const optional: readonly OptionalParameter<'include' | 'reasoning'>[] = [
  { name: 'include', refusal: /include|encrypted content/i },
  { name: 'reasoning', refusal: /reasoning/i },
]

/** OpenAI, over the Responses API. Nothing is stored there. */
export class OpenAIEngine implements Engine {
  readonly kind = 'openai'
  /** By model: what one model refuses, another wants. */
  private readonly dropped = new Map<string, Set<'include' | 'reasoning'>>()

  /** GPT Image models refuse `response_format` and always send Base64. */
  private readonly pictureParameters = new Set<PictureParameter>(['response_format'])

  constructor(private readonly options: RemoteEngineOptions) {
    if (options.knows?.('pictureStreaming') === false) this.pictureParameters.add('stream')
  }

  get id(): string {
    return this.options.id
  }

  answer(request: AnswerRequest): AsyncIterable<AnswerEvent> {
    return streamCall(this.options, request, (call) => this.answerOnce(call, request))
  }

  private async *answerOnce(call: EngineCall, request: AnswerRequest): AsyncGenerator<AnswerEvent> {
    if (!request.streaming) call.expectWholeResponse()
    const dropped = this.droppedFor(request.model)
    const response = await askAdapting(optional, dropped, (without) =>
      call.client.responses
        .create(
          { ...this.bodyOf(request, without), stream: request.streaming },
          { signal: call.watchdog.signal },
        )
        .asResponse(),
    )
    const fail = (error: unknown) => failureFromServer(error, call.context)
    if (isEventStream(response, request.streaming)) {
      yield* responsesStreamEvents(readEvents<ResponseStreamEvent>(call, response), fail)
    } else {
      const body = await readJson(call, response)
      yield* responseEvents(body as unknown as ModelResponse, fail)
    }
  }

  private bodyOf(request: AnswerRequest, without: ReadonlySet<string>): ResponseCreateParamsBase {
    const isReasoning = reasons(request.model)
    const include: ResponseIncludable[] = ['reasoning.encrypted_content']
    return {
      model: request.model,
      input: responsesInput(request, this.id),
      store: false,
      ...(request.system.trim() === '' ? {} : { instructions: request.system }),
      ...(isReasoning && !without.has('include') ? { include } : {}),
      ...(isReasoning && !without.has('reasoning') ? { reasoning: { summary: 'auto' } } : {}),
      ...(request.tools.length === 0
        ? {}
        : {
            tools: request.tools.map(({ name, description, parameters }) => ({
              type: 'function',
              name,
              description,
              parameters: { ...parameters },
              strict: false,
            })),
          }),
    }
  }

  private droppedFor(model: string): Set<'include' | 'reasoning'> {
    const known = this.dropped.get(model) ?? new Set()
    this.dropped.set(model, known)
    return known
  }

  speak(request: SpeechRequest): Promise<SpeechStream> {
    return speakAloud(this.options, request)
  }

  draw(request: DrawRequest): AsyncIterable<DrawEvent> {
    return drawPicture(this.options, request, this.pictureParameters)
  }

  models(signal: AbortSignal): Promise<readonly ListedModel[]> {
    return singleCall(this.options, { signal }, async (call) => {
      const response = await call.client.models.list({ signal: call.watchdog.signal }).asResponse()
      return parseModelList(await readJson(call, response))
    })
  }
}
