import type { ChatCompletion, ChatCompletionChunk } from 'openai/resources/chat/completions'
import { chatCompletionEvents, chatStreamEvents } from './chatEvents'
import { chatMessages } from './chatMessages'
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
import { parseModelList } from './modelList'
import { askAdapting, type OptionalParameter } from './optionalParameters'
import { speakAloud } from './speak'

type ChatParameter = 'stream_options' | 'tools' | 'stream'

/** In this order: a refusal of `stream_options` has the word `stream` in it. */
const optional: readonly OptionalParameter<ChatParameter>[] = [
  { name: 'stream_options', refusal: /stream_options|include_usage/i },
  { name: 'tools', refusal: /\btools?\b|tool[-_ ]?(use|call|choice)|function[-_ ]?call/i },
  { name: 'stream', refusal: /\bstream(s|ed|ing)?\b/i },
]

/** Any server that speaks OpenAI's older API: Ollama, LM Studio, llama.cpp, vLLM, LocalAI, OpenRouter… */
export class CompatibleEngine implements Engine {
  readonly kind = 'compatible'
  private readonly server = new Set<'stream_options' | 'stream'>()
  /** Models differ in this on one and the same server. */
  private readonly modelsWithoutTools = new Set<string>()
  private readonly pictureParameters = new Set<PictureParameter>()

  constructor(private readonly options: RemoteEngineOptions) {
    if (options.knows?.('streaming') === false) this.server.add('stream')
    if (options.knows?.('pictureStreaming') === false) this.pictureParameters.add('stream')
  }

  get id(): string {
    return this.options.id
  }

  answer(request: AnswerRequest): AsyncIterable<AnswerEvent> {
    return streamCall(this.options, request, (call) => this.answerOnce(call, request))
  }

  private async *answerOnce(call: EngineCall, request: AnswerRequest): AsyncGenerator<AnswerEvent> {
    const dropped = new Set<ChatParameter>(this.server)
    if (this.modelsWithoutTools.has(request.model) || request.tools.length === 0) dropped.add('tools')
    if (!request.streaming) dropped.add('stream')
    if (dropped.has('stream')) dropped.add('stream_options')
    const before = new Set(dropped)
    const response = await askAdapting(optional, dropped, (without) => this.ask(call, request, without))
    this.remember(request, before, dropped)

    const isStream = isEventStream(response, !dropped.has('stream'))
    const events = isStream
      ? chatStreamEvents(readEvents<ChatCompletionChunk>(call, response))
      : chatCompletionEvents((await readJson(call, response)) as unknown as ChatCompletion)
    for await (const event of events) {
      if (event.type === 'tool-call') this.options.learn?.('tools', true)
      if (event.type === 'finish' && isStream) this.options.learn?.('streaming', true)
      yield event
    }
  }

  private ask(
    call: EngineCall,
    request: AnswerRequest,
    without: ReadonlySet<ChatParameter>,
  ): Promise<Response> {
    const isStreaming = !without.has('stream')
    if (!isStreaming) call.expectWholeResponse()
    return call.client.chat.completions
      .create(
        {
          model: request.model,
          messages: chatMessages(request),
          stream: isStreaming,
          ...(isStreaming && !without.has('stream_options')
            ? { stream_options: { include_usage: true } }
            : {}),
          ...(without.has('tools')
            ? {}
            : {
                tools: request.tools.map(({ name, description, parameters }) => ({
                  type: 'function' as const,
                  function: { name, description, parameters: { ...parameters } },
                })),
              }),
        },
        { signal: call.watchdog.signal },
      )
      .asResponse()
  }

  /** Only what was refused just now, and only once leaving it out has helped. */
  private remember(
    request: AnswerRequest,
    before: ReadonlySet<ChatParameter>,
    after: ReadonlySet<ChatParameter>,
  ): void {
    for (const name of after) {
      if (before.has(name)) continue
      if (name === 'tools') {
        // Not learnt for the engine as a whole: the next model on the same server may well take them.
        this.modelsWithoutTools.add(request.model)
      } else {
        this.server.add(name)
        if (name === 'stream') this.options.learn?.('streaming', false)
      }
    }
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
