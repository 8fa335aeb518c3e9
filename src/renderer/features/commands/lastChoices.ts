import { languageName } from './fillOut'

/** What was chosen last of the same options, as long as the window is open. */
const chosen = new Map<string, string>()

export const noteChoice = (options: readonly string[], choice: string): void => {
  chosen.set(options.join('|'), choice)
}

/** The choice to begin with: the last one; among languages the user's own; else the first. */
export const lastChoice = (options: readonly string[]): string => {
  const last = chosen.get(options.join('|'))
  if (last !== undefined) return last
  const own = languageName(new Intl.Locale(navigator.language).language)
  return options.includes(own) ? own : (options[0] ?? '')
}
