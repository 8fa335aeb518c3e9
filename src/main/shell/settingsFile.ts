import { join } from 'node:path'
import ElectronStore from 'electron-store'
import { log } from '../lib/log'
import type { SettingsFile } from '../settings/SettingsStore'
import { parseSettings, setAsideIfDamaged } from '../settings/settingsText'

type Values = Readonly<Record<string, unknown>>

interface Told {
  /** What stood there was no settings file; it has this path now. */
  onSetAside(path: string): void
  /** It cannot be read, nor be moved: this run has settings of its own. */
  onUnreadable(path: string): void
}

/** settings.json, written by electron-store. Whatever stands in its place, the app starts. */
export const openSettingsFile = (folder: string, { onSetAside, onUnreadable }: Told): SettingsFile => {
  const path = join(folder, 'settings.json')
  try {
    const aside = setAsideIfDamaged(path, new Date())
    if (aside !== null) onSetAside(aside)
    return storedSettings(folder)
  } catch (error) {
    log.error('The settings file cannot be read', error)
    onUnreadable(path)
    return settingsForThisRun()
  }
}

const storedSettings = (folder: string): SettingsFile => {
  const store = new ElectronStore<Record<string, unknown>>({
    cwd: folder,
    name: 'settings',
    accessPropertiesByDotNotation: false,
    deserialize: (text) => parseSettings(text) as Record<string, unknown>,
  })
  let last: Values = store.store
  return {
    read: () => {
      try {
        last = store.store
      } catch (error) {
        log.warning('The settings file cannot be read any more', error)
      }
      return last
    },
    write: (values) => store.set({ ...values }),
  }
}

/** Nothing is written over a file that may be readable again tomorrow. */
const settingsForThisRun = (): SettingsFile => {
  let values: Values = {}
  return {
    read: () => values,
    write: (changed) => {
      values = { ...values, ...changed }
    },
  }
}
