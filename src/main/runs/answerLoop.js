import { AppError, isCancelled } from '@shared/ipc/errors'
import { assertNever } from '@shared/lib/assertNever'
import { answerWithRetry } from '../engines/retry'
import { describeError, log } from '../lib/log'

/** More rounds than this and a model is going in circles. */
const maxRounds = 8
/** Lets the engine answer, runs the tools it asks for, and asks again until it stops. Never throws. */
export const writeAnswer = async (live, job, tools, signal) => {
  try {
    for (let round = 0; round < maxRounds; round += 1) {
      const { reason, calls } = await writeRound(live, job, tools, round, signal)
      if (calls.length > 0) {
        for (const call of calls) await runTool(live, call, job, tools, signal)
        continue
      }
      return outcomeOf(reason)
    }
    return failed(live, new AppError('tool/too-many-rounds', undefined, { rounds: maxRounds }))
  } catch (error) {
    if (signal.aborted || isCancelled(error)) return { state: 'stopped', failure: null }
    return failed(live, error)
  }
}
const writeRound = async (live, job, tools, round, signal) => {
  const unfinished = live.message
  const request = {
    model: job.model,
    system: job.system,
    messages: unfinished.parts.length > 0 ? [...job.history, unfinished] : job.history,
    tools: job.useTools ? tools.describe() : [],
    streaming: job.streaming,
    continuing: job.continuing && round === 0,
    idleTimeoutMs: job.idleTimeoutMs,
    signal,
  }
  const calls = []
  let reason = 'stop'
  for await (const event of answerWithRetry(job.engine, request, job.policy)) {
    switch (event.type) {
      case 'text':
      case 'reasoning':
        live.grow(event.type, event.text)
        break
      case 'reasoning-item':
        live.attachReasoning(event.opaque)
        break
      case 'tool-call':
        live.add({ type: 'tool-call', callId: event.callId, name: event.name, input: event.input })
        calls.push(event)
        break
      case 'finish':
        reason = event.reason
        if (event.usage) live.charge(event.usage, job.priceOf(event.usage))
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
  return { reason, calls }
}
/** A tool that fails is told to the model, which may do without; only a stop ends the run. */
const runTool = async (live, call, job, tools, signal) => {
  signal.throwIfAborted()
  const { callId } = call
  try {
    const output = await tools.run(call.name, call.input, job.toolContext(callId, signal))
    live.add({ type: 'tool-result', callId, output, isError: false })
  } catch (error) {
    if (signal.aborted || isCancelled(error)) throw error
    log.warning(`Tool ${call.name} failed`, error)
    live.add({ type: 'tool-result', callId, output: `Failed: ${reasonForModel(error)}`, isError: true })
  }
}
const reasonForModel = (error) =>
  error instanceof AppError
    ? error.code === 'tool/bad-input'
      ? `${error.code}: ${describeError(error).slice(0, 500)}`
      : error.code
    : 'internal error'
const outcomeOf = (reason) => {
  switch (reason) {
    case 'stop':
    case 'tool-calls':
      return { state: 'complete', failure: null }
    case 'length':
      // The engine ran out of room, not of words: Continue goes on.
      return { state: 'interrupted', failure: null }
    case 'refused':
      return { state: 'failed', failure: { type: 'failure', code: 'engine/refused' } }
    default:
      return assertNever(reason)
  }
}
/** Ends that leave a text which can be gone on with. */
const interruptions = new Set(['engine/cut', 'engine/no-finish', 'engine/stalled', 'engine/malformed'])
export const failed = (live, error) => {
  if (!(error instanceof AppError)) log.error('Bug while answering', error)
  else log.info(`Answer failed: ${describeError(error)}`)
  const { code, data } = error instanceof AppError ? error : new AppError('internal')
  const failure = data ? { type: 'failure', code, data } : { type: 'failure', code }
  return { state: interruptions.has(code) && live.hasText ? 'interrupted' : 'failed', failure }
}
