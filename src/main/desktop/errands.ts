import type { Errand, ErrandWindow } from '@shared/model/errand'
import type { AppEvent } from '@shared/model/events'
import type { Hub } from '../lib/hub'

/** Beyond this something goes round in circles; the newest are what the person means. */
const mostWaiting = 20

/**
 * What windows are to do on behalf of somebody outside of them. An errand waits until a page takes it: the window may be
 * starting, reloading or not there yet.
 */
export class Errands {
  private readonly waiting = new Map<ErrandWindow, readonly Errand[]>()

  constructor(private readonly events: Hub<AppEvent>) {}

  give(window: ErrandWindow, errand: Errand): void {
    this.waiting.set(window, [...(this.waiting.get(window) ?? []), errand].slice(-mostWaiting))
    this.events.publish({ type: 'errands.waiting', window })
  }

  take(window: ErrandWindow): readonly Errand[] {
    const errands = this.waiting.get(window) ?? []
    this.waiting.delete(window)
    return errands
  }

  /** For a page that comes late: the events that it missed. */
  missed(): readonly AppEvent[] {
    return [...this.waiting.keys()].map((window) => ({ type: 'errands.waiting', window }))
  }
}
