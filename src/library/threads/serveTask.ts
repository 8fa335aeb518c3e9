import { serveReader } from '../attachments/serveReader'
import { serveBackup } from '../backups/BackupThread'
import { serveSpeech } from '../speech/serveSpeech'
import { serveArchive } from '../transfer/archive/archiveThread'
import { serveExport } from '../transfer/export/exportThread'
import { serveImport } from '../transfer/import/importThread'
import type { ThreadTask, ThreadWork } from './LibraryThread'

/**
 * The entry of each kind of work. Only these are loaded at once; what is large is loaded by the thread that
 * needs it.
 */
const works: Readonly<Record<ThreadWork, (options: never) => void>> = {
  speech: serveSpeech,
  'read-file': serveReader,
  backup: serveBackup,
  import: serveImport,
  export: serveExport,
  archive: serveArchive,
}

/** Runs on this thread the work that it was begun for. */
export const serveTask = ({ work, options }: ThreadTask): void => works[work](options as never)
