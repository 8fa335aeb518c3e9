import { AppError, isCancelled } from '@shared/ipc/errors'
import { assertNever } from '@shared/lib/assertNever'
import type { ReasoningEffort } from '@shared/model/conversation'
import type { FailurePart, Message, MessageState, ResultLink, Usage } from '@shared/model/message'
import type { AskedQuestion } from '@shared/model/serverQuestion'
import type { Source } from '@shared/model/tool'
import {
  type AnswerEvent,
  type AnswerRequest,
  type AttachmentSource,
  type Engine,
  type FinishReason,
  mostToolCalls,
} from '../engines/engine'
import { picturesApart } from '../engines/picturesApart'
import { answerWithRetry, type RetryEvent, type RetryPolicy } from '../engines/retry'
import type { SentPicture } from '../engines/wire/sentPictures'
import { describeError, log } from '../lib/log'
import { unlessAborted } from '../lib/unlessAborted'
import { linkTo } from '../pictures/sentPictures'
import type { ToolCall, ToolOffer, ToolRegistry, Verdict } from '../tools/ToolRegistry'
import type { ToolContext } from '../tools/tool'
import type { LiveMessage } from './LiveMessage'

/** How a message ended. */
export interface Outcome {
  readonly state: Exclude<MessageState, 'streaming'>
  readonly failure: FailurePart | null
}

export interface AnswerJob {
  readonly engine: Engine
  readonly model: string
  readonly system: string
  /** Everything before the message that is being written. */
  readonly history: readonly Message[]
  readonly streaming: boolean
  /** False where a real call has shown that the server takes no tools. */
  readonly useTools: boolean
  /** True where the engine may search the web by itself. */
  readonly searchesWeb?: boolean
  readonly offer: ToolOffer
  readonly continuing: boolean
  readonly reasoningEffort?: ReasoningEffort
  readonly temperature?: number
  /** Of the questions in `history`. */
  readonly attachments: AttachmentSource
  readonly idleTimeoutMs: number
  readonly firstByteMs?: number
  readonly policy: RetryPolicy
  /** Shows and keeps a picture that came within the answer. */
  showPicture(picture: SentPicture): Promise<void>
  /** US dollars for these tokens; null when the price is unknown, undefined when nothing is charged. */
  priceOf(usage: Usage): number | null | undefined
  /** US dollars that the maker's cache saved of that; null where that is not known. */
  savedOf?(usage: Usage): number | null
  onRetry(event: {
    type: 'scheduled' | 'started'
    code?: AppError['code']
    attempt: number
    at?: number
  }): void
  toolContext(callId: string, signal: AbortSignal): ToolContext
}

/** More rounds than this and a model is going in circles. */
const maxRounds = 8

/** Lets the engine answer, runs the tools it asks for, and asks again until it stops. Never throws. */
export const writeAnswer = async (
  live: LiveMessage,
  job: AnswerJob,
  tools: ToolRegistry,
  signal: AbortSignal,
): Promise<Outcome> => {
  try {
    for (let round = 0; round < maxRounds; round += 1) {
      const { reason, calls } = await writeRound(live, job, tools, round, signal)
      if (calls.length > 0) {
        await runTools(live, calls, job, tools, signal)
        continue
      }
      return isEmpty(live.message) && reason === 'stop' ? nothingCame(live.message) : outcomeOf(reason)
    }
    return failed(live, new AppError('tool/too-many-rounds', undefined, { rounds: maxRounds }))
  } catch (error) {
    if (signal.aborted || isCancelled(error)) return { state: 'stopped', failure: null }
    return failed(live, error)
  }
}

type CallEvent = Extract<AnswerEvent, { readonly type: 'tool-call' }>

