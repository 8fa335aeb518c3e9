import type { WebContents } from 'electron'

/** How long after a press what it asked for may come: a part of the page may be loaded first. */
const freshMs = 5_000

/**
 * Only the user makes these; a script in the page cannot. Moving the mouse or scrolling asks for nothing. A
 * click has two: its beginning may leave a field, which keeps what was typed, and its end presses a button.
 */
const kinds: ReadonlySet<string> = new Set(['mouseDown', 'mouseUp', 'rawKeyDown', 'keyDown', 'touchStart'])

interface PressesDeps {
  /** Milliseconds that only grow. */
  readonly now: () => number
  /**
   * True while a screen reader or another assistive technology is in use: its clicks are no input events, so
   * that a press cannot be asked for.
   */
  readonly isAssisted: () => boolean
}

interface Press {
  readonly at: number
  isSpent: boolean
}

/** The user's last press of a key, a button or the screen in each window, as main saw it. */
export class Presses {
  private readonly last = new Map<number, Press>()

  constructor(private readonly deps: PressesDeps) {}

  follow(contents: Pick<WebContents, 'id' | 'on' | 'once'>): void {
    const { id } = contents
    let before = ''
    contents.on('input-event', (_event, { type, modifiers }) => {
      const isSameKey = type === 'keyDown' && before === 'rawKeyDown'
      const isHeld = modifiers?.includes('isautorepeat') ?? false
      before = type
      if (kinds.has(type) && !isSameKey && !isHeld) this.last.set(id, { at: this.deps.now(), isSpent: false })
    })
    contents.once('destroyed', () => this.last.delete(id))
  }

  /** Spends the window's fresh press: it asks for one act. False where there is none. */
  spend(windowId: number): boolean {
    if (this.deps.isAssisted()) return true
    const press = this.last.get(windowId)
    if (!press || press.isSpent || this.deps.now() - press.at > freshMs) return false
    press.isSpent = true
    return true
  }

  /** Whether the user pressed anything in this window since then. */
  isSince(windowId: number, moment: number): boolean {
    return this.deps.isAssisted() || (this.last.get(windowId)?.at ?? Number.NEGATIVE_INFINITY) > moment
  }
}
