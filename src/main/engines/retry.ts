import { setTimeout } from 'node:timers/promises'
import { AppError, type ErrorCode } from '@shared/ipc/errors'
import type { AnswerEvent, AnswerRequest, Engine } from './engine'

/** The rule for asking again by itself: before the first token only, and only where that can help. */
export interface RetryPolicy {
  /** The first one included. */
  readonly maxTries: number
  /** The first pause; each further one is twice as long. */
  readonly baseDelayMs: number
  readonly maxDelayMs: number
  /** The longest wait that a server may ask for: beyond it the user gets the failure at once. */
  readonly maxRetryAfterMs: number
  now(): number
  /** A random number from 0 to below 1. */
  random(): number
  /** Ends early, by throwing or not, when the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>
}

export const defaultRetryPolicy: RetryPolicy = {
  maxTries: 3,
  baseDelayMs: 1_000,
  maxDelayMs: 8_000,
  maxRetryAfterMs: 60_000,
  now: () => Date.now(),
  random: () => Math.random(),
  wait: (ms, signal) => setTimeout(ms, undefined, { signal }),
}

export type RetryEvent =
  /** The next try is at `at` (ms since the epoch). `attempt` counts from 2. */
  | {
      readonly type: 'retry-scheduled'
      readonly code: ErrorCode
      readonly attempt: number
      readonly at: number
    }
  | { readonly type: 'retry-started'; readonly attempt: number }

/**
 * An engine's answer under the policy. Once a token has come, a failure is thrown as it is: its text is kept.
 */
export async function* answerWithRetry(
  engine: Engine,
  request: AnswerRequest,
  policy: RetryPolicy,
): AsyncGenerator<AnswerEvent | RetryEvent, void, undefined> {
  for (let attempt = 1; ; attempt += 1) {
    let hasBegun = false
    try {
      for await (const event of engine.answer(request)) {
        hasBegun = true
        yield event
      }
      return
    } catch (error) {
      const delayMs = hasBegun || request.signal.aborted ? null : delayAfter(error, attempt, policy)
      if (delayMs === null || !(error instanceof AppError)) throw error
      yield { type: 'retry-scheduled', code: error.code, attempt: attempt + 1, at: policy.now() + delayMs }
      await pause(delayMs, request.signal, policy)
      yield { type: 'retry-started', attempt: attempt + 1 }
    }
  }
}

const pause = async (ms: number, signal: AbortSignal, policy: RetryPolicy): Promise<void> => {
  try {
    await policy.wait(ms, signal)
  } catch (error) {
    if (!signal.aborted) throw error
  }
  if (signal.aborted) throw new AppError('cancelled')
}

/** The wait before the next try; null: there is none. */
const delayAfter = (error: unknown, attempt: number, policy: RetryPolicy): number | null => {
  if (!(error instanceof AppError) || attempt >= triesFor(error, policy)) return null
  const asked = error.data?.retryAfterMs
  if (typeof asked === 'number') return asked > policy.maxRetryAfterMs ? null : asked
  const full = Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** (attempt - 1))
  // Between half and all of it, so that many who failed together do not come back together.
  return Math.round(full * (0.5 + policy.random() / 2))
}

const triesFor = (error: AppError, policy: RetryPolicy): number => {
  switch (error.code) {
    case 'engine/rate-limited':
    case 'engine/overloaded':
    case 'engine/server-error':
    case 'engine/timeout':
      return policy.maxTries
    case 'engine/unreachable':
      return triesForReason(error.data?.reason, policy)
    default:
      return 1
  }
}

/** A refused connection or an unknown host seldom changes within seconds: the user had better see it. */
const triesForReason = (reason: unknown, policy: RetryPolicy): number => {
  if (reason === 'tls') return 1
  return reason === 'refused' || reason === 'dns' || reason === 'network'
    ? Math.min(2, policy.maxTries)
    : policy.maxTries
}
