import { existsSync, lstatSync, readdirSync, renameSync, rmdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { databaseFileName } from '../files'

/** Files of ours that stand beside the database; a folder of their name would keep it from being opened. */
const files = [
  `${databaseFileName}-wal`,
  `${databaseFileName}-journal`,
  'library.pid',
  'library.replacing.json',
  'library.replacing.json.part',
  'library.probe',
]
const folders = ['backups', 'pictures', 'files', 'speech', 'thumbnails']

/**
 * Moves out of the way what is a folder where a file of ours belongs, and the other way round. Nothing of it
 * is deleted unless it is empty.
 */
export const clearSurroundings = (folder: string): void => {
  for (const name of files) if (isFolder(join(folder, name))) moveOut(folder, name)
  for (const name of folders) {
    const path = join(folder, name)
    if (existsSync(path) && !isFolder(path)) moveOut(folder, name)
  }
}

/**
 * The lock of a process that was killed is an empty folder; whatever else has its name goes out of the way.
 * Tells whether there was any.
 */
export const removeLock = (folder: string): boolean => {
  const name = `${databaseFileName}.lock`
  if (!isThere(join(folder, name))) return false
  moveOut(folder, name)
  return true
}

/** Gives the path to which it was moved; null where it was empty and is gone. */
const moveOut = (folder: string, name: string): string | null => {
  const path = join(folder, name)
  const isEmpty = isFolder(path) ? readdirSync(path).length === 0 : lstatSync(path).size === 0
  if (isEmpty) {
    if (isFolder(path)) rmdirSync(path)
    else rmSync(path)
    return null
  }
  let aside = `${path}.set-aside`
  for (let count = 2; isThere(aside); count += 1) aside = `${path}.set-aside-${count}`
  renameSync(path, aside)
  return aside
}

/** Puts a file out of the way that is not what its name says. */
export const setAside = (folder: string, name: string): string | null =>
  isThere(join(folder, name)) ? moveOut(folder, name) : null

export const isFolder = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false

const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined
