import type { CopiedReason } from '@shared/model/insertion'
import type { FrontWindow, InsertionWay } from '../textInsertion'
import type { RunCommand, SystemCommands } from './command'

/** What was on the clipboard, in every format that could be read. */
export interface ClipboardKeeper<Kept> {
  read(): Promise<Kept>
  write(kept: Kept): Promise<void>
  text(): Promise<string>
  putText(text: string): Promise<void>
}

interface Deps<Kept> {
  readonly commands: SystemCommands
  readonly run: RunCommand
  readonly clipboard: ClipboardKeeper<Kept>
  readonly wait: (ms: number) => Promise<void>
}

/**
 * No system but X11 tells that a program has taken what is on the clipboard: it is given back after as long
 * as a busy program takes to handle a key.
 */
const takenMs = 700

/** Other programs by commands that their system brings along. */
export class CommandWay<Kept> implements InsertionWay {
  constructor(private readonly deps: Deps<Kept>) {}

  front(): Promise<FrontWindow | null> {
    return this.deps.commands.front(this.deps.run)
  }

  async isThere(target: FrontWindow): Promise<boolean> {
    return this.deps.commands.isThere(target)
  }

  async insert(text: string, target: FrontWindow): Promise<CopiedReason | null> {
    const { commands, run, clipboard, wait } = this.deps
    const kept = await clipboard.read()
    await clipboard.putText(text)
    const ran = await run(commands.paste(target, text.includes('\n')))
    if (ran.code === 0) await wait(takenMs)
    // What the user copied meanwhile is the user's.
    if ((await clipboard.text()).replaceAll('\r\n', '\n') === text) await clipboard.write(kept)
    return ran.code === 0 ? null : commands.problemOf(ran)
  }
}
