import type { CopiedReason, Inserted } from '@shared/model/insertion'
import { insertable } from './insertable'
import type { FrontWindow, InsertionPlace, InsertionWay, TextInsertion } from './textInsertion'

interface Deps {
  /** Null: this system has none. */
  readonly way: InsertionWay | null
  readonly copyText: (text: string) => Promise<void>
}

/** Inserts by the way of this system, and copies where that fails. */
export class Insertions implements TextInsertion {
  constructor(private readonly deps: Deps) {}

  get canInsert(): boolean {
    return this.deps.way !== null
  }

  async front(): Promise<FrontWindow | null> {
    return this.deps.way?.front() ?? null
  }

  async problemBefore(text: string, target: FrontWindow): Promise<CopiedReason | null> {
    const { way } = this.deps
    if (!way) return 'no-way'
    // Where a shell does not know what a paste is, each break is an Enter that the user did not press.
    if (target.isTerminal && insertable(text, target).includes('\n')) return 'lines'
    return (await way.isThere(target)) ? null : 'gone'
  }

  async insert(text: string, target: FrontWindow | null, place: InsertionPlace = 'caret'): Promise<Inserted> {
    const words = insertable(text, target)
    const problem = target ? await this.put(words, target, place) : 'no-target'
    if (problem === null) return { type: 'inserted' }
    await this.deps.copyText(words)
    return { type: 'copied', reason: problem }
  }

  private async put(words: string, target: FrontWindow, place: InsertionPlace): Promise<CopiedReason | null> {
    const problem = await this.problemBefore(words, target)
    if (problem !== null) return problem
    // What is selected in a terminal is not at its prompt, and would be run there.
    return this.deps.way?.insert(words, target, target.isTerminal ? 'caret' : place) ?? 'no-way'
  }
}
