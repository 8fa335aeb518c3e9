/**
 * Every way in which something can be expected to fail. `domain/reason`; pages decide by code and
 * show their own words, never a server's.
 */
export const errorCodes = [
  'cancelled',
  'internal',
  'ipc/bad-input',
  'ipc/bad-sender',
  'ipc/no-press',
  'ipc/too-often',
  'ipc/disconnected',
  'engine/none',
  'engine/no-key',
  'engine/bad-key',
  'engine/forbidden',
  'engine/model-not-found',
  'engine/not-found',
  'engine/bad-request',
  'engine/context-too-long',
  'engine/refused',
  'engine/rate-limited',
  'engine/no-credit',
  'engine/overloaded',
  'engine/server-error',
  'engine/unreachable',
  'engine/proxy',
  'engine/certificate',
  'engine/timeout',
  'engine/stalled',
  'engine/cut',
  'engine/malformed',
  'engine/no-finish',
  'engine/answer-limit',
  'engine/empty',
  'engine/unsupported',
  'tool/unknown',
  'tool/changed',
  'tool/bad-input',
  'tool/too-many-rounds',
  'web/refused',
  'web/unreachable',
  'web/status',
  'web/redirects',
  'web/timeout',
  'web/too-large',
  'web/unsupported-type',
  'web/unreadable',
  'search/not-set-up',
  'search/no-results',
  'search/bad-key',
  'search/no-credit',
  'search/rate-limited',
  'search/no-json',
  'search/malformed',
  'search/unreachable',
  'search/server-error',
  'toolServer/not-found',
  'toolServer/unreadable',
  'toolServer/needs-consent',
  'toolServer/needs-sign-in',
  'toolServer/command-not-found',
  'toolServer/not-started',
  'toolServer/ended',
  'toolServer/no-answer',
  'toolServer/malformed',
  'toolServer/unreachable',
  'toolServer/refused',
  'toolServer/failed',
  'run/busy',
  'run/interrupted',
  'run/over-budget',
  'conversation/not-found',
  'conversation/not-in-trash',
  'folder/not-found',
  'folder/too-many',
  'order/too-late',
  'message/not-found',
  'message/damaged',
  'picture/not-found',
  'picture/unreadable',
  'picture/too-large',
  'picture/prompt-too-long',
  'file/exists',
  'file/not-writable',
  'file/disk-full',
  'file/too-large',
  'file/unsupported',
  'file/unreadable',
  'file/encrypted',
  'file/empty',
  'file/not-found',
  'file/changed',
  'file/damaged',
  'file/newer',
  'transfer/busy',
  'transfer/too-tall',
  'library/unavailable',
  'library/disk-full',
  'library/read-only',
  'library/damaged',
  'library/newer',
  'library/no-room',
  'library/update-failed',
  'backup/busy',
  'backup/not-found',
  'backup/damaged',
  'sync/wrong-words',
  'sync/nothing-there',
  'sync/not-empty',
  'sync/newer',
  /** With `problem`, see `placeFailure`. */
  'sync/place',
  'secrets/unreadable',
  'secrets/other-address',
  'speech/unavailable',
  'screen/denied',
  'screen/unavailable',
  'speech/strayed',
  'speech/not-kept',
  'listening/unsupported',
  'microphone/denied',
  'microphone/none',
  'microphone/busy',
  'microphone/gone',
  'recording/silent',
  'recording/wordless',
  'recording/not-found',
] as const

export type ErrorCode = (typeof errorCodes)[number]

/**
 * Plain facts that go along with a code, e.g. `retryAfterMs`, `model`, `status`, `host`. Never a key, never a
 * prompt.
 */
export type FailureData = Readonly<Record<string, string | number | boolean | null>>

/** An error as it crosses a process boundary. `message` is for logs; the user sees words chosen by code. */
export interface Failure {
  readonly code: ErrorCode
  readonly message: string
  readonly data?: FailureData
}

/** An expected failure. Anything thrown that is neither this nor a cancellation is a bug. */
export class AppError extends Error {
  override readonly name = 'AppError'

  constructor(
    readonly code: ErrorCode,
    message: string = code,
    readonly data?: FailureData,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }

  toFailure(): Failure {
    return this.data
      ? { code: this.code, message: this.message, data: this.data }
      : { code: this.code, message: this.message }
  }

  static from(failure: Failure): AppError {
    return new AppError(failure.code, failure.message, failure.data)
  }
}

/** True for the error of a requested end, which is never shown and never logged as a fault. */
export const isCancelled = (error: unknown): boolean =>
  (error instanceof AppError && error.code === 'cancelled') ||
  (error instanceof Error && error.name === 'AbortError')
