import {
  ProtocolError,
  SdkError,
  SdkErrorCode,
  SdkHttpError,
  UnauthorizedError,
} from '@modelcontextprotocol/client'
import { AppError, type Failure, type FailureData, isCancelled } from '@shared/ipc/errors'

/** Long enough to understand, short enough to show. */
const mostWords = 2_000

const wordsOf = (error: Error): string => error.message.slice(0, mostWords)

const isFetchFailure = (error: Error): boolean =>
  error instanceof TypeError && /fetch failed|network/i.test(error.message)

/** What the package threw, in the app's own codes. */
const codedOf = (error: Error): AppError => {
  if (error instanceof UnauthorizedError) return new AppError('toolServer/needs-sign-in', wordsOf(error))
  if (error instanceof SdkHttpError) {
    const isRefused = error.status === 401 || error.status === 403
    const code = isRefused ? 'toolServer/needs-sign-in' : 'toolServer/refused'
    return new AppError(code, wordsOf(error), { status: error.status, said: wordsOf(error) })
  }
  if (error instanceof ProtocolError)
    return new AppError('toolServer/failed', wordsOf(error), { said: wordsOf(error) })
  if (error instanceof SdkError) {
    if (error.code === SdkErrorCode.RequestTimeout)
      return new AppError('toolServer/no-answer', wordsOf(error))
    if (error.code === SdkErrorCode.ConnectionClosed || error.code === SdkErrorCode.NotConnected)
      return new AppError('toolServer/ended', wordsOf(error))
  }
  const { cause } = error
  if (isFetchFailure(error) || (cause instanceof Error && isFetchFailure(cause)))
    return new AppError('toolServer/unreachable', wordsOf(error))
  return new AppError('toolServer/malformed', wordsOf(error), { said: wordsOf(error) }, { cause: error })
}

/** The failure of a server's doing. `facts` go along: its name is known where the failure is shown. */
export const serverFailure = (error: unknown, facts: FailureData = {}): AppError => {
  if (isCancelled(error)) return new AppError('cancelled')
  const coded =
    error instanceof AppError ? error : codedOf(error instanceof Error ? error : new Error(String(error)))
  return new AppError(coded.code, coded.message, { ...facts, ...coded.data }, { cause: error })
}

export const failureOf = (error: unknown): Failure => serverFailure(error).toFailure()
