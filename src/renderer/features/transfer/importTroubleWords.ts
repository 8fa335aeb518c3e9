import type { ErrorCode, FailureData } from '@shared/ipc/errors'
import { wordsFor } from '../../common/failures/failureWords'

/**
 * Says why an import did not begin or ended early. Only failures of a file have other words here than
 * elsewhere.
 */
export const importTroubleWords = (code: ErrorCode, data: FailureData = {}): string => {
  if (code === 'file/unsupported') return unsupportedWords(data.reason)
  if (code === 'file/too-large') return 'There is more in this file than in any real export. It was not read.'
  if (code === 'file/encrypted')
    return 'The archive is locked with a password. Unpack it first, then import the conversations.json in it.'
  if (code === 'file/unreadable')
    return 'The file cannot be read. It may have been moved, or be on a disk that is gone.'
  if (code === 'library/disk-full')
    return 'The disk is full. Make room and import the same file again: it goes on where it ended.'
  const { title, explanation } = wordsFor(code, data)
  return `${title}. ${explanation}`
}

const unsupportedWords = (reason: FailureData[string] | undefined): string => {
  if (reason === 'nested-library')
    return 'There is a whole library from Parley within this archive. Unpack the archive, then import that.'
  if (reason === 'cherry-direct')
    return 'This Cherry Studio backup holds its database as it is on disk, which cannot be read. In Cherry Studio, export the conversations instead.'
  return 'There is nothing in it that can be imported. Choose what a service or app exported, as it came: an archive, or a file of conversations.'
}
