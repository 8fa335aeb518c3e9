import type { MessageCreateParamsBase } from '@anthropic-ai/sdk/resources/messages/messages'
import { AppError } from '@shared/ipc/errors'
import { type ClaudeFacts, claudeFacts } from '@shared/model/claudeModels'
import type { CapabilityName } from '@shared/model/engine'
import { type AnthropicCall, readAnthropicEvents, singleAnthropic, streamAnthropic } from './anthropicCall'
import { anthropicRejects } from './anthropicErrors'
import { messageStreamEvents } from './anthropicEvents'
import { anthropicMessages, cacheControl, markForCache } from './anthropicMessages'
import { type AnthropicModel, listAnthropicModels } from './anthropicModels'
import { thinkingFor } from './anthropicThinking'
import type {
  AnswerEvent,
  AnswerRequest,
  DrawEvent,
  Engine,
  ListedModel,
  SpeechStream,
  Transcript,
} from './engine'
import type { RemoteEngineOptions } from './engineCall'
import { askAdapting, type OptionalParameter, Refusals } from './optionalParameters'
import { priced } from './serverPrice'

type MessagesParameter =
  | 'thoughts'
  | 'thinking'
  | 'effort'
  | 'temperature'
  | 'cache'
  | 'documents'
  | 'pictures'
  | 'length'
  | 'tools'

