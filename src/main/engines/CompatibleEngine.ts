import { chatEvents } from './chatEvents'
import { chatMessages } from './chatMessages'
import { type ChatParameter, chatParameters, unusedIn } from './chatParameters'
import type { AnswerEvent, AnswerRequest } from './engine'
import { type EngineCall, openEvents, type RemoteEngineOptions } from './engineCall'
import { askAdapting, Refusals } from './optionalParameters'
import { RemoteEngine } from './RemoteEngine'
import { simplified } from './simpleSchema'

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
    for (const name of unusedIn(request)) unused.add(name)
    if (unused.has('stream')) unused.add('stream_options')
    const dropped = this.refusals.of(request, unused)
    const passing = new Set<ChatParameter>()
    const ask = (without: ReadonlySet<ChatParameter>) => this.ask(call, request, without)
    const response = await askAdapting(chatParameters, dropped, ask, { passing })
    this.remember(request, new Set([...unused, ...passing]), dropped)

    const events = chatEvents(openEvents(call, response), {
      hasTools: !dropped.has('tools'),
      onStream: () => this.options.learn?.('streaming', true),
    })
    for await (const event of events) {
      if (event.type === 'tool-call') this.options.learn?.('tools', true)
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
    const messages = await chatMessages(request, {
      seesPictures: !without.has('pictures'),
      ...(without.has('own') ? {} : { engineId: this.id }),
      hasShortIds: without.has('ids'),
      hasEmptyText: without.has('null'),
      fillsSignatures: without.has('unsigned'),
      fillsThoughts: without.has('thoughtless'),
      hasSystemInQuestion: without.has('system'),
      alternates: without.has('questions'),
    })
    const tools = without.has('schemas') ? request.tools.map(simplified) : request.tools
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
                tools: tools.map(({ name, description, parameters }) => ({
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
