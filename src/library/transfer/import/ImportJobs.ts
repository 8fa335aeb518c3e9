import { AppError } from '@shared/ipc/errors'
import type { ImportStep } from '@shared/ipc/library'
import type { TransferSource } from '@shared/model/transfer'
import type { ContentsReader } from '../../attachments/attachFile'
import { ImportJob, type ImportStore } from './ImportJob'
import type { ImportReader } from './imported'

export interface ImportJobsParts {
  readonly store: ImportStore
  readonly openReader: (path: string) => ImportReader
  readonly files: ContentsReader
  /** A whole library, which is brought back row by row instead of being read as conversations. */
  readonly restore: (path: string) => Job
}

type Job = Pick<ImportJob, 'open' | 'step' | 'cancel'>

/** The import that runs, if one does. */
export class ImportJobs {
  private readonly jobs = new Map<string, Job>()

  constructor(private readonly parts: ImportJobsParts) {}

  async begin({
    importId,
    path,
  }: {
    importId: string
    path: string
  }): Promise<{ readonly source: TransferSource; readonly name: string }> {
    if (this.jobs.size > 0) throw new AppError('transfer/busy')
    const { store, openReader, files, restore } = this.parts
    const job = new ImportJob(store, openReader(path), files)
    this.jobs.set(importId, job)
    try {
      const opened = await job.open()
      if (opened.source !== 'parley-archive') return opened
      // Its end closes the file.
      job.cancel()
      await job.step()
      const restoring = restore(path)
      this.jobs.set(importId, restoring)
      return await restoring.open()
    } catch (error) {
      this.jobs.delete(importId)
      throw error
    }
  }

  async step({ importId }: { importId: string }): Promise<ImportStep> {
    const job = this.jobs.get(importId)
    // It was begun by a process that ended since.
    if (!job) throw new AppError('library/unavailable', 'No such import')
    try {
      const step = await job.step()
      if (step.result) this.jobs.delete(importId)
      return step
    } catch (error) {
      this.jobs.delete(importId)
      throw error
    }
  }

  cancel({ importId }: { importId: string }): void {
    this.jobs.get(importId)?.cancel()
  }
}
