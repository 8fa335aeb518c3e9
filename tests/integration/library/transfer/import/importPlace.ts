import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ImportStep } from '@shared/ipc/library/imports'
import type { TransferResult } from '@shared/model/transfer'
import { readContents } from '../../../../../src/library/attachments/readContents'
import { ContentFolder, filesFolder } from '../../../../../src/library/ContentFolder'
import type { LocalLibrary } from '../../../../../src/library/library'
import { FileImportReader } from '../../../../../src/library/transfer/import/FileImportReader'
import { ImportJob } from '../../../../../src/library/transfer/import/ImportJob'
import { libraryPlace, outlineOf } from '../../helpers'

/** A real library, and imports into it that run on the test's own thread. */
export const importPlace = () => {
  const place = libraryPlace()
  const files = (folder: string) => ({
    read: async (bytes: Uint8Array) => {
      const contents = await readContents(bytes)
      const id = createHash('sha256').update(bytes).digest('hex')
      new ContentFolder(filesFolder(folder)).write(id, bytes)
      return { ...contents, id, byteLength: bytes.byteLength }
    },
  })
  const job = (library: LocalLibrary, path: string, libraryFolder = place.folder): ImportJob =>
    new ImportJob(
      library,
      new FileImportReader({ path, libraryFolder, now: 1_800_000_000_000 }),
      files(libraryFolder),
    )
  return {
    get folder() {
      return place.folder
    },
    open: place.open,
    job,
    /** A file beside the library. */
    file: (name: string, content: string | Uint8Array): string => {
      const path = join(place.folder, name)
      writeFileSync(path, content)
      return path
    },
    path: (name: string): string => join(place.folder, name),
    run: async (library: LocalLibrary, path: string, libraryFolder?: string): Promise<TransferResult> => {
      const running = job(library, path, libraryFolder)
      await running.open()
      return finish(running)
    },
  }
}

/** Steps until there is a result. */
export const finish = async (
  job: ImportJob,
  onStep: (step: ImportStep) => void = () => {},
): Promise<TransferResult> => {
  for (;;) {
    const step = await job.step()
    onStep(step)
    if (step.result) return step.result
  }
}

/** Everything that is listed, newest first. */
export const listAll = (library: LocalLibrary) =>
  library.listConversations({ limit: 10_000, after: null }).conversations

/** All messages of a conversation, oldest first. */
export const allMessages = (library: LocalLibrary, id: string) => {
  const opened = library.openConversation({ id, limit: 0 })
  return library.loadMessages({ ids: outlineOf(opened).map((entry) => entry.id) })
}
