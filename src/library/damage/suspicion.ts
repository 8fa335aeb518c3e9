import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isFolder, setAside } from './surroundings'

/** Beside the database while damage was met in it and is not repaired. */
export const suspicionFileName = 'library.suspect'

/**
 * `met`: something was not as it should be, and the next start checks the whole file. `checked`: that found
 * nothing. `again`: damage was met all the same, or SQLite itself met a page that is none; the next start
 * repairs without asking a check, which sees less: it compares no index of a few rows, for one.
 */
export type Suspicion = 'none' | 'met' | 'checked' | 'again'

export const readSuspicion = (folder: string): Suspicion => {
  const path = join(folder, suspicionFileName)
  if (isFolder(path)) return 'met'
  try {
    const text = readFileSync(path, 'utf8')
    return text === 'checked' || text === 'again' ? text : 'met'
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'none' : 'met'
  }
}

/** `none` takes it back. A full disk is no obstacle: the damage will be met again. */
export const writeSuspicion = (folder: string, suspicion: Suspicion): void => {
  const path = join(folder, suspicionFileName)
  try {
    if (isFolder(path)) setAside(folder, suspicionFileName)
    if (suspicion === 'none') rmSync(path, { force: true })
    else writeFileSync(path, suspicion === 'met' ? '' : suspicion)
  } catch {
    // See above.
  }
}

/** What is suspected after damage was met once more. */
export const heighten = (suspicion: Suspicion): Suspicion =>
  suspicion === 'checked' || suspicion === 'again' ? 'again' : 'met'
