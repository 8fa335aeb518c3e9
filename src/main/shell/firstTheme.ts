import { join } from 'node:path'
import { parseSettings, readSettingsText } from '../settings/settingsText'

/**
 * The theme for the first frame, read straight from settings.json: the settings themselves are loaded after
 * it, and a window that begins light and turns dark is unpleasant at night.
 */
export const firstTheme = (userData: string): 'system' | 'light' | 'dark' => {
  try {
    const text = readSettingsText(join(userData, 'settings.json')) ?? '{}'
    const { theme } = parseSettings(text) as { theme?: unknown }
    return theme === 'light' || theme === 'dark' ? theme : 'system'
  } catch {
    // Not there yet, or damaged: the settings store sees to it in a moment.
    return 'system'
  }
}
