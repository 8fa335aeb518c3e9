import { lazily } from '@shared/lib/lazily'

const segmenter = lazily(() => new Intl.Segmenter('en', { granularity: 'word' }))

/** Abbreviations before a name or a number: a voice says these in full, and so does its transcript. */
const abbreviation =
  /^(dr|mr|mrs|ms|prof|st|sr|jr|gen|col|capt|lt|rev|hon|vs|no|nr|fig|vol|pp|approx|ca|cf|etc|eg|ie|bzw|usw)$/i

/** Keeps letters and digits alone: a transcript sets capitals and commas as it likes. */
const signsOf = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')

/** The longest way to say what may be said in several ways. */
const longestFree = 80
/** What fits in more ways is no speech, but one syllable again and again, made to be compared for minutes. */
const mostEnds = 500

/** Where these words can end that follow one of `ends` (ascending) after something free, ascending. */
const endsOf = (words: string, said: string, ends: readonly number[]): readonly number[] => {
  const found: number[] = []
  let next = 0
  for (const end of ends) {
    const window = said.slice(0, end + longestFree + words.length)
    // Places that an earlier end has tried are not tried again.
    next = Math.max(next, end)
    for (let at = window.indexOf(words, next); at >= next; at = window.indexOf(words, next)) {
      found.push(at + words.length)
      next = at + 1
      if (found.length > mostEnds) return []
    }
    next = Math.max(next, end + longestFree + 1)
  }
  return found
}

/**
 * Compares what a voice says it said with what it was given. Numbers, units, signs and abbreviations may be
 * written out in any way; every other word must be there, in its place, and nothing else.
 */
export class WordForWord {
  /** The words as they must come; between each two, something that may be said in several ways. */
  private readonly fixed: readonly string[]

  constructor(text: string) {
    const fixed = ['']
    let wasFree = false
    for (const { segment, isWordLike } of segmenter().segment(text.normalize('NFKC'))) {
      const isFree = isWordLike
        ? /\p{N}/u.test(segment) || abbreviation.test(segment.replaceAll('.', ''))
        : /[\p{S}%&@#/\\*]/u.test(segment)
      if (isFree && !wasFree) fixed.push('')
      // A point or a blank within a number does not end it.
      if (isFree || isWordLike) wasFree = isFree
      if (!isFree && isWordLike) fixed[fixed.length - 1] += signsOf(segment)
    }
    this.fixed = fixed
  }

  /** True where this can be the text's beginning, up to the first thing that may be said in several ways. */
  mayBegin(transcript: string): boolean {
    const said = signsOf(transcript)
    const [first = ''] = this.fixed
    return this.fixed.length === 1 ? first.startsWith(said) : first.startsWith(said) || said.startsWith(first)
  }

  /** True where this is all of the text. */
  matches(transcript: string): boolean {
    const said = signsOf(transcript)
    const [first = '', ...others] = this.fixed
    if (!said.startsWith(first)) return false
    // Every place at which the words so far can have ended. A regular expression tries them one after the
    // other, each with all that follows: 2 to the power of the number of words.
    let ends: readonly number[] = [first.length]
    for (const words of others) ends = endsOf(words, said, ends)
    return ends.at(-1) === said.length
  }
}
