/**
 * The blanks of a saved prompt: `{selection}`, `{clipboard}`, `{date}`, `{language}`, `{ask: label}` and
 * `{choose: a | b}`. Doubled braces around one give it as it stands; every other brace stays as typed.
 */

/** What the user fills in. Blanks with the same key are one, however often they occur. */
export type Blank =
  | { readonly type: 'ask'; readonly key: string; readonly label: string }
  | {
      readonly type: 'choose'
      readonly key: string
      readonly label: string
      readonly options: readonly string[]
    }

/** What is read when the command is taken. */
export const readWords = ['selection', 'clipboard', 'date', 'language'] as const
export type ReadWord = (typeof readWords)[number]

export type Piece =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'read'; readonly word: ReadWord }
  | Blank

// Neither braces nor a line's end inside: the braces of code mostly hold them. Bounded, so that a text of
// braces only is read once.
const braces = /\{\{([^{}\n]{1,2000})\}\}|\{([^{}\n]{1,2000})\}/g

const isReadWord = (word: string): word is ReadWord => (readWords as readonly string[]).includes(word)

const mostLabelWords = 5

/** The words in front of a choice, up to the blank before it, say what is chosen. */
const labelBefore = (text: string): string => {
  const line = text.slice(Math.max(text.lastIndexOf('\n'), text.lastIndexOf('}')) + 1).trim()
  const words = line.split(/\s+/).slice(-mostLabelWords)
  // From the last sentence on, if one ended there.
  const end = words.findLastIndex((word, index) => /[.!?]$/.test(word) && index < words.length - 1)
  return words
    .slice(end + 1)
    .join(' ')
    .replace(/^[.,;:!?]\s*|(?<![:,;–-])[:,;–-]+$/g, '')
    .trim()
}

/** The blank that stands between braces; null where that is none. */
const blankOf = (inner: string, before: string): Exclude<Piece, { readonly type: 'text' }> | null => {
  const word = inner.toLowerCase()
  if (isReadWord(word)) return { type: 'read', word }
  const colon = inner.indexOf(':')
  if (colon < 0) return null
  const kind = inner.slice(0, colon).trim().toLowerCase()
  const rest = inner.slice(colon + 1).trim()
  if (kind === 'ask' && rest !== '') return { type: 'ask', key: `ask ${rest.toLowerCase()}`, label: rest }
  if (kind !== 'choose') return null
  const options = [...new Set(rest.split('|').map((option) => option.trim()))].filter((each) => each !== '')
  if (options.length < 2) return null
  return { type: 'choose', key: `choose ${options.join('|')}`, label: labelBefore(before), options }
}

/** A prompt as its words and its blanks, in order. */
export const parseCommand = (prompt: string): readonly Piece[] => {
  const pieces: Piece[] = []
  let text = ''
  let from = 0
  for (const match of prompt.matchAll(braces)) {
    const [whole, doubled, single] = match
    const before = prompt.slice(from, match.index)
    const blank = blankOf(doubled ?? single ?? '', prompt.slice(0, match.index))
    from = match.index + whole.length
    text += before
    if (blank === null) text += whole
    // Without its outer braces: this is how a prompt tells of a blank.
    else if (doubled !== undefined) text += `{${doubled}}`
    else {
      if (text !== '') pieces.push({ type: 'text', text })
      text = ''
      pieces.push(blank)
    }
  }
  text += prompt.slice(from)
  if (text !== '') pieces.push({ type: 'text', text })
  return pieces
}

/** What the user is asked for, each once. */
export const blanksOf = (pieces: readonly Piece[]): readonly Blank[] => {
  const byKey = new Map<string, Blank>()
  for (const piece of pieces)
    if ((piece.type === 'ask' || piece.type === 'choose') && !byKey.has(piece.key))
      byKey.set(piece.key, piece)
  return [...byKey.values()]
}

export const wantsWord = (pieces: readonly Piece[], word: ReadWord): boolean =>
  pieces.some((piece) => piece.type === 'read' && piece.word === word)

export interface Filled {
  readonly words: Readonly<Partial<Record<ReadWord, string>>>
  /** By the keys of the blanks. */
  readonly answers: ReadonlyMap<string, string>
}

/** The prompt with its blanks filled, in one pass: what is put in is never looked into for blanks. */
export const fillCommand = (pieces: readonly Piece[], { words, answers }: Filled): string =>
  pieces
    .map((piece) => {
      if (piece.type === 'text') return piece.text
      return (piece.type === 'read' ? words[piece.word] : answers.get(piece.key)) ?? ''
    })
    .join('')
    .trim()
