import type { Inserted, InsertionTarget } from '@shared/model/insertion'
import { Emitter } from '../lib/Emitter'
import type { FrontWindow, TextInsertion } from './textInsertion'

interface Deps {
  readonly insertion: TextInsertion
  /** The quick-ask window. */
  readonly window: { hide(): void; show(): void }
}

/** What the quick-ask window came up over, and the way back there. */
export class QuickTarget {
  private asked: Promise<FrontWindow | null> = Promise.resolve(null)
  private front: FrontWindow | null = null
  private hasSelection = false
  /** Null: nothing can be inserted. */
  readonly changes = new Emitter<InsertionTarget | null>()

  constructor(private readonly deps: Deps) {}

  get shown(): InsertionTarget | null {
    const { front, hasSelection } = this
    return front && { program: front.name, canReplace: hasSelection && !front.isTerminal }
  }

  /** The window is about to be shown. Never waited for: the window does not wait for it. */
  look(): void {
    this.hasSelection = false
    const asked = this.deps.insertion.front()
    this.asked = asked
    asked.then(
      (front) => {
        // Shown once more meanwhile: that question counts.
        if (asked === this.asked) this.become(front)
      },
      () => {},
    )
  }

  /** What is selected in that program comes along. */
  bringSelection(): void {
    this.hasSelection = true
    this.changes.publish(this.shown)
  }

  async insert(text: string, isReplacing: boolean): Promise<Inserted> {
    const { insertion, window } = this.deps
    const front = await this.asked
    // What cannot go in is told in the window that is open.
    const isLeaving = !front || (await insertion.problemBefore(text, front)) === null
    const isBehind = this.hasSelection && !isReplacing
    if (isLeaving) window.hide()
    const inserted = await insertion.insert(text, front, isBehind ? 'behind-selection' : 'caret')
    if (inserted.type === 'copied' && isLeaving) window.show()
    return inserted
  }

  private become(front: FrontWindow | null): void {
    this.front = front
    this.changes.publish(this.shown)
  }
}