const writeRound = async (
  live: LiveMessage,
  job: AnswerJob,
  tools: ToolRegistry,
  round: number,
  signal: AbortSignal,
): Promise<{ reason: FinishReason; calls: readonly ToolCall[] }> => {
  const unfinished = live.message
  const request: AnswerRequest = {
    model: job.model,
    system: job.system,
    messages: unfinished.parts.length > 0 ? [...job.history, unfinished] : job.history,
    tools: job.useTools ? tools.describe(job.offer) : [],
    ...(job.searchesWeb ? { searchesWeb: true } : {}),
    streaming: job.streaming,
    continuing: job.continuing && round === 0,
    reasoningEffort: job.reasoningEffort,
    temperature: job.temperature,
    attachments: job.attachments,
    idleTimeoutMs: job.idleTimeoutMs,
    firstByteMs: job.firstByteMs,
    signal,
  }
  const calls: ToolCall[] = []
  const sources: Source[] = []
  let reason: FinishReason = 'stop'
  try {
    for await (const event of picturesApart<RetryEvent>(answerWithRetry(job.engine, request, job.policy))) {
      switch (event.type) {
        case 'text':
        case 'reasoning':
          live.grow(event.type, event.text)
          break
        case 'reasoning-item':
          live.attachReasoning(event.opaque)
          break
        case 'turned':
          live.turnIntoReasoning(event.length)
          break
        case 'picture':
          if (event.picture.type === 'address') linkPicture(live, event.picture.address)
          else await job.showPicture(event.picture)
          break
        case 'sources':
          sources.push(...event.sources)
          break
        case 'tool-call':
          if (calls.length >= mostToolCalls)
            throw new AppError('tool/too-many-rounds', undefined, { calls: mostToolCalls })
          calls.push(addCall(live, event))
          break
        case 'finish':
          reason = event.reason
          charge(live, event, job)
          break
        case 'retry-scheduled':
          job.onRetry({ type: 'scheduled', code: event.code, attempt: event.attempt, at: event.at })
          break
        case 'retry-started':
          job.onRetry({ type: 'started', attempt: event.attempt })
          break
        default:
          assertNever(event)
      }
    }
  } finally {
    // Not before the end, whatever the end is: a part amid the text would tear it.
    live.addSources(sources)
  }
  return { reason, calls }
}

/** A paragraph of its own. */
const linkPicture = (live: LiveMessage, address: string): void => {
  const link = linkTo(address)
  const isBehindText = live.message.parts.at(-1)?.type === 'text'
  if (link !== '') live.grow('text', isBehindText ? `\n\n${link}\n\n` : `${link}\n\n`)
}

/** Some engines number their calls anew in each round: a result must find its own. */
const addCall = (live: LiveMessage, { callId: given, name, input, opaque }: CallEvent): ToolCall => {
  const taken = new Set(
    live.message.parts.flatMap((part) => (part.type === 'tool-call' ? [part.callId] : [])),
  )
  let callId = given
  for (let count = 2; taken.has(callId); count += 1) callId = `${given}_${count}`
  live.add({ type: 'tool-call', callId, name, input, ...(opaque === undefined ? {} : { opaque }) })
  return { callId, name, input }
}

/** A price that the server names is what is paid; otherwise it is worked out from the tokens. */
const charge = (
  live: LiveMessage,
  { usage, costUsd }: Extract<AnswerEvent, { readonly type: 'finish' }>,
  job: AnswerJob,
): void => {
  if (usage) live.charge(withSaving(usage, job), costUsd ?? job.priceOf(usage))
  else if (costUsd !== undefined) live.charge(null, costUsd)
}

/** The tokens with what the cache saved, by the prices of now: they may be others later. */
const withSaving = (usage: Usage, job: AnswerJob): Usage => {
  const saved = job.savedOf?.(usage) ?? null
  return saved === null ? usage : { ...usage, cacheSavedUsd: saved }
}

