/** What the server is to answer. Travels as the question itself, so that the server keeps nothing in mind. */
export interface AnswerSpec {
  readonly kind: 'mixed' | 'code' | 'line' | 'repeated'
  /** `mixed`, `repeated`: tokens. `code`: lines. `line`: tokens after the first, which is `last`. */
  readonly size: number
  /** `repeated`: what the answer is made of, again and again. */
  readonly piece?: string
  /** Tokens a second; 0 for all at once. */
  readonly rate: number
  readonly seed: number
  /** The wait before the headers. */
  readonly delayMs: number
  /** Words of the answer (`line`: its first, otherwise its last) by which the page is known to show it. */
  readonly last: string
}

/** What the server tells the harness. Times are milliseconds of the machine's monotonic clock. */
export type ServerReport =
  | { readonly type: 'listening'; readonly port: number }
  | { readonly type: 'request'; readonly at: number }
  | { readonly type: 'first-byte'; readonly at: number }
  | { readonly type: 'token'; readonly count: number; readonly at: number }
  | { readonly type: 'last-byte'; readonly at: number; readonly tokens: number }

const mark = 'bench-spec '

export const questionFor = (spec: AnswerSpec): string => mark + JSON.stringify(spec)

/** Null for what the app asks by itself: the title of a conversation. */
export const specOf = (question: string): AnswerSpec | null =>
  question.startsWith(mark) ? (JSON.parse(question.slice(mark.length)) as AnswerSpec) : null

/** The same clock in every process of a machine (Linux: CLOCK_MONOTONIC). */
export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6
