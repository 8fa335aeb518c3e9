import { basename } from 'node:path'
import { writeBytes, writeWhole } from '../lib/writeWhole'

/** The dialogs of sync; null when the user cancels. */
export interface SyncDialogs {
  chooseFolder(windowId: number): Promise<string | null>
  chooseWordsTarget(suggestion: string, windowId: number): Promise<string | null>
  printWords(words: string): Promise<void>
}

/** What is asked of the user while sync is set up: where it lies, and where the words are kept. */
export class SyncWords {
  constructor(private readonly dialogs: SyncDialogs) {}

  async chooseFolder(windowId: number): Promise<{ readonly path: string } | null> {
    const path = await this.dialogs.chooseFolder(windowId)
    return path === null ? null : { path }
  }

  /** Null when the user cancels. */
  async save(words: string, windowId: number): Promise<{ readonly fileName: string } | null> {
    const path = await this.dialogs.chooseWordsTarget('Parley words.txt', windowId)
    if (path === null) return null
    await writeWhole(path, (draft) => writeBytes(draft, `${words}\n`))
    return { fileName: basename(path) }
  }

  print(words: string): Promise<void> {
    return this.dialogs.printWords(words)
  }
}
