import type { Inserted } from '@shared/model/insertion'
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

  async isThere(target: FrontWindow): Promise<boolean> {
    return this.deps.way?.isThere(target) ?? false
  }

  async insert(text: string, target: FrontWindow | null, place: InsertionPlace = 'caret'): Promise<Inserted> {
    const words = insertable(text)
    const { way, copyText } = this.deps
    const problem = !way ? 'no-way' : !target ? 'no-target' : await way.insert(words, target, place)
    if (problem === null) return { type: 'inserted' }
    await copyText(words)
    return { type: 'copied', reason: problem }
  }
}

/**
 * Words as a user would have typed them: no control characters, which a terminal would obey, and no line
 * break at the end, which would send or run what was meant to be read first.
 */
export const insertable = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '')
    .replace(/(?<!\n)\n+$/, '')
