import { z } from 'zod'
import { call } from './define'

/** What an import of commands came to. */
export interface CommandsImported {
  readonly added: number
  /** Of those: under another name, because another command has theirs. */
  readonly renamed: number
  /** They were there already. */
  readonly known: number
  /** There was no room for them. */
  readonly leftOut: number
}

/** The user's commands in a file. They are part of the settings, `lookActions`. */
export const commands = {
  /** Asks where to save all of them as JSON. Null when the user cancels. */
  'commands.export': call<{ readonly count: number } | null>()(z.object({})),
  /**
   * Asks for a file and adds what is in it; nothing that was there changes. Null when the user cancels;
   * `file/unreadable` for anything else than ours, `file/newer` for a later version's.
   */
  'commands.import': call<CommandsImported | null>()(z.object({})),
}
