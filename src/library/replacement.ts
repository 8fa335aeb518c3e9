import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { AppError } from '@shared/ipc/errors'
import { syncFile, syncFolder } from './backups/hashedCopy'
import { isFolder, setAside } from './damage/surroundings'
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

export const isReplacing = (folder: string): boolean => readJournal(folder) !== null

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
  if (!isFolder(from) && fileSize(from) === 0) rmSync(from)
  else renameSync(from, freeName(to))
}

/** Something is there already only if another program wrote into our folder meanwhile. */
const freeName = (path: string): string => {
  let name = path
  for (let count = 2; existsSync(name); count += 1) name = `${path}.${count}`
  return name
}

/** Null where there is none, or one that is not ours: ours is renamed into place whole. */
const readJournal = (folder: string): Replacement | null => {
  try {
    const journal: unknown = JSON.parse(readFileSync(join(folder, journalName), 'utf8'))
    return isReplacement(journal) ? journal : null
  } catch {
    return null
  }
}

const isReplacement = (journal: unknown): journal is Replacement => {
  if (typeof journal !== 'object' || journal === null) return false
  const { reason, staged, aside, facts } = journal as Readonly<Record<string, unknown>>
  return (
    typeof reason === 'string' &&
    Object.hasOwn(stagedNames, reason) &&
    staged === stagedNames[reason as Replacement['reason']] &&
    typeof aside === 'string' &&
    aside !== '' &&
    !isAbsolute(aside) &&
    !aside.split(/[\\/]/).includes('..') &&
    typeof facts === 'object' &&
    facts !== null
  )
}

/**
 * Moves a journal out of the way that cannot be read. Where it was in the middle of its work, the library has
 * no file of its own by now, and the new one waits under the name of what made it: then that is the library.
 */
export const dropBadJournal = (folder: string): void => {
  if (!existsSync(join(folder, journalName)) || readJournal(folder) !== null) return
  setAside(folder, journalName)
  const library = join(folder, databaseFileName)
  if (existsSync(library)) return
  const [staged] = Object.values(stagedNames).filter((name) => fileSize(join(folder, name)) > 0)
  if (staged !== undefined) renameSync(join(folder, staged), library)
}
