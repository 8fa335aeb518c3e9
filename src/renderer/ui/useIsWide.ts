import { useSyncExternalStore } from 'react'

/** Beside the list of conversations, two columns of text that can be read. */
const wide = '(min-width: 1060px)'

export const isWide = (): boolean => matchMedia(wide).matches

const subscribe = (changed: () => void): (() => void) => {
  const query = matchMedia(wide)
  query.addEventListener('change', changed)
  return () => query.removeEventListener('change', changed)
}

/** The window has room for two answers. */
export const useIsWide = (): boolean => useSyncExternalStore(subscribe, isWide)
