import { createHash } from 'node:crypto'
import { parentPort, workerData } from 'node:worker_threads'
import type { Failure } from '@shared/ipc/errors'
import { ContentFolder, filesFolder } from '../ContentFolder'
import { toLibraryError } from '../failures'
import { type Contents, readContents } from './contents'

export interface ReaderTask {
  readonly work: 'read-file'
  readonly libraryFolder: string
  readonly bytes: Uint8Array
}

/** A file that was read and is on disk under its id; its row is still to be written. */
export interface KeptContents extends Contents {
  readonly id: string
  readonly byteLength: number
}

export type ReaderReply =
  | { readonly ok: true; readonly value: KeptContents }
  | { readonly ok: false; readonly failure: Failure }

/** The task of this thread, if it is one that reads a file. */
export const readerTask = (): ReaderTask | null => {
  const task = workerData as ReaderTask | null
  return task?.work === 'read-file' ? task : null
}

/** Reads one file and keeps it. Files of fifty megabytes take a while to hash and to write: also here, not beside requests. */
export const serveReader = async ({ libraryFolder, bytes }: ReaderTask): Promise<void> => {
  parentPort?.postMessage(await answer(libraryFolder, bytes))
}

const answer = async (libraryFolder: string, bytes: Uint8Array): Promise<ReaderReply> => {
  try {
    const contents = await readContents(bytes)
    const id = createHash('sha256').update(bytes).digest('hex')
    new ContentFolder(filesFolder(libraryFolder)).write(id, bytes)
    return { ok: true, value: { ...contents, id, byteLength: bytes.byteLength } }
  } catch (error) {
    return { ok: false, failure: toLibraryError(error, libraryFolder).toFailure() }
  }
}
