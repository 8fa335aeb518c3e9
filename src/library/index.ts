import { fileURLToPath } from 'node:url'
import { isMainThread, workerData } from 'node:worker_threads'
import { directPort } from '@shared/sync/directPort'
import { FileReader } from './attachments/FileReader'
import { BackupKeeper } from './backups/BackupKeeper'
import { BackupThread } from './backups/BackupThread'
import { describeFault, LibraryServer } from './LibraryServer'
import { createLibrary } from './library'
import { Maintenance } from './Maintenance'
import { openPort } from './port'
import { SpeechThread } from './speech/SpeechThread'
import type { ThreadTask } from './threads/LibraryThread'
import { serveTask } from './threads/serveTask'
import { ArchiveJob } from './transfer/archive/ArchiveJob'
import { readArchiveInThread } from './transfer/archive/archiveThread'
import { ExportJobs, readsOf } from './transfer/export/ExportJobs'
import { startExportThread } from './transfer/export/exportThread'
import { ImportJobs } from './transfer/import/ImportJobs'
import { readImportInThread } from './transfer/import/importThread'

// One file is all: the process, and (started again from itself as a worker) each of its threads. So there is
// one entry to build and nothing to find at run time.
if (isMainThread) startProcess()
else serveTask(workerData as ThreadTask)

function startProcess(): void {
  const [folder] = process.argv.slice(2)
  if (folder === undefined) fail('No folder was given')

  const port = openPort()
  const library = createLibrary({
    folder,
    log: (line) => console.log(line),
    onDamage: (found) => port.post({ found }),
    onArrived: (arrived) => port.post({ arrived }),
  })
  const script = fileURLToPath(import.meta.url)
  const voice = new SpeechThread(script)
  const reader = new FileReader({ script, libraryFolder: folder })
  const imports = new ImportJobs({
    store: library,
    openReader: (path) => readImportInThread(script, { path, libraryFolder: folder, now: Date.now() }),
    files: reader,
    restore: (path) => {
      const { schemaVersion } = library.countArchived()
      return new ArchiveJob(
        library,
        readArchiveInThread(script, { path, libraryFolder: folder, schemaVersion }),
      )
    },
  })
  const exports = new ExportJobs(startExportThread(script, folder, readsOf(library)), folder)
  const backupThread = new BackupThread(script)
  const backups = new BackupKeeper({ folder, library: library.forBackups, work: backupThread.run })
  const server = new LibraryServer({
    library,
    voice,
    reader,
    imports,
    exports,
    backups,
    post: port.post,
    maintenance: new Maintenance({
      library,
      now: Date.now,
      whenIdle: (work) => setImmediate(work),
      later: (work, delayMs) => {
        const timer = setTimeout(work, delayMs)
        return () => clearTimeout(timer)
      },
      onFault: (error) => console.error(`Tidying up stopped: ${describeFault(error)}`),
    }),
    logFault: (line) => console.error(line),
  })

  // Electron 37 and later go on after an unhandled rejection: a library in an unknown state must not. Main
  // starts it again.
  process.on('uncaughtException', (error) => fail(`Unhandled: ${describeFault(error)}`))
  process.on('unhandledRejection', (error) => fail(`Unhandled: ${describeFault(error)}`))
  // Main is gone: what it sent is done by now.
  process.on('disconnect', () => void end())

  const end = async (): Promise<void> => {
    try {
      await backupThread.stop()
      library.close()
    } catch (error) {
      fail(`Closing failed: ${describeFault(error)}`)
    }
    process.exit(0)
  }

  port.onRequest((request, ports) => {
    if ('close' in request) void end()
    else if ('syncPort' in request) server.serveSync(directPort(ports[0]))
    else server.handle(request)
  })
}

function fail(reason: string): never {
  console.error(reason)
  process.exit(1)
}
