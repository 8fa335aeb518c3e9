/** The name of a language in English, as a model reads it best: `de-AT` is Austrian German. */
const languageName = (tag: string): string => {
  try {
    return new Intl.DisplayNames('en', { type: 'language' }).of(tag) ?? tag
  } catch {
    return tag
  }
}

/**
 * What was brought in, with what is to be done about it in front. `{language}` stands for the system's
 * language.
 */
export const withInstruction = (prompt: string, text: string, language: string): string => {
  const instruction = prompt.replaceAll('{language}', () => languageName(language))
  const rest = text.trim()
  return rest === '' ? instruction : `${instruction}\n\n${rest}`
}
