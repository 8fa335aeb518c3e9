import { accessSync, constants } from 'node:fs'
import type { App } from 'electron'

/**
 * True where this start may run on its profile, as no other one does. Where the profile's folder cannot be
 * written no process can hold the lock or do harm: then the history can at least be read.
 */
export const mayUseProfile = (app: App): boolean =>
  app.requestSingleInstanceLock() || isUnwritable(app.getPath('userData'))

const isUnwritable = (folder: string): boolean => {
  try {
    accessSync(folder, constants.W_OK)
    return false
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return code === 'EROFS' || code === 'EACCES' || code === 'EPERM'
  }
}
