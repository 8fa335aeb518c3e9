import { AppError } from '@shared/ipc/errors'
import { answerOwner } from '../../threads/answerOwner'
import { LibraryThread } from '../../threads/LibraryThread'
import { toTransferError } from '../transferErrors'
import type { ArchiveReading } from './ArchiveJob'
import type { ArchiveReaderOptions } from './ArchiveReader'

const mostMegabytes = 1_024

/** Reads, proves and unpacks on this thread, as it is asked for. */
export const serveArchive = (options: ArchiveReaderOptions): void => {
  const reading = import('./ArchiveReader').then(({ ArchiveReader }) => new ArchiveReader(options))
  answerOwner(
    {
      open: async () => (await reading).open(),
      next: async () => (await reading).next(),
      leftOut: async () => (await reading).leftOut(),
    },
    (error) => toTransferError(error, options.libraryFolder),
  )
}

/** The reader on a thread of its own. */
export const readArchiveInThread = (script: string, options: ArchiveReaderOptions): ArchiveReading => {
  const thread = new LibraryThread({
    script,
    task: { work: 'archive', options },
    whenGone: ({ reason }) =>
      reason === 'ended'
        ? new AppError('cancelled')
        : new AppError('file/unreadable', 'The reading thread ended'),
    mostMegabytes,
  })
  return {
    open: () => thread.ask('open', null),
    next: () => thread.ask('next', null),
    leftOut: () => thread.ask('leftOut', null),
    close: () => thread.end(),
  }
}
