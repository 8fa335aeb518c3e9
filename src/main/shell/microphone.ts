import { systemPreferences } from 'electron'

/** macOS asks the user, once; elsewhere the system refuses only when the microphone is opened. */
export const mayHear = (): Promise<boolean> =>
  process.platform === 'darwin' ? systemPreferences.askForMediaAccess('microphone') : Promise.resolve(true)
