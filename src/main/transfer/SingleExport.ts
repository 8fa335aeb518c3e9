import { AppError, isCancelled } from '@shared/ipc/errors'
import { type LeftOut, noCounts, type TransferCounts, type TransferEvent } from '@shared/model/transfer'
import { toFailure } from '../lib/failures'
import { PartialFiles } from './PartialFiles'
import { RunningTransfer } from './RunningTransfer'

/** What an export wrote, and under which name the user knows it. */
export interface Exported {
  readonly name: string
  readonly path: string
  readonly added: TransferCounts
  readonly leftOut: readonly LeftOut[]
}

/** What every step of an export needs: the export itself, told and cancelled, and its unfinished files. */
export interface ExportContext {
  readonly running: RunningTransfer
  readonly partials: PartialFiles
}

/** An export once it is known where to. `folder`: what is unfinished lies there. */
export interface ChosenExport {
  readonly name: string
  readonly folder: string
  readonly work: (context: ExportContext) => Promise<Exported>
}

export interface SingleExportDeps {
  /** Another history is being put into the place of the present one: an export would hold some of both. */
  readonly isReplacing: () => boolean
  readonly showInFolder: (path: string) => void
  readonly newId: () => string
}

/** One export at a time, from the choice of a place to its end. Main owns it, windows only watch it. */
export class SingleExport {
  private current: RunningTransfer | null = null
  private ending: Promise<void> = Promise.resolve()
  private isChoosing = false
  /** What the last one wrote, to be shown in its folder. */
  private written: { readonly id: string; readonly path: string } | null = null

  constructor(
    private readonly deps: SingleExportDeps,
    /** In the log, should it fail. */
    private readonly label: string,
  ) {}

  get isRunning(): boolean {
    return this.current !== null && !this.current.isOver
  }

  /**
   * Ends without an event where the user chooses nothing. `transfer/busy` while another is chosen or runs.
   */
  async *run(signal: AbortSignal, choose: () => Promise<ChosenExport | null>): AsyncGenerator<TransferEvent> {
    if (this.isChoosing || this.isRunning) throw new AppError('transfer/busy')
    this.assertStaying()
    this.isChoosing = true
    let chosen: ChosenExport | null
    try {
      chosen = await choose()
    } finally {
      this.isChoosing = false
    }
    if (!chosen) return
    // The user may have begun to restore a backup while the dialog was open.
    this.assertStaying()
    const running = new RunningTransfer(this.deps.newId())
    this.current = running
    this.ending = this.work(running, chosen)
    yield* running.watch(signal)
  }

  /** The export that runs, or how the last one ended; nothing where there was none. */
  async *watch(signal: AbortSignal): AsyncGenerator<TransferEvent> {
    if (this.current) yield* this.current.watch(signal)
  }

  /** Resolves when nothing of it is left. */
  async cancel(): Promise<void> {
    this.current?.cancel()
    await this.ending
  }

  show(transferId: string): void {
    if (this.written?.id !== transferId) throw new AppError('file/not-found', 'No such export any more')
    this.deps.showInFolder(this.written.path)
  }

  private assertStaying(): void {
    if (this.deps.isReplacing()) throw new AppError('backup/busy')
  }

  private async work(running: RunningTransfer, { name, folder, work }: ChosenExport): Promise<void> {
    const partials = new PartialFiles(folder)
    const nothing = {
      source: null,
      name,
      added: noCounts,
      known: noCounts,
      leftOut: [],
      failure: null,
    } as const
    const tellEnd = (result: Extract<TransferEvent, { type: 'ended' }>['result']) =>
      running.tell({ type: 'ended', transferId: running.id, result })
    running.tell({ type: 'started', name, source: null })
    try {
      const { path, ...written } = await work({ running, partials })
      await partials.removeAll()
      this.written = { id: running.id, path }
      tellEnd({ ...nothing, ...written, end: 'complete' })
    } catch (error) {
      // This comes first: once a window hears of the end, nothing half-written is there.
      await partials.removeAll()
      if (running.signal.aborted || isCancelled(error)) tellEnd({ ...nothing, end: 'cancelled' })
      else {
        const { code, data } = toFailure(error, this.label)
        tellEnd({ ...nothing, end: 'failed', failure: { code, ...(data ? { data } : {}) } })
      }
    }
  }
}
