/** What a `parley://` link asks for. */
export type ParleyLink =
  | { readonly type: 'ask'; readonly text: string }
  | { readonly type: 'conversation'; readonly conversationId: string }

export type LinkRefusal = 'unknown' | 'malformed' | 'too-long' | 'empty'

/**
 * The most text in a link: more than users put there, and less than would fill a screen many times over with
 * a stranger's words.
 */
export const longestLinkedText = 10_000

/** Each character may take up to twelve when it is escaped byte by byte. */
const longestLink = longestLinkedText * 12 + 100

/**
 * Nothing that hides words or turns their order around: what is shown is what would be sent. The last range
 * is an invisible alphabet, known from instructions smuggled to models.
 */
const unprintable =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/u

/**
 * Reads `parley://ask?text=…` and `parley://conversation/ID`. Such a link can come from anywhere (a web page,
 * a letter), so everything that is not exactly of this form is refused. Reading does nothing yet: the text is
 * put where the user sees it, and sending stays theirs.
 */
export const parseParleyLink = (
  link: string,
): { readonly link: ParleyLink } | { readonly refused: LinkRefusal } => {
  if (link.length > longestLink) return { refused: 'too-long' }
  const parsed = /^parley:\/\/([a-z]+)(?:\/([^/?#]*))?\/?(?:\?([^#]*))?$/i.exec(link)
  if (!parsed) return { refused: 'malformed' }
  const [, place = '', path = '', query] = parsed
  switch (place.toLowerCase()) {
    case 'ask':
      return path === '' ? parseAsk(query ?? '') : { refused: 'malformed' }
    case 'conversation':
      // No other characters are in an id of ours, escaped or not.
      if (query !== undefined || !/^[A-Za-z0-9_-]{1,100}$/.test(path)) return { refused: 'malformed' }
      return { link: { type: 'conversation', conversationId: path } }
    default:
      return { refused: 'unknown' }
  }
}

const parseAsk = (query: string): { readonly link: ParleyLink } | { readonly refused: LinkRefusal } => {
  const pairs = query.split('&').filter((pair) => pair !== '')
  const [pair] = pairs
  if (pair === undefined) return { refused: 'empty' }
  // One text and nothing else: a second parameter may mean something to a later version, but not to this one.
  if (pairs.length > 1 || !pair.startsWith('text=')) return { refused: 'malformed' }
  let text: string
  try {
    // By hand: URLSearchParams makes a replacement character of what is not UTF-8.
    text = decodeURIComponent(pair.slice('text='.length).replaceAll('+', ' '))
  } catch {
    return { refused: 'malformed' }
  }
  text = text.replace(/\r\n?/g, '\n')
  if (unprintable.test(text) || !text.isWellFormed()) return { refused: 'malformed' }
  if (text.trim() === '') return { refused: 'empty' }
  if (text.length > longestLinkedText) return { refused: 'too-long' }
  return { link: { type: 'ask', text } }
}
