import type { Settings } from '@shared/model/settings'

/** Windows in which an answer can be asked for; the quick window has a setting of its own. */
export type ReadingWindow = 'main' | 'quick'

/**
 * Why something might be read aloud by itself:
 * - `asked`: an answer begins that was asked for in this window
 * - `waited`: the answer to a question of this window that waited begins
 * - `tool`: the model speaks by its tool
 * - `hands-free`: the answer to what the user said begins
 */
export type ReadAloudReason = 'asked' | 'waited' | 'tool' | 'hands-free'

/** `confirm`: now, where main still says that answers are read; `next`: after what is being read. */
export type ReadAloudDecision = 'now' | 'confirm' | 'next' | 'no'

type ReadAloudSettings = Pick<Settings, 'readAloud' | 'quickReadAloud' | 'muted'>

/**
 * True where this window reads answers by itself. Without a setting of its own the quick window does as the
 * others.
 */
export const readsAnswers = (
  window: ReadingWindow,
  { readAloud, quickReadAloud }: Pick<ReadAloudSettings, 'readAloud' | 'quickReadAloud'>,
): boolean => (window === 'quick' ? (quickReadAloud ?? readAloud) : readAloud)

/**
 * Decides whether this is read aloud by itself; its button always reads it. `settings` are null until loaded.
 */
export const readAloudPolicy = (
  reason: ReadAloudReason,
  window: ReadingWindow,
  settings: ReadAloudSettings | null,
): ReadAloudDecision => {
  if (settings?.muted) return 'no'
  if (reason === 'tool' || reason === 'hands-free') return 'now'
  if (!settings || !readsAnswers(window, settings)) return 'no'
  if (reason === 'waited') return 'next'
  // The quick window's own yes is newer than anything that main could be asked for.
  return window === 'quick' && settings.quickReadAloud !== null ? 'now' : 'confirm'
}
