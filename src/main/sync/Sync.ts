import { AppError } from '@shared/ipc/errors'
import type { SyncPlace, SyncStatus } from '@shared/model/sync'
import { writeBytes, writeWhole } from '../lib/writeWhole'

/** The dialogs of sync; null when the user cancels. */
export interface SyncDialogs {
  chooseFolder(windowId: number): Promise<string | null>
  chooseWordsTarget(suggestion: string, windowId: number): Promise<string | null>
  printWords(words: string): Promise<void>
}

/** How a place is reached; the password is of a server. */
export interface PlaceAccess {
  readonly place: SyncPlace
  readonly password: string
}

/** One history on several devices, as far as main has to do with it. */
export class Sync {
  constructor(private readonly deps: { readonly dialogs: SyncDialogs }) {}

  get status(): SyncStatus {
    return { type: 'off' }
  }

  async chooseFolder(windowId: number): Promise<{ readonly path: string } | null> {
    const path = await this.deps.dialogs.chooseFolder(windowId)
    return path === null ? null : { path }
  }

  look(_access: PlaceAccess): Promise<{ readonly isEmpty: boolean }> {
    return notYet()
  }

  start(_access: PlaceAccess): Promise<{ readonly words: string }> {
    return notYet()
  }

  join(_access: PlaceAccess, _words: string): Promise<void> {
    return notYet()
  }

  /** Null when the user cancels. */
  async saveWords(words: string, windowId: number): Promise<{ readonly fileName: string } | null> {
    const path = await this.deps.dialogs.chooseWordsTarget('Parley words.txt', windowId)
    if (path === null) return null
    await writeWhole(path, (draft) => writeBytes(draft, `${words}\n`))
    return { fileName: path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1) }
  }

  printWords(words: string): Promise<void> {
    return this.deps.dialogs.printWords(words)
  }

  now(): Promise<void> {
    return notYet()
  }

  stop(): Promise<void> {
    return notYet()
  }

  changePlace(_access: PlaceAccess): Promise<void> {
    return notYet()
  }

  leave(): Promise<void> {
    return notYet()
  }

  removeDevice(_id: string): Promise<{ readonly words: string }> {
    return notYet()
  }

  enterWords(_words: string): Promise<void> {
    return notYet()
  }

  settleDeletion(_isWanted: boolean): Promise<void> {
    return notYet()
  }
}

const notYet = async (): Promise<never> => {
  throw new AppError('sync/place', 'Sync is not on', { problem: 'failed' })
}
