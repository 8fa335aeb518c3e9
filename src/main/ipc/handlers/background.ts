import type { background as contract } from '@shared/ipc/background'
import type { BackgroundState } from '@shared/model/background'
import type { Handlers } from '../contexts'

/** What a window may ask of Parley's background outside it. */
export interface BackgroundVerbs {
  get(): Promise<BackgroundState>
  setStartAtLogin(isOn: boolean): Promise<BackgroundState>
  closeWindow(): void
  keepWindow(): void
}

interface Needs {
  readonly background: BackgroundVerbs
}

export const backgroundHandlers = ({ background }: Needs): Handlers<typeof contract> => ({
  'background.get': () => background.get(),
  'background.setStartAtLogin': ({ isOn }) => background.setStartAtLogin(isOn),
  'background.closeWindow': () => background.closeWindow(),
  'background.keepWindow': () => background.keepWindow(),
})
