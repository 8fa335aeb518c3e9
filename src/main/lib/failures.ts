import { AppError, type Failure, isCancelled } from '@shared/ipc/errors'
import { log } from './log'

/**
 * The failure that a page gets for an error. Bugs are logged whole here and cross as `internal`, without
 * inner text.
 */
export const toFailure = (error: unknown, during: string): Failure => {
  if (isCancelled(error)) return { code: 'cancelled', message: 'cancelled' }
  if (error instanceof AppError) {
    const { code, data } = error
    log.info(`${during} failed: ${error.code}`)
    return data ? { code, message: code, data } : { code, message: code }
  }
  log.error(`Bug during ${during}`, error)
  return { code: 'internal', message: 'internal' }
}
