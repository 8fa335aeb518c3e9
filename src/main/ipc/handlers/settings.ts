import type { settings as contract } from '@shared/ipc/settings'
import type { SettingsStore } from '../../settings/SettingsStore'
import type { Handlers } from '../contexts'

interface Needs {
  readonly settings: SettingsStore
}

export const settingsHandlers = ({ settings }: Needs): Handlers<typeof contract> => ({
  'settings.update': (patch) => settings.update(patch),
})
