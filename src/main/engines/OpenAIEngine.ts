import { reasons } from '@shared/model/catalog'
import type {
  ResponseCreateParamsBase,
  ResponseIncludable,
  Tool as ResponsesTool,
} from 'openai/resources/responses/responses'
import type { AnswerEvent, AnswerRequest } from './engine'
import { type EngineCall, type RemoteEngineOptions, readEvents } from './engineCall'
import { failureFromServer } from './engineErrors'
import { askAdapting, type OptionalParameter, Refusals } from './optionalParameters'
import { sendsPictures } from './questionContent'
import { RemoteEngine } from './RemoteEngine'
import { responsesStreamEvents } from './responsesEvents'
import { responsesInput } from './responsesInput'
import { priced } from './serverPrice'

type ResponsesParameter =
  | 'include'
  | 'effort'
  | 'summary'
  | 'reasoning'
  | 'temperature'
  | 'pictures'
  | 'webSearch'
  | 'stream'

/**
 * Not every model and organisation may use these; a refusal names them. The particular before the general.
 */
const optional: readonly OptionalParameter<ResponsesParameter>[] = [
  // An organisation that is not verified gets some models' answers whole only.
  {
    name: 'stream',
    refusal: /^stream$|must be verified to stream|stream\w* (is|are) not (supported|allowed|available)/i,
  },
  { name: 'webSearch', refusal: /web.?search/i },
  { name: 'include', refusal: /include|encrypted content/i },
  { name: 'effort', refusal: /effort/i },
  { name: 'temperature', refusal: /temperature/i },
  { name: 'summary', refusal: /reasoning\.summary|reasoning summar/i },
  { name: 'reasoning', refusal: /reasoning/i },
  {
    name: 'pictures',
    refusal: /(does not|doesn't|cannot|not) (support|accept|take)s? (image|vision)|image inputs?\b/i,
  },
]

/** OpenAI, over the Responses API. Nothing is stored there. */
export class OpenAIEngine extends RemoteEngine {
  readonly kind = 'openai'
  private readonly refusals: Refusals<ResponsesParameter>

  constructor(options: RemoteEngineOptions) {
    // GPT Image models refuse it and always send Base64.
    super(options, ['response_format'])
    this.refusals = new Refusals('answers', this.memory)
  }

  protected async *answerOnce(call: EngineCall, request: AnswerRequest): AsyncGenerator<AnswerEvent> {
    const unused = unusedOf(request)
    const dropped = this.refusals.of(request, unused)
    const before = new Set(dropped)
    const response = await askAdapting(optional, dropped, async (without) => {
      const body = await this.bodyOf(request, without)
      const stream = request.streaming && !without.has('stream')
      if (!stream) call.expectWholeResponse()
      return call.client.responses.create({ ...body, stream }, { signal: call.watchdog.signal }).asResponse()
    })
    this.refusals.remember(request, dropped, before, response)
    const fail = (error: unknown) => failureFromServer(error, call.context)
    yield* priced(responsesStreamEvents(readEvents(call, response), fail), response)
  }

  private async bodyOf(
    request: AnswerRequest,
    without: ReadonlySet<ResponsesParameter>,
  ): Promise<ResponseCreateParamsBase> {
    const isReasoning = reasons(request.model)
    const effort = without.has('effort') || without.has('reasoning') ? undefined : request.reasoningEffort
    const reasoning = {
      ...(without.has('summary') || without.has('reasoning') ? {} : { summary: 'auto' as const }),
      ...(effort === undefined ? {} : { effort }),
    }
    const isTempered =
      request.temperature !== undefined &&
      !without.has('temperature') &&
      takesTemperature(request.model, effort)
    const tools = toolsOf(request, offersSearch(request) && !without.has('webSearch'))
    const include: ResponseIncludable[] = ['reasoning.encrypted_content']
    return {
      model: request.model,
      input: await responsesInput(request, this.id, { seesPictures: !without.has('pictures') }),
      store: false,
      ...(request.system.trim() === '' ? {} : { instructions: request.system }),
      ...(isReasoning && !without.has('include') ? { include } : {}),
      ...(isReasoning && Object.keys(reasoning).length > 0 ? { reasoning } : {}),
      ...(isTempered ? { temperature: request.temperature } : {}),
      ...(tools.length === 0 ? {} : { tools }),
    }
  }
}

const toolsOf = ({ tools }: AnswerRequest, searches: boolean): ResponsesTool[] => [
  ...tools.map(
    ({ name, description, parameters }): ResponsesTool => ({
      type: 'function',
      name,
      description,
      parameters: { ...parameters },
      strict: false,
    }),
  ),
  ...(searches ? [{ type: 'web_search' } as const] : []),
]

/** With the least effort the API takes no search: developers.openai.com/api/docs/guides/tools-web-search. */
const offersSearch = ({ searchesWeb, reasoningEffort }: AnswerRequest): boolean =>
  searchesWeb === true && reasoningEffort !== 'minimal'

/** What the request does not hold cannot be refused, whatever the words of a refusal. */
const unusedOf = (request: AnswerRequest): ReadonlySet<ResponsesParameter> => {
  const unused = new Set<ResponsesParameter>()
  if (!reasons(request.model))
    for (const name of ['include', 'summary', 'reasoning'] as const) unused.add(name)
  if (request.reasoningEffort === undefined || !reasons(request.model)) unused.add('effort')
  if (request.temperature === undefined) unused.add('temperature')
  if (!offersSearch(request)) unused.add('webSearch')
  if (!sendsPictures(request)) unused.add('pictures')
  if (!request.streaming) unused.add('stream')
  return unused
}

/** GPT-5.6 and GPT-6 take a temperature only when they do not reason. */
const takesTemperature = (model: string, effort: string | undefined): boolean =>
  !/^gpt-(5\.[6-9]|6)/i.test(model) || effort === 'none'
