import { basename } from 'node:path'
import { AppError } from '@shared/ipc/errors'
import type { AsyncLibrary } from '@shared/ipc/library'
import type { Conversation } from '@shared/model/conversation'
import type { AppEvent } from '@shared/model/events'
import {
  type Inspected,
  noCounts,
  type TransferCounts,
  type TransferEvent,
  type TransferResult,
} from '@shared/model/transfer'
import { reportOf } from '@shared/model/transferWords'
import { Emitter } from '../lib/Emitter'
import { toFailure } from '../lib/failures'
import { log } from '../lib/log'
import { writeBytes, writeWhole } from '../lib/writeWhole'
import type { Feeds } from '../runs/Feeds'
import { DroppedFiles } from './DroppedFiles'

/** How the user is asked for files; null when they cancel. */
export interface ImportDialogs {
  chooseSource(windowId: number): Promise<string | null>
  chooseReport(suggestion: string, windowId: number): Promise<string | null>
}

export interface ImportsDeps {
  readonly library: Pick<
    AsyncLibrary,
    'beginImport' | 'inspectImport' | 'stepImport' | 'cancelImport' | 'openConversation'
  >
  readonly dialogs: ImportDialogs
  readonly feeds: Pick<Feeds, 'publish'>
  readonly events: Emitter<AppEvent>
  /**
   * Another history is being put into the place of the present one: what came in meanwhile would be in
   * neither.
   */
  readonly isReplacing: () => boolean
  /** Folders came along with a whole library. */
  readonly tellFolders: () => Promise<void>
  readonly newId: () => string
  readonly now: () => number
}

/** Windows put new conversations into their lists this often while an import runs. */
const tellEveryMs = 500

/** An import, from the choice of a file to its result. */
class Running {
  readonly events = new Emitter<TransferEvent>()
  /** For a window that comes later. */
  readonly told: { started: TransferEvent | null; last: TransferEvent | null } = { started: null, last: null }
  isCancelled = false

  constructor(readonly id: string) {}

  tell(event: TransferEvent): void {
    if (event.type === 'started') this.told.started = event
    else this.told.last = event
    this.events.publish(event)
  }
}

/**
 * Brings in history from files. Main owns the import: windows only watch it, and leaving one ends nothing.
 */
export class Imports {
  private current: Running | null = null
  private isChoosing = false
  private readonly dropped: DroppedFiles

  constructor(private readonly deps: ImportsDeps) {
    this.dropped = new DroppedFiles(deps.newId)
  }

  /** Holds what was dropped on a window, until it is asked about. */
  hold(windowId: number, path: string): string {
    return this.dropped.hold(windowId, path)
  }

  get isRunning(): boolean {
    return this.current !== null && this.current.told.last?.type !== 'ended'
  }

  /** Asks for a file and brings in what is in it. Nothing is told when the user chooses none. */
  async *import(windowId: number, signal: AbortSignal): AsyncGenerator<TransferEvent> {
    if (this.isChoosing || this.isRunning) throw new AppError('transfer/busy')
    this.assertStaying()
    this.isChoosing = true
    let path: string | null
    try {
      path = await this.deps.dialogs.chooseSource(windowId)
    } finally {
      this.isChoosing = false
    }
    if (path === null) return
    yield* this.importFrom(path, signal)
  }

  /** What was dropped, as far as it can be imported; null otherwise. */
  async lookInto(fileId: string, windowId: number): Promise<Inspected | null> {
    const path = this.dropped.pathOf(fileId, windowId)
    if (path === null || this.isChoosing || this.isRunning || this.deps.isReplacing()) return null
    try {
      const found = await this.deps.library.inspectImport({ path })
      return found.conversations === 0 ? null : found
    } catch (error) {
      if (error instanceof AppError && error.code.startsWith('file/')) return null
      throw error
    }
  }

  async *importDropped(fileId: string, windowId: number, signal: AbortSignal): AsyncGenerator<TransferEvent> {
    if (this.isChoosing || this.isRunning) throw new AppError('transfer/busy')
    const path = this.dropped.pathOf(fileId, windowId)
    if (path === null) throw new AppError('file/not-found', 'It is held no longer')
    yield* this.importFrom(path, signal)
  }

