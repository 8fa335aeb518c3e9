import { lstatSync, readFileSync, renameSync, statSync } from 'node:fs'

/** Two hundred assistants of the greatest length fit. What is larger is not ours, and would delay starts. */
const mostBytes = 64 * 1024 * 1024

/** An editor of another system may have put a mark before the text. */
export const parseSettings = (text: string): unknown => JSON.parse(text.replace(/^\uFEFF/, ''))

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : null)

/**
 * The text of settings.json; null where there is none, and where its place is taken by what is no such file:
 * a folder, a pipe that would be waited for, a link in a circle.
 * @throws Error of the file system where there is one that cannot be read now.
 */
export const readSettingsText = (path: string): string | null => {
  try {
    const facts = statSync(path)
    return facts.isFile() && facts.size <= mostBytes ? readFileSync(path, 'utf8') : null
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ELOOP') return null
    throw error
  }
}

const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined

const isSettings = (text: string): boolean => {
  try {
    const value = parseSettings(text)
    // What cannot be written again (nested without end) would make every change fail.
    return typeof value === 'object' && !Array.isArray(value) && JSON.stringify(value) !== 'null'
  } catch {
    return false
  }
}

/**
 * Makes way for settings that can be read and written: what is no settings file is set aside under another
 * name, never deleted. Gives its new path; null where nothing had to move.
 * @throws Error of the file system where it cannot be read now, or not be moved.
 */
export const setAsideIfDamaged = (path: string, now: Date): string | null => {
  const text = readSettingsText(path)
  if (text === null ? !isThere(path) : isSettings(text)) return null
  const aside = path.replace(/\.json$/, `.damaged-${now.toISOString().replaceAll(':', '-')}.json`)
  renameSync(path, aside)
  return aside
}
