import { isRecord } from './values'

/** The fields in which servers put the words that they understood; the first that is there counts. */
const textNames = [
  'text',
  'transcript',
  'transcription',
  'display_text',
  'DisplayText',
  'Display',
  'sentence',
  'utterance',
  'punctuated_word',
  'word',
  'delta',
  'content',
] as const

/** The fields that hold those, or lists of them. */
const holderNames = [
  'segments',
  'results',
  'result',
  'channels',
  'utterances',
  'chunks',
  'words',
  'transcripts',
  'transcription',
  'transcript',
  'predictions',
  'output',
  'data',
  'response',
  'choices',
  'message',
  'delta',
  'content',
] as const

/** Of these each is another way to hear the same: the first is the best. */
const choiceNames = ['alternatives', 'NBest'] as const

const deepest = 8
const mostPieces = 50_000

/** The words in one JSON answer or event; empty where nothing was understood, null where none could be. */
export const spokenWordsIn = (value: unknown, depth = 0): string | null => {
  if (typeof value === 'string') return value
  if (depth >= deepest) return null
  if (Array.isArray(value)) {
    const pieces = value.slice(0, mostPieces).map((each) => spokenWordsIn(each, depth + 1))
    return value.length > 0 && pieces.every((piece) => piece === null)
      ? null
      : joinPieces(pieces.filter((piece) => piece !== null))
  }
  if (!isRecord(value)) return null
  let empty: string | null = null
  for (const name of textNames) {
    const text = value[name]
    if (typeof text === 'string' && text.trim() !== '') return text
    if (text === '') empty = ''
  }
  for (const name of choiceNames) {
    const found: unknown = Array.isArray(value[name]) ? value[name][0] : undefined
    const words = spokenWordsIn(found, depth + 1)
    if (words !== null) return words
  }
  for (const name of holderNames) {
    const held = value[name]
    if (held === undefined || held === null || typeof held === 'string') continue
    const words = spokenWordsIn(held, depth + 1)
    if (words !== null && words !== '') return words
    empty = words ?? empty
  }
  return empty
}

/** One of several answers that together are what was said. */
export interface SpokenPiece {
  readonly words: string
  /**
   * `whole`: all that was said, again. `partial`: what may still change, and comes again. `delta`: cut
   * anywhere, also within a word.
   */
  readonly kind: 'piece' | 'whole' | 'partial' | 'delta'
}

export const spokenPieceIn = (value: unknown): SpokenPiece | null => {
  const words = spokenWordsIn(value)
  if (words === null) return null
  const type = isRecord(value) && typeof value.type === 'string' ? value.type : ''
  if (/\b(done|completed|complete)$/.test(type)) return { words, kind: 'whole' }
  if (isRecord(value) && (/\bdelta$/.test(type) || typeof value.delta === 'string' || value.choices))
    return { words, kind: 'delta' }
  const isPartial = isRecord(value) && (value.is_final === false || /\bpartial\b|\binterim\b/.test(type))
  return { words, kind: isPartial ? 'partial' : 'piece' }
}

/**
 * The answers that came one after the other as one text: pieces, pieces and then the whole, or ever more of
 * the whole.
 */
export const joinSpoken = (pieces: readonly SpokenPiece[]): string => {
  const whole = pieces.filter(({ kind, words }) => kind === 'whole' && words.trim() !== '').at(-1)
  if (whole) return whole.words
  const deltas = pieces.filter(({ kind }) => kind === 'delta')
  if (deltas.length > 0) return deltas.map(({ words }) => words).join('')
  const said = pieces.filter(({ kind }) => kind === 'piece').map(({ words }) => words)
  if (said.length === 0) return pieces.at(-1)?.words ?? ''
  const last = said.at(-1) ?? ''
  const before = said.slice(0, -1).filter((words) => words.trim() !== '')
  const isGrowing = before.length > 0 && said.every((words, at) => words.startsWith(said[at - 1] ?? ''))
  if (isGrowing) return last
  return before.length > 1 && lettersOf(last) === lettersOf(before.join('')) ? last : joinPieces(said)
}

const lettersOf = (text: string): string => text.replace(/\s+/g, '')

/** Some leave the space between two pieces out; languages without spaces want none. */
const joinPieces = (pieces: readonly string[]): string => {
  const hasSpaces = pieces.some((piece) => piece !== '' && piece !== piece.trim())
  let text = ''
  for (const piece of pieces) {
    const needsSpace = !hasSpaces && text !== '' && /[\p{L}\p{N}]/u.test(piece) && !isUnspaced(piece)
    text += (needsSpace ? ' ' : '') + piece
  }
  return text
}

const isUnspaced = (piece: string): boolean =>
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(piece)

/** Subtitles (SRT, WebVTT) as the words in them. */
export const wordsOfSubtitles = (text: string): string => {
  if (!/^(WEBVTT\b|\d{1,6}\s*\n)?[^>]{0,2000}\d{2}[:.,]\d{3} --> \d/.test(text)) return text
  return text
    .split(/\r?\n/)
    .filter((line) => !/^WEBVTT\b|-->|^\s*\d{1,6}\s*$/.test(line) && line.trim() !== '')
    .map((line) => line.trim())
    .join(' ')
}
