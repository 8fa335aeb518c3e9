import { type Fields, isRecord, jsonIn } from './values'

/** An item of `reasoning_details`, as the server wrote it. */
export type ThoughtDetail = Fields

/** The depth at which parts of thoughts are still looked into. */
const deepest = 4

/** The words of thoughts: a text, parts of one, or an object around either. */
export const thoughtsIn = (value: unknown, depth = 0): string => {
  if (typeof value === 'string') return value
  if (depth > deepest) return ''
  if (Array.isArray(value)) return value.map((each) => thoughtsIn(each, depth + 1)).join('')
  if (!isRecord(value)) return ''
  for (const name of ['text', 'thinking', 'reasoning', 'content', 'summary']) {
    const text = thoughtsIn(value[name], depth + 1)
    if (text !== '') return text
  }
  return ''
}

const noDetails: readonly ThoughtDetail[] = []

export const detailsIn = (value: unknown): readonly ThoughtDetail[] =>
  Array.isArray(value) && value.length > 0 ? value.filter(isRecord) : noDetails

export const detailText = (details: readonly ThoughtDetail[]): string =>
  details.map((detail) => thoughtsIn(detail)).join('')

/** What the server wants back of its own beside an answer: a signature. Marks of what is shown are none. */
export const withSignature = (extra: Fields): Fields | null =>
  /signature/i.test(opaqueJson(extra) ?? '') ? extra : null

/** The longest opaque thing that is kept: signatures of long thoughts are some hundred kilobytes. */
const longestOpaque = 4_000_000

/** Null where it is too long, or nested deeper than can be written: the answer goes on without it. */
export const opaqueJson = (value: unknown): string | null => {
  try {
    const text = JSON.stringify(value)
    return text === undefined || text.length > longestOpaque ? null : text
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return null
  }
}

/** What a server that speaks Chat Completions wants back of one round of thinking. */
export interface ChatThought {
  /** The field in which its thoughts were; they stand in the part's text. Empty: they were not in a field. */
  readonly field: string
  readonly details: readonly ThoughtDetail[]
  readonly extra: Fields | null
}

/** Null where there is nothing to hand back. */
export const chatThoughtOpaque = ({ field, details, extra }: ChatThought): string | null => {
  if (field === '' && details.length === 0 && extra === null) return null
  return opaqueJson({
    type: 'chat',
    ...(field === '' ? {} : { field }),
    ...(details.length === 0 ? {} : { details }),
    ...(extra === null ? {} : { extra }),
  })
}

/** Null where it was damaged by hand or written by another kind of engine: the answer goes on without it. */
export const parseChatThought = (opaque: string): ChatThought | null => {
  const value = jsonIn(opaque)
  if (!isRecord(value) || value.type !== 'chat') return null
  return {
    field: typeof value.field === 'string' && /^[a-z_]{1,40}$/.test(value.field) ? value.field : '',
    details: detailsIn(value.details),
    extra: isRecord(value.extra) ? value.extra : null,
  }
}

/** The fields of a call that go back with it. Null where they were damaged, or are another engine's. */
export const parseCallOpaque = (opaque: string | undefined): Fields | null => {
  const value = opaque === undefined ? undefined : jsonIn(opaque)
  return isRecord(value) ? value : null
}

/**
 * Puts pieces of details together as they come: those of the same number and type are one, whose words grow;
 * whatever else stands in a later piece holds.
 */
export class DetailCollector {
  private details: Record<string, unknown>[] = []
  private length = 0

  add(pieces: readonly ThoughtDetail[]): void {
    for (const piece of pieces) {
      if (this.length > longestOpaque) return
      this.length += 100 + grown.reduce((sum, name) => sum + textLength(piece[name]), 0)
      const last = this.details.at(-1)
      if (last && last.type === piece.type && isSame(last, piece)) merge(last, piece)
      else this.details.push({ ...piece })
    }
  }

  /** What came since the last time. */
  take(): readonly ThoughtDetail[] {
    const taken = this.details
    this.details = []
    return this.length > longestOpaque ? noDetails : taken
  }
}

/** The fields of a detail that come in pieces. */
const grown = ['text', 'summary'] as const

const textLength = (value: unknown): number => (typeof value === 'string' ? value.length : 0)

/** A sealed one comes whole: without a number, two of them are two. */
const isSame = (last: Fields, piece: Fields): boolean =>
  (last.index ?? null) === (piece.index ?? null) &&
  grown.some((name) => typeof piece[name] === 'string' || typeof last[name] === 'string')

const merge = (last: Record<string, unknown>, piece: Fields): void => {
  for (const [name, value] of Object.entries(piece)) {
    const before = last[name]
    if (name === 'text' || name === 'summary')
      last[name] =
        typeof before === 'string' && typeof value === 'string' ? before + value : (value ?? before)
    else if (value !== null && value !== undefined) last[name] = value
  }
}
