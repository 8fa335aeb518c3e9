type Watcher = (level: number) => void
const watchers = new Set<Watcher>()

/** How loud it is, in decibels below full scale, many times a second; returns what ends it. */
export const watchLevel = (watcher: Watcher): (() => void) => {
  watchers.add(watcher)
  return () => watchers.delete(watcher)
}

/** Trying the microphone shows its level without listening. */
export const showLevel = (level: number): void => {
  for (const watcher of watchers) watcher(level)
}
