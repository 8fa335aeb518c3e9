import type { AppEvent } from '@shared/model/events'
import type { Intent, IntentWindow } from '@shared/model/intent'
import type { Emitter } from '../lib/Emitter'

/** The most intents that wait: more means a loop somewhere, and the newest are what the user means. */
const mostWaiting = 20

/**
 * What windows are to do for something outside of them. An intent waits until a page takes it: the
 * window may be starting, reloading or not there yet.
 */
export class Intents {
  private readonly waiting = new Map<IntentWindow, readonly Intent[]>()

  constructor(private readonly events: Emitter<AppEvent>) {}

  give(window: IntentWindow, intent: Intent): void {
    this.waiting.set(window, [...(this.waiting.get(window) ?? []), intent].slice(-mostWaiting))
    this.events.publish({ type: 'intents.waiting', window })
  }

  take(window: IntentWindow): readonly Intent[] {
    const intents = this.waiting.get(window) ?? []
    this.waiting.delete(window)
    return intents
  }

  /** The events that a page missed which came late. */
  missed(): readonly AppEvent[] {
    return [...this.waiting.keys()].map((window) => ({ type: 'intents.waiting', window }))
  }
}
