/** Drops that were never asked about are forgotten. */
const mostHeld = 20

interface Held {
  readonly windowId: number
  readonly path: string
}

/**
 * Files and folders that were dropped on a window, by ids: the preload asks the system for their paths, so
 * that a page never names one.
 */
export class DroppedFiles {
  private readonly held = new Map<string, Held>()

  constructor(private readonly newId: () => string) {}

  hold(windowId: number, path: string): string {
    const id = this.newId()
    this.held.set(id, { windowId, path })
    const [oldest] = this.held.keys()
    if (this.held.size > mostHeld && oldest !== undefined) this.held.delete(oldest)
    return id
  }

  /** Null for another window's, or what is no longer held. */
  pathOf(id: string, windowId: number): string | null {
    const held = this.held.get(id)
    return held?.windowId === windowId ? held.path : null
  }
}
