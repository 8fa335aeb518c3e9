import type { SqlValue } from './Database'

// SQLite's binding here takes and gives C strings: text ends at a NUL, and a lone surrogate cannot be UTF-8.
// Such text is kept as a UTF-16 blob, so that whatever a user pasted comes back unchanged; all other text
// stays readable.
const needsBlob = /[\0\p{Surrogate}]/u

/** Text as it is stored. Lossless for every string. */
export const storeText = (text: string): string | Uint8Array =>
  needsBlob.test(text) ? new Uint8Array(Buffer.from(text, 'utf16le')) : text

/** Back from `storeText`. */
export const readText = (value: SqlValue | undefined): string => {
  if (typeof value === 'string') return value
  if (value instanceof Uint8Array)
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('utf16le')
  return value === null || value === undefined ? '' : String(value)
}

export const readTextOrNull = (value: SqlValue | undefined): string | null =>
  value === null || value === undefined ? null : readText(value)

/** 0 where it is no number: a damaged row may hold anything. */
export const readNumber = (value: SqlValue | undefined): number => readNumberOrNull(value) ?? 0

export const readNumberOrNull = (value: SqlValue | undefined): number | null => {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  return typeof value === 'bigint' ? Number(value) : null
}

/** The 100,000,000 days on either side of 1970 that a date can be in. */
const lastTime = 8.64e15

/** A time that a calendar knows, which a damaged one need not be. */
export const readTime = (value: SqlValue | undefined): number => {
  const time = readNumber(value)
  return Math.abs(time) <= lastTime ? time : 0
}

export const readTimeOrNull = (value: SqlValue | undefined): number | null =>
  value === null || value === undefined ? null : readTime(value)
