import { AppError } from '@shared/ipc/errors'

/**
 * What a server sends is only called what the SDK's types say. It is read by these alone: each gives the type
 * or refuses. `null` is a field that is not there, because half of the servers write it so.
 */

export type Fields = Readonly<Record<string, unknown>>

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The refusal of what is not as the API says. */
export const malformed = (what: string): AppError =>
  new AppError('engine/malformed', `${what} is not as the API says`)

/** An object that must be there. */
export const recordIn = (value: unknown, what: string): Fields => {
  if (!isRecord(value)) throw malformed(what)
  return value
}

/** An object that may be left out. */
export const optionalRecordIn = (value: unknown, what: string): Fields | null =>
  value === undefined || value === null ? null : recordIn(value, what)

/** A list that may be left out. */
export const listIn = (value: unknown, what: string): readonly unknown[] => {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw malformed(what)
  return value
}

/** The longest name of a thing: ids, states, types. Some servers put a signature into an id. */
const longestName = 100_000

/** A name that may be left out, then empty. Some servers write it as a number. */
export const nameIn = (value: unknown, what: string): string => {
  if (value === undefined || value === null) return ''
  if (typeof value === 'number') return String(value)
  if (typeof value !== 'string' || value.length > longestName) throw malformed(what)
  return value
}

/** The text where it is one; otherwise it is refused. */
export const strictTextIn = (value: unknown, what: string): string => {
  if (value === undefined || value === null) return ''
  if (typeof value !== 'string') throw malformed(what)
  return value
}

/**
 * The value where it is text, otherwise none: a text that is no text would go on to the library, which can
 * neither store it nor get past it. Content in parts (`[{ type: 'text', text }]`) is joined.
 */
export const textIn = (value: unknown): string => {
  if (typeof value === 'string') return value
  if (!Array.isArray(value)) return ''
  let text = ''
  for (const part of value) if (isRecord(part) && typeof part.text === 'string') text += part.text
  return text
}

/** More of anything than any server counts: a price times it stays a number. */
const highestCount = 1e12

/** The value where it is a count, otherwise 0. */
export const countIn = (value: unknown): number =>
  typeof value === 'number' && value >= 0 && value <= highestCount ? Math.floor(value) : 0

/** The value of a JSON text; undefined where it is none. */
export const jsonIn = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
