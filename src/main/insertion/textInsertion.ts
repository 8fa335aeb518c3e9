import type { CopiedReason, Inserted } from '@shared/model/insertion'

/** The program that was in front before a window of Parley came up. */
export interface FrontWindow {
  /** What the way that found it knows it by. */
  readonly id: string
  /** The program's name for users, e.g. `Mousepad`; empty where the system does not tell. */
  readonly name: string
  /** A terminal: what is pasted there goes to its prompt, and never over what is selected. */
  readonly isTerminal: boolean
}

/**
 * - `caret`: as the program pastes: at its caret, and over what is selected there.
 * - `behind-selection`: what is selected there stays.
 */
export type InsertionPlace = 'caret' | 'behind-selection'

/** Brings words into the program that the user works in. */
export interface TextInsertion {
  /** Whether this system has a way at all; otherwise `insert` copies. */
  readonly canInsert: boolean
  /**
   * Asked when a window of ours is about to be shown, and never waited for before it is. Null where it cannot
   * be known.
   */
  front(): Promise<FrontWindow | null>
  /** What is known to speak against it while our own window is still open, or null. */
  problemBefore(text: string, target: FrontWindow): Promise<CopiedReason | null>
  /**
   * Puts text into that program, and gives the clipboard back as it was. Our own window is out of the way by
   * then. Where that fails the text is on the clipboard.
   */
  insert(text: string, target: FrontWindow | null, place?: InsertionPlace): Promise<Inserted>
}

/** One system's way to other programs. */
export interface InsertionWay {
  front(): Promise<FrontWindow | null>
  /** False once that program's window is closed. */
  isThere(target: FrontWindow): Promise<boolean>
  /** What went wrong, or null. The clipboard is as it was in either case. */
  insert(text: string, target: FrontWindow, place: InsertionPlace): Promise<CopiedReason | null>
}
