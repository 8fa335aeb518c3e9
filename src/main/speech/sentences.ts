import { lazily } from '@shared/lib/lazily'

/** What `/v1/audio/speech` takes at once. */
export const maxSentenceLength = 4096

const segmenter = lazily(() => new Intl.Segmenter('en', { granularity: 'sentence' }))

/**
 * Ends in something that is followed by more of the same sentence: a title, an initial, a number of a list.
 */
const unfinishedEnd =
  /(?:^|[\s("'“‘])(?:(?:Dr|Mr|Mrs|Ms|Prof|St|Sr|Jr|Gen|Col|Capt|Lt|Rev|Hon|vs|Vs|No|Nr|Fig|Vol|pp|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|approx|ca|cf|e\.g|i\.e|E\.g|I\.e|z\.B|d\.h|bzw|u\.a)\.|\p{Lu}\.)\s*$/u
/** These may end a sentence or not: what follows tells. */
const mayEnd = /(?:^|[\s("'“‘])(?:(?:\p{L}\.){2,4}|(?:Inc|Ltd|Co|Corp|Bros|etc|Ave|Blvd|Mt|Ft)\.)\s*$/u
/** Words that begin a sentence far more often than they go on with a name. */
const beginning =
  /^\s*(?:The|It|Its|He|She|They|We|I|You|In|On|At|But|And|Or|So|This|That|These|Those|There|Then|If|When|While|After|Before|For|From|As|A|An|My|Our|His|Her|Their|What|Why|How|Who|Where|Is|Are|Was|Do|Does|Not|No|Yes|However)[\s,’']/
const listNumber = /^\s*\d{1,4}[.)]\s*$/

/** A line of speech as sentences. */
export const splitSentences = (text: string, maxLength = maxSentenceLength): string[] =>
  text.split('\n').flatMap((line) => segmentsOf(line).flatMap((sentence) => splitLong(sentence, maxLength)))

/** Titles and initials one after another are not one sentence any more. */
const longestUnfinished = 300

const segmentsOf = (line: string): string[] => {
  const sentences: string[] = []
  let open = ''
  const segments = [...segmenter().segment(line)]
  for (const [index, { segment }] of segments.entries()) {
    const whole = open + segment
    // A quotation mark that opens the next sentence must not end this one (ICU does that after a question
    // mark in CJK).
    const opener = /(?<![「『（(“‘《〈【])[「『（(“‘《〈【]+$/u.exec(whole)?.[0] ?? ''
    const sentence = opener ? whole.slice(0, -opener.length) : whole
    open = opener
    if (whole.length < longestUnfinished && isUnfinished(sentence, segments[index + 1]?.segment)) open = whole
    else sentences.push(sentence)
  }
  if (open !== '') sentences.push(open)
  return sentences.map((sentence) => sentence.trim()).filter((sentence) => hasSound(sentence))
}

const isUnfinished = (sentence: string, next: string | undefined): boolean => {
  const end = sentence.slice(-30)
  if (unfinishedEnd.test(end) || listNumber.test(sentence)) return true
  return next !== undefined && mayEnd.test(end) && !beginning.test(next)
}

const hasSound = (text: string): boolean => /[\p{L}\p{N}]/u.test(text)

/** Cuts at the softest break that still makes a fair piece: clause, comma, space, and only then anywhere. */
const splitLong = (sentence: string, maxLength: number): string[] => {
  const pieces: string[] = []
  let rest = sentence
  while (rest.length > maxLength) {
    const cut = softCut(rest, maxLength)
    pieces.push(rest.slice(0, cut).trim())
    rest = rest.slice(cut).trim()
  }
  return rest === '' ? pieces : [...pieces, rest]
}

const softCut = (text: string, maxLength: number): number => {
  const head = text.slice(0, maxLength)
  for (const softBreak of [/[;:；：—–]\s?/gu, /[,、，]\s?/gu, /\s/gu]) {
    const last = [...head.matchAll(softBreak)].at(-1)
    const cut = last ? last.index + last[0].length : 0
    if (cut >= maxLength / 2) return cut
  }
  // Not between the halves of a surrogate pair.
  return /[\ud800-\udbff]$/.test(head) ? maxLength - 1 : maxLength
}
