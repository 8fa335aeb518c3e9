import { createHash } from 'node:crypto'

/** Values of another app's JSON: nothing about their types is believed. */
export type Json = Readonly<Record<string, unknown>>

export const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
export const recordOf = (value: unknown): Json => (isRecord(value) ? value : {})
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
export const textOr = (value: unknown, otherwise: string): string =>
  typeof value === 'string' ? value : otherwise
export const textOrNull = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null

/** The last moment that JavaScript's dates know. */
const lastMoment = 8.64e15

/**
 * Milliseconds since the epoch from seconds, as ChatGPT writes them. Null for anything else than a moment.
 */
export const momentFromSeconds = (value: unknown): number | null =>
  typeof value === 'number' ? momentFrom(value * 1_000) : null

/** Reads a moment from milliseconds, or from an ISO date. */
export const momentFrom = (value: unknown): number | null => {
  const at = typeof value === 'string' ? Date.parse(value) : value
  if (typeof at !== 'number' || !Number.isFinite(at) || at <= 0 || at > lastMoment) return null
  return Math.round(at)
}

/** Reads a moment from seconds or milliseconds, whichever it must be, or from an ISO date. */
export const momentFromEither = (value: unknown): number | null =>
  // As milliseconds it would be a day of 1973.
  typeof value === 'number' && value < 1e11 ? momentFrom(value * 1_000) : momentFrom(value)

/**
 * An id of our own for another app's: the same each time, so that the same file imported again finds its
 * rows; never longer or stranger than ours.
 */
export const deriveId = (...from: readonly string[]): string => {
  const hex = createHash('sha256').update(JSON.stringify(from)).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`
}

/**
 * A short line such as a title or a model's name: whole characters, no controls. '' where nothing is left.
 */
export const lineOf = (value: unknown, most: number): string => {
  if (typeof value !== 'string') return ''
  const line = value
    .slice(0, most * 4)
    .toWellFormed()
    .replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  const characters = [...line]
  return characters.length <= most ? line : `${characters.slice(0, most - 1).join('')}…`
}
