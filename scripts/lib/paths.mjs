import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'

/** The project's root folder. */
export const root = resolve(import.meta.dirname, '../..')

/** A path inside the project. */
export const inProject = (/** @type {string[]} */ ...parts) => join(root, ...parts)

/** The folder for downloads, outside the checkout, so that a second clone finds them. */
export function cacheFolder(environment = process.env) {
  const base = environment.XDG_CACHE_HOME
  // The XDG specification says that a relative path is to be ignored.
  return base && isAbsolute(base) ? join(base, 'parley') : join(homedir(), '.cache', 'parley')
}
