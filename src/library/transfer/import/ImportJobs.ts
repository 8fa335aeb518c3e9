import { AppError } from '@shared/ipc/errors'
import type { ImportStep } from '@shared/ipc/library/imports'
import type { Inspected, TransferSource } from '@shared/model/transfer'
import type { ContentsReader } from '../../attachments/attachFile'
import { ImportJob, type ImportStore } from './ImportJob'
import type { ImportReader } from './imported'

/** The user waits for an answer: larger exports are offered without a number. */
const countingMs = 2_000

export interface ImportJobsDeps {
  readonly store: ImportStore
  readonly openReader: (path: string) => ImportReader
  readonly files: ContentsReader
  /** A whole library, which is brought back row by row instead of being read as conversations. */
  readonly restore: (path: string) => Job
}

type Job = Pick<ImportJob, 'open' | 'step' | 'cancel'>

interface Import {
  /** Another one once it is known what the file is. */
  job: Job
  isCancelled: boolean
}

/** The import that runs, if one does. */
export class ImportJobs {
  private readonly imports = new Map<string, Import>()

  constructor(private readonly deps: ImportJobsDeps) {}

  async begin({
    importId,
    path,
  }: {
    importId: string
    path: string
  }): Promise<{ readonly source: TransferSource; readonly name: string }> {
    if (this.imports.size > 0) throw new AppError('transfer/busy')
    const { store, openReader, files, restore } = this.deps
    const job = new ImportJob(store, openReader(path), files)
    const begun: Import = { job, isCancelled: false }
    this.imports.set(importId, begun)
    try {
      const opened = await job.open()
      if (opened.source !== 'parley-archive') return opened
      // Its end closes the file.
      job.cancel()
      await job.step()
      begun.job = restore(path)
      // It was told to the job before this one.
      if (begun.isCancelled) begun.job.cancel()
      return await begun.job.open()
    } catch (error) {
      this.imports.delete(importId)
      throw error
    }
  }

  /** Reads as far as it takes to count, on a thread of its own; nothing is kept of it. */
  async inspect({ path }: { path: string }): Promise<Inspected> {
    const reader = this.deps.openReader(path)
    try {
      const { source, name } = await reader.open()
      if (source === 'parley-archive') return { source, name, conversations: null }
      const until = performance.now() + countingMs
      const ids = new Set<string>()
      for (let batch = await reader.next(); batch !== null; batch = await reader.next()) {
        for (const { head } of batch.slices) ids.add(head.id)
        if (performance.now() > until) return { source: batch.source, name, conversations: null }
      }
      return { source, name, conversations: ids.size }
    } finally {
      await reader.close()
    }
  }

  async step({ importId }: { importId: string }): Promise<ImportStep> {
    const job = this.imports.get(importId)?.job
    // It was begun by a process that ended since.
    if (!job) throw new AppError('library/unavailable', 'No such import')
    try {
      const step = await job.step()
      if (step.result) this.imports.delete(importId)
      return step
    } catch (error) {
      this.imports.delete(importId)
      throw error
    }
  }

  cancel({ importId }: { importId: string }): void {
    const known = this.imports.get(importId)
    if (!known) return
    known.isCancelled = true
    known.job.cancel()
  }
}
