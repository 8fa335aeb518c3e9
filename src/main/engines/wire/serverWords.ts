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
}

/** What it was is said at the start. */
const longestWords = 10_000

/** Reads an error of any shape: an object, bare words, or anything else. */
export const serverWordsIn = (value: unknown): ServerWords => {
  if (!isRecord(value)) return withMessage({}, wordsIn(value))
  const words = typeof value.message === 'string' ? value.message : (value.detail ?? value.message ?? value)
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

const withMessage = ({ code, type, param }: Fields, message: string): ServerWords => ({
  ...(isWord(code) ? { code: shortened(code) } : {}),
  ...(isWord(type) ? { type: shortened(type) } : {}),
  ...(isWord(param) ? { param: shortened(param) } : {}),
  ...(message === '' ? {} : { message }),
})

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
