import { chatCompletionEvents, chatStreamEvents } from './chatEvents'
import { chatMessages } from './chatMessages'
import type { AnswerEvent, AnswerRequest } from './engine'
import { type EngineCall, isEventStream, type RemoteEngineOptions, readEvents, readJson } from './engineCall'
import { askAdapting, type OptionalParameter, Refusals } from './optionalParameters'
import { sendsPictures } from './questionContent'
import { RemoteEngine } from './RemoteEngine'

type ChatParameter = 'stream_options' | 'tools' | 'stream' | 'effort' | 'temperature' | 'pictures'

/** The order matters: a refusal of `stream_options` has the word `stream` in it. */
const optional: readonly OptionalParameter<ChatParameter>[] = [
  { name: 'stream_options', refusal: /stream_options|include_usage/i },
  { name: 'tools', refusal: /\btools?\b|tool[-_ ]?(use|call|choice)|function[-_ ]?call/i },
  { name: 'effort', refusal: /reasoning[_ ]effort|\bthinking\b/i },
  { name: 'temperature', refusal: /temperature/i },
  {
    name: 'pictures',
    refusal:
      /image|vision|multi-?modal|mmproj|content.{0,60}\bstring\b|(unknown|invalid|unsupported).{0,30}content.{0,10}type/i,
  },
  { name: 'stream', refusal: /\bstream(s|ed|ing)?\b/i },
]

/** Any server that speaks OpenAI's older API: Ollama, LM Studio, llama.cpp, vLLM, LocalAI, OpenRouter… */
export class CompatibleEngine extends RemoteEngine {
  readonly kind = 'compatible'
  private readonly server = new Set<'stream_options' | 'stream'>()
  /** Models differ in the rest on one and the same server. */
  private readonly refusals = new Refusals<ChatParameter>()

  constructor(options: RemoteEngineOptions) {
    super(options)
    if (options.knows?.('streaming') === false) this.server.add('stream')
    for (const name of options.quirks?.refusedInAnswers ?? []) this.server.add(name)
  }

  protected async *answerOnce(call: EngineCall, request: AnswerRequest): AsyncGenerator<AnswerEvent> {
    const unused = new Set<ChatParameter>(this.server)
    if (request.tools.length === 0) unused.add('tools')
    if (request.reasoningEffort === undefined) unused.add('effort')
    if (request.temperature === undefined) unused.add('temperature')
    if (!sendsPictures(request)) unused.add('pictures')
    if (!request.streaming) unused.add('stream')
    if (unused.has('stream')) unused.add('stream_options')
    const dropped = this.refusals.of(request, unused)
    const response = await askAdapting(optional, dropped, (without) => this.ask(call, request, without))
    this.remember(request, unused, dropped)

    const isStream = isEventStream(response, !dropped.has('stream'))
    const events = isStream
      ? chatStreamEvents(readEvents(call, response))
      : chatCompletionEvents(await readJson(call, response))
    for await (const event of events) {
      if (event.type === 'tool-call') this.options.learn?.('tools', true)
      if (event.type === 'finish' && isStream) this.options.learn?.('streaming', true)
      yield event
    }
  }

  private async ask(
    call: EngineCall,
    request: AnswerRequest,
    without: ReadonlySet<ChatParameter>,
  ): Promise<Response> {
    const isStreaming = !without.has('stream')
    if (!isStreaming) call.expectWholeResponse()
    const messages = await chatMessages(request, { seesPictures: !without.has('pictures') })
    return call.client.chat.completions
      .create(
        {
          model: request.model,
          messages,
          stream: isStreaming,
          ...(without.has('effort') ? {} : { reasoning_effort: request.reasoningEffort }),
          ...(without.has('temperature') ? {} : { temperature: request.temperature }),
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

  /** Remembers only what was refused just now, and only once leaving it out has helped. */
  private remember(
    request: AnswerRequest,
    unused: ReadonlySet<ChatParameter>,
    dropped: ReadonlySet<ChatParameter>,
  ): void {
    const ofModel = [...dropped].filter((name) => name !== 'stream' && name !== 'stream_options')
    this.refusals.remember(request, ofModel, unused)
    for (const name of ['stream', 'stream_options'] as const) {
      if (!dropped.has(name) || unused.has(name)) continue
      this.server.add(name)
      if (name === 'stream') this.options.learn?.('streaming', false)
    }
  }
}
