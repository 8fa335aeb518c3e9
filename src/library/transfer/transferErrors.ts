import { AppError } from '@shared/ipc/errors'
import { toLibraryError } from '../failures'

/**
 * What went wrong, as a code. A file that cannot be written outside of the library is no fault of the
 * library: its failures have codes of their own.
 */
export const toTransferError = (error: unknown, libraryFolder: string): AppError => {
  if (error instanceof AppError) return error
  if (error instanceof Error && error.name === 'AbortError') return new AppError('cancelled')
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const path = error instanceof Error && 'path' in error ? String(error.path) : ''
  if (/^E[A-Z]+$/.test(code) && !path.startsWith(libraryFolder)) return fileFailure(code, error)
  return toLibraryError(error, libraryFolder)
}

const fileFailure = (code: string, cause: unknown): AppError =>
  code === 'ENOSPC' || code === 'EDQUOT'
    ? new AppError('file/disk-full', undefined, undefined, { cause })
    : new AppError('file/not-writable', undefined, { reason: code }, { cause })
