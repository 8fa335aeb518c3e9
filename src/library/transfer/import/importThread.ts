import { AppError } from '@shared/ipc/errors'
import { answerOwner } from '../../threads/answerOwner'
import { LibraryThread } from '../../threads/LibraryThread'
import { Handover } from '../../threads/ThreadRpc'
import type { FileImportReaderOptions } from './FileImportReader'
import type { ImportReader } from './imported'
import { toReadError } from './readErrors'

/** Several times what a real export takes. A file that needs more takes down its own thread only. */
const mostMegabytes = 384

/** The time that the reader has for removing its temporary files. */
const closeWithinMs = 1_000

/** Reads a file on this thread, as it is asked for. */
export const serveImport = (options: FileImportReaderOptions): void => {
  // The reader is loaded only here: nothing of it belongs to the library's own start.
  const reading = import('./FileImportReader').then(
    ({ FileImportReader }): ImportReader => new FileImportReader(options),
  )
  answerOwner(
    {
      open: async () => (await reading).open(),
      next: async () => (await reading).next(),
      loadAsset: async (key: string) => {
        const asset = await (await reading).loadAsset(key)
        return asset.type === 'bytes' ? new Handover(asset, asset.bytes) : asset
      },
      leftOut: async () => (await reading).leftOut(),
      close: async () => (await reading).close(),
    },
    (error) => toReadError(error, options.libraryFolder),
  )
}

/**
 * The reader on a thread of its own: hundreds of megabytes are read and taken apart there, not beside
 * requests.
 */
export const readImportInThread = (script: string, options: FileImportReaderOptions): ImportReader => {
  const thread = new LibraryThread({
    script,
    task: { work: 'import', options },
    whenGone: ({ reason }) =>
      reason === 'ended'
        ? new AppError('cancelled')
        : new AppError(
            reason === 'out-of-memory' ? 'file/too-large' : 'file/unreadable',
            'The reading thread ended',
          ),
    mostMegabytes,
  })
  return {
    open: () => thread.ask('open', null),
    next: () => thread.ask('next', null),
    loadAsset: (key) => thread.ask('loadAsset', key),
    leftOut: () => thread.ask('leftOut', null),
    close: async () => {
      // What it put aside on disk goes with it, unless it is busy with a file that never ends.
      const limit = { ms: closeWithinMs, failure: new AppError('cancelled') }
      await thread.ask('close', null, { limit }).catch(() => {})
      // The end is not awaited: nothing depends on it, and a thread that will not end must not hold up what
      // comes next.
      void thread.end()
    },
  }
}
