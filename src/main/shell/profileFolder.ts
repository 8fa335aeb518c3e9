import { chmodSync, statSync } from 'node:fs'
import { log } from '../lib/log'

/**
 * Takes the profile out of other users' reach. Electron makes its own folder so; one that was named, copied
 * or restored may be open to all. A shared folder (sticky, such as /tmp) and another user's are left.
 */
export const keepPrivate = (folder: string): void => {
  // Windows has access lists, which the user's own folders hand down.
  if (process.platform === 'win32') return
  try {
    const { mode, uid } = statSync(folder)
    const isShared = (mode & 0o1000) !== 0
    if ((mode & 0o077) === 0 || isShared || uid !== process.getuid?.()) return
    chmodSync(folder, 0o700)
    log.warning('The profile was open to other users of this computer; it is private now')
  } catch (error) {
    log.warning('The access to the profile could not be checked', error)
  }
}