/** The user is asked about all calls of a round before the first of them is made. */
const runTools = async (
  live: LiveMessage,
  calls: readonly ToolCall[],
  job: AnswerJob,
  tools: ToolRegistry,
  signal: AbortSignal,
): Promise<void> => {
  const verdicts = await tools.settle(calls, job.offer, job.toolContext('', signal))
  for (const call of calls) {
    signal.throwIfAborted()
    const { callId } = call
    const verdict = verdicts.get(callId) ?? {}
    const approval = verdict.approval === undefined ? {} : { approval: verdict.approval }
    const questions: AskedQuestion[] = []
    const links: ResultLink[] = []
    const context = {
      ...job.toolContext(callId, signal),
      addQuestion: (question: AskedQuestion) => void questions.push(question),
      addLink: (link: ResultLink) => void links.push(link),
    }
    const result = await resultOf(verdict, signal, () =>
      unlessAborted(tools.run(call, job.offer, context, verdict), signal),
    )
    const more = {
      ...(questions.length > 0 ? { questions } : {}),
      ...(links.length > 0 ? { links } : {}),
    }
    live.add({ type: 'tool-result', callId, ...result, ...approval, ...more })
  }
}

/** A tool that fails is told to the model, which may do without; only a stop ends the run. */
const resultOf = async (
  { approval, words }: Verdict,
  signal: AbortSignal,
  run: () => Promise<string>,
): Promise<{ readonly output: string; readonly isError: boolean }> => {
  if (approval === 'denied') return { output: deniedWords(words), isError: true }
  try {
    return { output: await run(), isError: false }
  } catch (error) {
    if (signal.aborted || isCancelled(error)) throw error
    logToolFailure(error)
    return { output: `Failed: ${reasonForModel(error)}`, isError: true }
  }
}

const deniedWords = (words: string | undefined): string =>
  `The user did not allow this call. Do not try it again.${words === undefined ? '' : ` They say: ${words}`}`

/**
 * Only the code: a tool's name and the words about its input are the model's own, and with them what was
 * said.
 */
const logToolFailure = (error: unknown): void => {
  if (error instanceof AppError) log.warning(`A tool failed: ${error.code}`)
  else log.error('Bug in a tool', error)
}

/** Without causes: their stacks name folders of this computer. */
const reasonForModel = (error: unknown): string =>
  error instanceof AppError
    ? /^(tool\/bad-input|toolServer\/failed|web\/.*)$/.test(error.code)
      ? `${error.code}: ${error.message.slice(0, 2_000)}`
      : error.code
    : 'internal error'

const outcomeOf = (reason: FinishReason): Outcome => {
  switch (reason) {
    case 'stop':
    case 'tool-calls':
      return { state: 'complete', failure: null }
    case 'length':
      // The engine ran out of room, not of words: Continue goes on.
      return { state: 'interrupted', failure: { type: 'failure', code: 'engine/answer-limit' } }
    case 'refused':
      return { state: 'failed', failure: { type: 'failure', code: 'engine/refused' } }
    case 'context-full':
      return { state: 'interrupted', failure: { type: 'failure', code: 'engine/context-too-long' } }
    case 'unfinished':
      return { state: 'interrupted', failure: { type: 'failure', code: 'engine/no-finish' } }
    default:
      return assertNever(reason)
  }
}

/** A tool that did its work, a picture or a word: without any of them there is nothing to be seen. */
const isEmpty = ({ parts }: Message): boolean =>
  !parts.some(
    (part) =>
      (part.type === 'text' && part.text.trim() !== '') ||
      part.type === 'picture' ||
      (part.type === 'tool-result' && !part.isError),
  )

const nothingCame = ({ parts }: Message): Outcome => {
  const hasThoughts = parts.some((part) => part.type === 'reasoning' && part.text !== '')
  const data = hasThoughts ? { data: { reason: 'thoughts' } } : {}
  return { state: 'failed', failure: { type: 'failure', code: 'engine/empty', ...data } }
}

/** Ends that leave a text which can be gone on with. */
const interruptions: ReadonlySet<string> = new Set([
  'engine/cut',
  'engine/no-finish',
  'engine/stalled',
  'engine/malformed',
])

export const failed = (live: LiveMessage, error: unknown): Outcome => {
  if (!(error instanceof AppError)) log.error('Bug while answering', error)
  else log.info(`Answer failed: ${describeError(error)}`)
  const { code, data } = error instanceof AppError ? error : new AppError('internal')
  const failure: FailurePart = data ? { type: 'failure', code, data } : { type: 'failure', code }
  return { state: interruptions.has(code) && live.hasText ? 'interrupted' : 'failed', failure }
}
