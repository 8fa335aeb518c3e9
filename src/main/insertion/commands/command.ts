import type { CopiedReason } from '@shared/model/insertion'
import type { FrontWindow } from '../textInsertion'

/** A program and its arguments: no shell reads them. Text never is one of them. */
export interface CommandLine {
  readonly file: string
  readonly args: readonly string[]
}

export interface Ran {
  /** Null: it could not be started, or took too long. */
  readonly code: number | null
  readonly output: string
  readonly errors: string
}

export type RunCommand = (line: CommandLine) => Promise<Ran>

/** What a system brings along to reach other programs, as command lines. */
export interface SystemCommands {
  /** The program in front; null: not known. */
  front(run: RunCommand): Promise<FrontWindow | null>
  isThere(target: FrontWindow): boolean
  /**
   * Has the program in front paste, or brings `target` there first. `hasLines`: a terminal that is only known
   * by then must not get it.
   */
  paste(target: FrontWindow, hasLines: boolean): CommandLine
  /** What a paste that failed says. */
  problemOf(ran: Ran): CopiedReason
}

/** Where the system gives the keys back to it by itself, and does not tell at once which it is. */
export const unnamedFront: FrontWindow = { id: '', name: '', isTerminal: false }
