import { chatEvents } from './chatEvents'
import { chatMessages } from './chatMessages'
import { type ChatParameter, chatParameters, effortFor, unusedIn } from './chatParameters'
import type { AnswerEvent, AnswerRequest } from './engine'
import { type EngineCall, openEvents, type RemoteEngineOptions } from './engineCall'
import { askAdapting, Refusals } from './optionalParameters'
import { RemoteEngine } from './RemoteEngine'
import { priced } from './serverPrice'
import { simplified } from './simpleSchema'

/** For servers that want a limit, and cut answers short without one. */
const wantedLimit = 8_192

/** Any server that speaks OpenAI's older API: Ollama, LM Studio, llama.cpp, vLLM, LocalAI, OpenRouter… */
export class CompatibleEngine extends RemoteEngine {
  readonly kind = 'compatible'
  private readonly refusals: Refusals<ChatParameter>
  private streams: boolean | undefined

  constructor(options: RemoteEngineOptions) {
    super(options)
    // Models differ in the rest on one and the same server.
    this.refusals = new Refusals('answers', this.memory, new Set(['stream_options'] as const))
  }

  protected async *answerOnce(call: EngineCall, request: AnswerRequest): AsyncGenerator<AnswerEvent> {
    const { learn, knows, quirks } = this.options
    const unused = new Set<ChatParameter>([...(quirks?.refusedInAnswers ?? []), ...unusedIn(request)])
    const streams = knows?.('streaming') ?? this.streams
    if (streams === false) unused.add('stream')
    if (unused.has('stream')) unused.add('stream_options')
    const dropped = this.refusals.of(request, unused)
    const before = new Set(dropped)
    const passing = new Set<ChatParameter>()
    const ask = (without: ReadonlySet<ChatParameter>) => this.ask(call, request, without)
    const response = await askAdapting(chatParameters, dropped, ask, { passing })
    const isWhole = dropped.has('stream') && !before.has('stream') && !passing.has('stream')
    const known = new Set<ChatParameter>([...before, ...passing, 'stream'])
    // Without a stream it has no options: they were not refused.
    if (isWhole) known.add('stream_options')
    this.refusals.remember(request, dropped, known, response)
    if (isWhole) {
      this.streams = false
      learn?.('streaming', false)
    }

    const events = chatEvents(openEvents(call, response), {
      hasTools: !dropped.has('tools'),
      onStream: () => {
        this.streams = true
        learn?.('streaming', true)
      },
      onBuild: (fingerprint) => this.refusals.see(fingerprint),
    })
    for await (const event of priced(events, response)) {
      if (event.type === 'tool-call') learn?.('tools', true)
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
    const effort = effortFor(request, without)
    const tools = without.has('schemas') ? request.tools.map(simplified) : request.tools
    return call.client.chat.completions
      .create(
        {
          model: request.model,
          messages,
          stream: isStreaming,
          ...(effort === undefined ? {} : { reasoning_effort: effort }),
          ...(without.has('limitless')
            ? { [without.has('max_tokens') ? 'max_completion_tokens' : 'max_tokens']: wantedLimit }
            : {}),
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
}
