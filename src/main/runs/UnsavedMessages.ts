import type { AsyncLibrary } from '@shared/ipc/library'
import type { Message } from '@shared/model/message'
import { log } from '../lib/log'
import { realTimers, type Timers } from '../lib/timers'

/** Often enough to be done soon after space was made, seldom enough not to matter. */
const retryEveryMs = 5_000

/**
 * Finished messages that the library could not take yet (disk full). They are kept here, shown from here, and
 * offered again until they are on disk.
 */
export class UnsavedMessages {
  private readonly kept = new Map<string, Message>()
  private timer: unknown = null

  private readonly timers: Timers

  constructor(
    private readonly library: Pick<AsyncLibrary, 'finishMessage'>,
    private readonly options: {
      /** A message could not be written and is kept. */
      readonly onFailure?: (error: unknown) => void
      /** A message was written, and none is kept any more. */
      readonly onSaved?: () => void
      readonly timers?: Timers
    } = {},
  ) {
    this.timers = options.timers ?? realTimers
  }

  get(messageId: string): Message | null {
    return this.kept.get(messageId) ?? null
  }

  get isEmpty(): boolean {
    return this.kept.size === 0
  }

  async save(message: Message): Promise<void> {
    try {
      await this.library.finishMessage({ message })
      this.kept.delete(message.id)
      if (this.kept.size === 0) this.options.onSaved?.()
    } catch (error) {
      log.error('A finished answer could not be written; it is kept in memory and tried again', error)
      this.kept.set(message.id, message)
      this.options.onFailure?.(error)
      this.timer ??= this.timers.set(() => {
        this.timer = null
        void this.retry()
      }, retryEveryMs)
    }
  }

  /** Never throws: what fails again stays kept. */
  async retry(): Promise<void> {
    for (const message of [...this.kept.values()]) await this.save(message)
  }

  dispose(): void {
    if (this.timer !== null) this.timers.clear(this.timer)
    this.timer = null
  }
}
