import { readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import ElectronStore from 'electron-store'
import type { SettingsFile } from '../settings/SettingsStore'

/**
 * settings.json, written by electron-store. A file that is not JSON is set aside under another name, never
 * deleted, and its new path is told.
 */
export const openSettingsFile = (folder: string, onSetAside: (path: string) => void): SettingsFile => {
  setAsideIfDamaged(join(folder, 'settings.json'), onSetAside)
  const store = new ElectronStore<Record<string, unknown>>({
    cwd: folder,
    name: 'settings',
    accessPropertiesByDotNotation: false,
  })
  return {
    read: () => store.store,
    write: (values) => store.set({ ...values }),
  }
}

const setAsideIfDamaged = (path: string, onSetAside: (path: string) => void): void => {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    // No file yet, or not readable: electron-store tells the second case when it writes.
    return
  }
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return
  } catch {
    // Not JSON: set aside below.
  }
  const aside = path.replace(/\.json$/, `.damaged-${new Date().toISOString().replaceAll(':', '-')}.json`)
  renameSync(path, aside)
  onSetAside(aside)
}
