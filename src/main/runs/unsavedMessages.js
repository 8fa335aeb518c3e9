import { log } from '../lib/log'
import { realTimers } from './conversationFeed'

/** Often enough to be done soon after space was made, seldom enough not to matter. */
const retryEveryMs = 5000
/**
 * Finished messages that the library could not take yet (disk full). They are kept here, shown from here, and offered
 * again until they are on disk.
 */
export class UnsavedMessages {
  library
  timers
  kept = new Map()
  timer = null
  constructor(library, timers = realTimers) {
    this.library = library
    this.timers = timers
  }
  get(messageId) {
    return this.kept.get(messageId) ?? null
  }
  async save(message) {
    try {
      await this.library.finishMessage({ message })
      this.kept.delete(message.id)
    } catch (error) {
      log.error('A finished answer could not be written; it is kept in memory and tried again', error)
      this.kept.set(message.id, message)
      this.timer ??= this.timers.set(() => {
        this.timer = null
        void this.retry()
      }, retryEveryMs)
    }
  }
  /** Never throws: what fails again stays kept. */
  async retry() {
    for (const message of [...this.kept.values()]) await this.save(message)
  }
  dispose() {
    if (this.timer !== null) this.timers.clear(this.timer)
    this.timer = null
  }
}
