import { globalShortcut } from 'electron'
import type { KeyGrabs } from '../desktop/Hotkey'
import { log } from '../lib/log'

/** Electron's hotkeys. On Wayland they go by the desktop's portal, where it has one. */
export const systemGrabs: KeyGrabs = {
  grab: (accelerator, onPress) => {
    try {
      return globalShortcut.register(accelerator, onPress) ? 'grabbed' : 'refused'
    } catch {
      // Thrown for what cannot be read as a key.
      log.warning('A hotkey has no name that the system knows')
      return 'unnameable'
    }
  },
  release: (accelerator) => globalShortcut.unregister(accelerator),
}
