import { createHash } from 'node:crypto'
import { ContentFolder, filesFolder } from '../ContentFolder'
import { toLibraryError } from '../failures'
import { answerOwner } from '../threads/answerOwner'
import type { KeptContents } from './contents'
import { readContents } from './readContents'

export interface ReaderOptions {
  readonly libraryFolder: string
}

/**
 * Reads a file and keeps it. Files of fifty megabytes take a while to hash and to write: also here, not
 * beside requests.
 */
export const serveReader = ({ libraryFolder }: ReaderOptions): void => {
  const read = async (bytes: Uint8Array): Promise<KeptContents> => {
    const contents = await readContents(bytes)
    const id = createHash('sha256').update(bytes).digest('hex')
    new ContentFolder(filesFolder(libraryFolder)).write(id, bytes)
    return { ...contents, id, byteLength: bytes.byteLength }
  }
  answerOwner({ read, readOnly: readContents }, (error) => toLibraryError(error, libraryFolder))
}
