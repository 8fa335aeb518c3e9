import { useLayoutEffect } from 'react'
import { useApp } from '../common/appStore'

/** The theme of the settings; the colours themselves are CSS's, by `color-scheme`. */
export const useTheme = (): void => {
  const theme = useApp((app) => app.settings?.theme ?? 'system')
  useLayoutEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = theme
  }, [theme])
}
