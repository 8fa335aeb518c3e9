import { lazily } from '@shared/lib/lazily'

/** The rate at which engine voices speak English, until a sentence has been measured. */
export const usualSignsPerSecond = 15

const words = lazily(() => new Intl.Segmenter('en', { granularity: 'word' }))

/**
 * What was not heard of a sentence whose audio broke off after so many seconds: from the next whole word on.
 * The word that was cut is left out, so that nothing is said twice.
 */
export const remainderOf = (text: string, seconds: number, signsPerSecond: number): string => {
  const position = seconds * signsPerSecond
  for (const { index, isWordLike } of words().segment(text)) {
    if (isWordLike && index >= position) return text.slice(index)
  }
  return ''
}
