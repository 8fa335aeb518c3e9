import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { AppError } from '@shared/ipc/errors'
import { syncFile, syncFolder } from './backups/hashedCopy'
import { databaseFileName, fileSize, isOwner } from './files'

/** A finished database that takes the library's place. Paths are relative to the library's folder. */
export interface Replacement {
  /** Why: what was there was damaged, of an older schema, or the user wanted a backup back. */
  readonly reason: 'damaged' | 'updated' | 'restored'
  /** The new database: whole, checked, closed, on disk. */
  readonly staged: string
  /** The path that the present one is moved to, with its log. Nothing is ever deleted. */
  readonly aside: string
  /** Figures for the words that the user reads about it. */
  readonly facts: Readonly<Record<string, string | number>>
}

const journalName = 'library.replacing.json'

/**
 * Databases in the making, by what makes them. What is left of them after a kill is rubbish: their journal
 * was never written.
 */
export const stagedNames = {
  damaged: 'library.repairing.db',
  updated: 'library.updating.db',
  restored: 'library.restoring.db',
} as const

export const isReplacing = (folder: string): boolean => existsSync(join(folder, journalName))

/**
 * Puts the staged database in the library's place; nothing may have the library open. The journal comes
 * first: from then on the replacement is finished at the next opening, whenever the power fails. Before it,
 * the library is as it was.
 */
export const replaceDatabase = (folder: string, replacement: Replacement): void => {
  // A process that outlived its app by so much that another took over must not move anything any more.
  if (!isOwner(folder)) throw new AppError('library/unavailable', 'Another process has taken over')
  const journal = join(folder, journalName)
  const draft = `${journal}.part`
  syncFile(join(folder, replacement.staged))
  writeFileSync(draft, JSON.stringify(replacement))
  syncFile(draft)
  renameSync(draft, journal)
  syncFolder(folder)
  finishReplacement(folder)
}

/**
 * Goes on with a replacement that was begun, as far as it is not done, and returns it: it counts as news
 * until `acknowledgeReplacement`. Null when there is none.
 */
export const finishReplacement = (folder: string): Replacement | null => {
  const replacement = readJournal(folder)
  if (replacement === null) return null
  const library = join(folder, databaseFileName)
  const staged = join(folder, replacement.staged)
  // Its own name is gone as soon as it is in place: then all was done.
  if (!existsSync(staged)) return replacement
  const aside = join(folder, replacement.aside)
  mkdirSync(dirname(aside), { recursive: true })
  // The log first: left alone beside the new database it would be taken for that one's.
  moveAway(`${library}-wal`, `${aside}-wal`)
  moveAway(library, aside)
  syncFolder(dirname(aside))
  renameSync(staged, library)
  syncFolder(folder)
  return replacement
}

/** Forgets the replacement: the caller that opened the library has heard of it. */
export const acknowledgeReplacement = (folder: string): void =>
  rmSync(join(folder, journalName), { force: true })

/** What a job that was killed left in the way. */
export const removeStaged = (folder: string, reason: Replacement['reason']): string => {
  const staged = join(folder, stagedNames[reason])
  for (const end of ['', '-wal', '-journal', '.lock'])
    rmSync(`${staged}${end}`, { recursive: true, force: true })
  return staged
}

const moveAway = (from: string, to: string): void => {
  if (!existsSync(from)) return
  if (fileSize(from) === 0) rmSync(from)
  else renameSync(from, freeName(to))
}

/** Something is there already only if another program wrote into our folder meanwhile. */
const freeName = (path: string): string => {
  let name = path
  for (let count = 2; existsSync(name); count += 1) name = `${path}.${count}`
  return name
}

const readJournal = (folder: string): Replacement | null => {
  const journal = join(folder, journalName)
  if (!existsSync(journal)) return null
  // It was renamed into place whole: a journal that cannot be read is not ours.
  return JSON.parse(readFileSync(journal, 'utf8')) as Replacement
}
