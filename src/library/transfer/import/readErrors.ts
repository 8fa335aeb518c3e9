import { AppError } from '@shared/ipc/errors'
import { toLibraryError } from '../../failures'

/**
 * The file that is read, unlike the library, may be missing or not ours to read without anything being wrong
 * here.
 */
export const toReadError = (error: unknown, libraryFolder: string): AppError => {
  if (error instanceof AppError) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const path = error instanceof Error && 'path' in error ? String(error.path) : ''
  if (['ENOENT', 'EACCES', 'EPERM', 'EISDIR', 'EIO'].includes(code) && !path.startsWith(libraryFolder))
    return new AppError('file/unreadable', code, undefined, { cause: error })
  return toLibraryError(error, libraryFolder)
}
