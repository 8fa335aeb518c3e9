import { type Fields, isRecord, jsonIn } from './values'

/**
 * What is read of an error, wherever it was written: flat, and short. A nested one cannot be written out
 * again, and patterns would take minutes over a megabyte that was made for it.
 */
export interface ServerWords {
  readonly code?: string | number
  readonly type?: string | number
  readonly param?: string | number
  readonly message?: string
  /** The wait that it asks for outside of its sentence, in milliseconds. */
  readonly retryAfterMs?: number
}

/** What it was is said at the start. */
const longestWords = 10_000

/** The names under which servers write what is wrong. */
const messageNames = ['message', 'msg', 'error_message', 'error_msg', 'status_msg'] as const

/** Reads an error of any shape: an object, bare words, or anything else. */
export const serverWordsIn = (value: unknown): ServerWords => {
  if (!isRecord(value)) return withMessage({}, wordsIn(value))
  const named = messageNames.map((name) => value[name]).find((each) => typeof each === 'string')
  const words = named ?? value.detail ?? value.message ?? value
  return withMessage(value, wordsIn(words))
}

/**
 * Reads a refusal's body: `error` in it, or around it FastAPI's `detail`, older vLLM's bare object, a list of
 * one, a page of a proxy.
 */
export const serverWordsInBody = (text: string): ServerWords => {
  const value = jsonIn(text)
  if (value === undefined) return withMessage({}, wordsIn(text))
  const body: unknown = Array.isArray(value) ? value[0] : value
  return serverWordsIn(isRecord(body) ? (body.error ?? body) : body)
}

/**
 * The error in what came as a success, undefined where there is none. It stands under `error`, in the choice,
 * in a list, or is the whole: a server that failed midway has no other status to tell it by.
 */
export const errorIn = (value: unknown): unknown => {
  const body: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value
  if (!isRecord(body)) return undefined
  const choice: unknown = Array.isArray(body.choices) ? body.choices[0] : undefined
  if (isTold(body.error, choice === undefined)) return body.error
  if (isRecord(choice)) return isTold(choice.error, false) ? choice.error : undefined
  if (Array.isArray(body.errors) && body.errors.length > 0) return body.errors[0]
  if (isRecord(body.base_resp) && Number(body.base_resp.status_code) > 0) {
    return { code: body.base_resp.status_code, message: body.base_resp.status_msg }
  }
  if (body.object === 'error' || body.type === 'error') return body
  const isSuccess = body.choices !== undefined || body.type !== undefined || body.object !== undefined
  return !isSuccess && isComplaint(body) ? body : undefined
}

const isTold = (error: unknown, isAlone: boolean): boolean =>
  isRecord(error) ? isAlone || Object.keys(error).length > 0 : Boolean(error)

/** Words alone: FastAPI's `detail`, the `message` of a gateway. */
const isComplaint = (body: Fields): boolean =>
  typeof body.detail === 'string' ||
  Array.isArray(body.detail) ||
  messageNames.some((name) => typeof body[name] === 'string')

const withMessage = (fields: Fields, message: string): ServerWords => {
  const { code, type = fields.status, param } = fields
  const retryAfterMs = waitNamedIn(fields)
  return {
    ...(isWord(code) ? { code: shortened(code) } : {}),
    ...(isWord(type) ? { type: shortened(type) } : {}),
    ...(isWord(param) ? { param: shortened(param) } : {}),
    ...(message === '' ? {} : { message }),
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
  }
}

const mostDetails = 20

/** Google's `RetryInfo`, and fields of gateways. */
const waitNamedIn = ({ details, retry_after: seconds, retry_after_ms: ms }: Fields): number | null => {
  if (typeof ms === 'number' && ms > 0 && Number.isFinite(ms)) return Math.ceil(ms)
  if (typeof seconds === 'number' && seconds > 0 && Number.isFinite(seconds))
    return Math.ceil(seconds * 1_000)
  for (const detail of Array.isArray(details) ? details.slice(0, mostDetails) : []) {
    const delay: unknown = isRecord(detail) ? detail.retryDelay : undefined
    const found = typeof delay === 'string' ? /^(\d{1,7}(?:\.\d{1,9})?)s$/.exec(delay)?.[1] : undefined
    if (found !== undefined) return Math.ceil(Number(found) * 1_000)
  }
  return null
}

const isWord = (value: unknown): value is string | number =>
  typeof value === 'string' || typeof value === 'number'

const shortened = (word: string | number): string | number =>
  typeof word === 'string' ? word.slice(0, longestWords) : word

const wordsIn = (value: unknown): string => {
  if (value === undefined || value === null) return ''
  if (typeof value === 'string') return value.slice(0, longestWords)
  try {
    return JSON.stringify(value).slice(0, longestWords)
  } catch (error) {
    // Nested deeper than can be written: it says nothing that could be read.
    if (!(error instanceof RangeError)) throw error
    return ''
  }
}