  private async *importFrom(path: string, signal: AbortSignal): AsyncGenerator<TransferEvent> {
    this.assertStaying()
    const running = new Running(this.deps.newId())
    this.current = running
    // Looking into a file may take its time: until then, too, it can be seen and cancelled.
    running.tell({ type: 'started', name: basename(path), source: null })
    void this.work(running, path)
    yield* this.watch(signal)
  }

  /** The import that runs, or how the last one ended; nothing where there was none. */
  async *watch(signal: AbortSignal): AsyncGenerator<TransferEvent> {
    const running = this.current
    if (!running) return
    const { started, last } = running.told
    const first = [started, last].filter((event) => event !== null)
    for await (const event of running.events.watch(signal, first)) {
      yield event
      if (event.type === 'ended') return
    }
  }

  async cancel(): Promise<void> {
    const running = this.current
    if (!running || !this.isRunning) return
    running.isCancelled = true
    await this.deps.library.cancelImport({ importId: running.id })
  }

  /** Null when the user cancels. */
  async saveReport(transferId: string, windowId: number): Promise<{ readonly name: string } | null> {
    const last = this.current?.id === transferId ? this.current.told.last : null
    if (last?.type !== 'ended') throw new AppError('file/not-found', 'There is no such report any more')
    const path = await this.deps.dialogs.chooseReport('Import report.txt', windowId)
    if (path === null) return null
    await writeWhole(path, (partial) => writeBytes(partial, reportOf(last.result)))
    return { name: basename(path) }
  }

  private assertStaying(): void {
    if (this.deps.isReplacing()) throw new AppError('backup/busy')
  }

  private async work(running: Running, path: string): Promise<void> {
    const name = basename(path)
    let added = noCounts
    try {
      const { source } = await this.deps.library.beginImport({ importId: running.id, path })
      // Where the process that was told of it ended meanwhile, the next one began anew and knows nothing of
      // that.
      if (running.isCancelled) await this.deps.library.cancelImport({ importId: running.id })
      running.tell({ type: 'started', name, source })
      const result = await this.stepOn(running, (soFar) => {
        added = soFar
      })
      // A whole library has folders, and so may conversations have that came by themselves.
      await this.deps.tellFolders()
      running.tell({ type: 'ended', transferId: running.id, result })
    } catch (error) {
      const { code, data } = toFailure(error, 'an import')
      const failure = { code, ...(data ? { data } : {}) }
      const result: TransferResult = {
        end: running.isCancelled ? 'cancelled' : 'failed',
        failure: running.isCancelled ? null : failure,
        source: null,
        name,
        added,
        known: noCounts,
        leftOut: [],
      }
      running.tell({ type: 'ended', transferId: running.id, result })
    }
  }

  private async stepOn(running: Running, onAdded: (added: TransferCounts) => void): Promise<TransferResult> {
    const { library, now } = this.deps
    const changed = new Map<string, Conversation>()
    let toldAt = now()
    try {
      for (;;) {
        const step = await library.stepImport({ importId: running.id })
        onAdded(step.added)
        for (const conversation of step.conversations) changed.set(conversation.id, conversation)
        await this.tellGrown(step.grownIds)
        if (step.result) return step.result
        const { progress, added } = step
        running.tell({ type: 'progress', progress, added })
        if (now() - toldAt < tellEveryMs) continue
        this.tellChanged(changed)
        toldAt = now()
      }
    } finally {
      this.tellChanged(changed)
    }
  }

  private tellChanged(changed: Map<string, Conversation>): void {
    if (changed.size === 0) return
    this.deps.events.publish({ type: 'conversations.changed', conversations: [...changed.values()] })
    changed.clear()
  }

  /** A window may be showing one that has more messages now. */
  private async tellGrown(ids: readonly string[]): Promise<void> {
    const { library, feeds } = this.deps
    for (const id of ids) {
      try {
        const opened = await library.openConversation({ id, limit: 0 })
        if (!opened) continue
        feeds.publish(id, { type: 'outline.changed', outline: opened.outline })
        feeds.publish(id, { type: 'conversation.changed', conversation: opened.conversation })
      } catch (error) {
        log.warning('A conversation that grew could not be shown anew', error)
      }
    }
  }
}
