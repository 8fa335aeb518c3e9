import { type Settings, settingsPatchSchema } from '../model/settings'
import { call } from './define'

export const settings = {
  /** Resolves once written to disk; every window gets `settings.changed`. */
  'settings.update': call<Settings>()(settingsPatchSchema),
}