/** The order matters: a refusal of one names others that may be used instead. */
const optional: readonly OptionalParameter<MessagesParameter>[] = [
  { name: 'thoughts', refusal: /signature|block is bound|redacted_thinking|`thinking` blocks?\b/i },
  { name: 'thinking', refusal: /\bthinking\b|budget_tokens/i },
  { name: 'effort', refusal: /\beffort\b|output_config/i },
  { name: 'temperature', refusal: /temperature|sampling/i },
  { name: 'cache', refusal: /cache_control/i },
  { name: 'documents', refusal: /\bpdfs?\b|\bdocuments?\b/i },
  {
    name: 'pictures',
    refusal: /\bimages?\b.{0,40}(support|not)|not.{0,20}(support|accept|take).{0,20}\bimages?\b|\bvision\b/i,
  },
  { name: 'length', refusal: /max_tokens/i },
  { name: 'tools', refusal: /\btools?\b.{0,40}(not|n't) supported|not support.{0,20}\btools?\b/i },
]

/** The length of an answer where neither list nor catalog says what the model can. */
const usualLength = 32_000
/** What every model of Anthropic's so far can. */
const leastLength = 4_096

/** The last version of the API under which a temperature can be said. */
const versionWithTemperature = '2023-06-01'

/** Claude, over the Messages API: answers only. It draws, speaks and transcribes nothing. */
export class AnthropicEngine implements Engine {
  readonly kind = 'anthropic'
  private readonly refusals: Refusals<MessagesParameter>
  /** What the list has said of its models. */
  private readonly listed = new Map<string, AnthropicModel>()

  constructor(private readonly options: RemoteEngineOptions) {
    this.refusals = new Refusals('answers', options.refusals)
  }

  get id(): string {
    return this.options.id
  }

  answer(request: AnswerRequest): AsyncIterable<AnswerEvent> {
    return streamAnthropic(this.options, request, (call) => this.answerOnce(call, request))
  }

  async speak(): Promise<SpeechStream> {
    throw unsupported('speech')
  }

  async transcribe(): Promise<Transcript> {
    throw unsupported('transcription')
  }

  // biome-ignore lint/correctness/useYield: it has none to give
  async *draw(): AsyncGenerator<DrawEvent> {
    throw unsupported('pictures')
  }

  models(signal: AbortSignal): Promise<readonly ListedModel[]> {
    return singleAnthropic(this.options, { signal }, async (call) => {
      const models = await listAnthropicModels(call)
      this.listed.clear()
      for (const model of models) this.listed.set(model.id, model)
      return models.map(({ id, shutdownDate }) => ({ id, shutdownDate }))
    })
  }

  private async *answerOnce(call: AnthropicCall, request: AnswerRequest): AsyncGenerator<AnswerEvent> {
    if (!request.streaming) call.expectWholeResponse()
    const unused = this.unusedOf(request)
    const dropped = this.refusals.of(request, unused)
    const before = new Set(dropped)
    const ask = (without: ReadonlySet<MessagesParameter>) => this.ask(call, request, without)
    const response = await askAdapting(optional, dropped, ask, { isRefusal: anthropicRejects })
    // Thoughts are refused for one conversation, because it was changed: others keep theirs.
    this.refusals.remember(
      request,
      [...dropped].filter((name) => name !== 'thoughts'),
      before,
      response,
    )
    yield* priced(messageStreamEvents(readAnthropicEvents(call, response)), response)
  }

  private async ask(
    call: AnthropicCall,
    request: AnswerRequest,
    without: ReadonlySet<MessagesParameter>,
  ): Promise<Response> {
    const body = await this.bodyOf(request, without)
    const isTempered = request.temperature !== undefined && !without.has('temperature')
    return call.client
      .post<unknown>('/v1/messages', {
        // The temperature has gone from the SDK's types with its newest version of the API.
        body: isTempered ? { ...body, temperature: Math.min(1, request.temperature ?? 1) } : body,
        stream: request.streaming,
        signal: call.watchdog.signal,
        headers: isTempered ? { 'anthropic-version': versionWithTemperature } : {},
      })
      .asResponse()
  }

  private async bodyOf(
    request: AnswerRequest,
    without: ReadonlySet<MessagesParameter>,
  ): Promise<MessageCreateParamsBase> {
    const facts = claudeFacts(request.model)
    const length = without.has('length') ? leastLength : this.lengthOf(request.model, facts)
    const { thinking, effort } = thinkingFor(facts, request.reasoningEffort, length)
    const isThinking = thinking !== undefined && thinking.type !== 'disabled' && !without.has('thinking')
    const cached = without.has('cache') ? {} : { cache_control: cacheControl }
    const tools = without.has('tools') ? [] : request.tools
    const messages = await anthropicMessages(request, this.id, {
      seesPictures: !without.has('pictures'),
      readsDocuments: !without.has('documents'),
      keepsThoughts: isThinking && !without.has('thoughts'),
      keepsCalls: tools.length > 0,
    })
    return {
      model: request.model,
      max_tokens: length,
      messages: without.has('cache') ? messages : markForCache(messages),
      stream: request.streaming,
      ...(request.system.trim() === ''
        ? {}
        : { system: [{ type: 'text', text: request.system, ...cached }] }),
      ...(thinking === undefined || without.has('thinking') ? {} : { thinking }),
      ...(effort === undefined || without.has('effort') ? {} : { output_config: { effort } }),
      ...(tools.length === 0
        ? {}
        : {
            tools: tools.map(({ name, description, parameters }, index) => ({
              name,
              description,
              input_schema: { ...parameters, type: 'object' as const },
              ...(index === tools.length - 1 ? cached : {}),
            })),
          }),
    }
  }

  private lengthOf(model: string, facts: ClaudeFacts): number {
    return this.listed.get(model)?.mostOutput ?? facts.mostOutput ?? usualLength
  }

  /** What the request does not hold cannot be refused, whatever the words of a refusal. */
  private unusedOf(request: AnswerRequest): ReadonlySet<MessagesParameter> {
    const { model, messages, temperature, reasoningEffort } = request
    const facts = claudeFacts(model)
    const known = this.listed.get(model)
    const { thinking, effort } = thinkingFor(facts, reasoningEffort, this.lengthOf(model, facts))
    const unused = new Set<MessagesParameter>()
    if (!hasThoughts(messages)) unused.add('thoughts')
    if (thinking === undefined) unused.add('thinking')
    if (effort === undefined) unused.add('effort')
    // Next to thoughts Anthropic takes no other temperature than its own.
    if (temperature === undefined || !facts.takesTemperature || thinking !== undefined)
      unused.add('temperature')
    if (known?.seesPictures === false || !hasPictures(messages)) unused.add('pictures')
    if (known?.readsDocuments === false || !hasDocuments(messages)) unused.add('documents')
    if (request.tools.length === 0) unused.add('tools')
    return unused
  }
}

const hasThoughts = (messages: AnswerRequest['messages']): boolean =>
  messages.some(({ parts }) => parts.some((part) => part.type === 'reasoning' && part.opaque !== undefined))

const hasPictures = (messages: AnswerRequest['messages']): boolean =>
  messages.some(({ role, parts }) => role === 'user' && parts.some(({ type }) => type === 'picture'))

const hasDocuments = (messages: AnswerRequest['messages']): boolean =>
  messages.some(({ parts }) =>
    parts.some((part) => part.type === 'file' && part.mediaType === 'application/pdf'),
  )

const unsupported = (what: CapabilityName | 'pictures' | 'transcription'): AppError =>
  new AppError('engine/unsupported', `Claude has no ${what}`, { what })
