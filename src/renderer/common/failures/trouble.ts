import { AppError, type ErrorCode, type FailureData } from '@shared/ipc/errors'

/** A failure as the page shows it: `failureWords.ts` has the words for its code. */
export interface Trouble {
  readonly code: ErrorCode
  readonly data?: FailureData
}

/** Any thrown value as a trouble; what is no `AppError` is a bug of ours, told as `internal`. */
export const troubleOf = (error: unknown): Trouble =>
  error instanceof AppError
    ? { code: error.code, ...(error.data ? { data: error.data } : {}) }
    : { code: 'internal' }
