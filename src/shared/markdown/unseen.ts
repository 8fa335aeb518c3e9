import type { TokenizerExtensionFunction, TokenizerStartFunction } from 'marked'
import { ansiLength } from './ansi'

/** What stands in a text and is not for readers; `text` is what of it is. */
export interface UnseenToken {
  readonly type: 'unseen'
  readonly raw: string
  readonly text: string
}

/** What a lexer knows of the text that it reads now. */
export interface UnseenHint {
  holdsUnseen: boolean
}

const nearby = 1_000
/** What services put where a source belongs that only their own page knows. */
const citations: readonly RegExp[] = [
  /^ ?【\d{1,4}(?::\d{1,4})?†[^】\n]{0,200}】/,
  /^ ?【(?:citation|cite|source):[^】\n]{1,80}】/,
  /^ ?\[(?:citation|oaicite):\d{1,4}\]/,
  /^ ?:contentReference\[oaicite:\d{1,4}\](?:\{index=\d{1,4}\})?/,
  /^(?:file)?cite(?:turn\d{1,4}[a-z]{1,12}\d{1,4}){1,20}/,
]
const footnoteCitation = /^ ?\[\^(\d{1,4})\^\]/
const mayBegin =
  / ?(?:【|\[citation:|\[oaicite:|:contentReference\[|\[\^\d)|(?:file)?citeturn\d|[^\P{Cc}\s]|[\ue200-\ue2ff]/u

/** ChatGPT's marks of private characters: begin, kind, parts, end. */
const privateMark = /^\ue200([a-z_]{0,20})((?:\ue202[^\ue200\ue201\ue202]{0,500}){0,40})\ue201/

/** The name that an `entity` mark carries, or the words of a link; a citation shows nothing. */
const nameIn = (kind: string, parts: string): string => {
  const [first = ''] = parts.split('\ue202').slice(1)
  if (kind === 'entity') return /^\["[^"]{0,80}","([^"]{1,200})"/.exec(first)?.[1] ?? ''
  return kind === 'url' || kind === 'link' ? first : ''
}

export const tokenizeUnseen: TokenizerExtensionFunction = (source) => {
  const ansi = ansiLength(source)
  if (ansi > 0) return { type: 'unseen', raw: source.slice(0, ansi), text: '' }
  if (/^[\ue200-\ue2ff]/.test(source)) {
    const near = source.slice(0, 8_000)
    const whole = privateMark.exec(near)
    if (whole) return { type: 'unseen', raw: whole[0], text: nameIn(whole[1] ?? '', whole[2] ?? '') }
    const part = /^[\ue200-\ue2ff](?:[a-z_]{0,20}(?:\ue202[\w-]{0,200}){1,40})?/.exec(near)
    return { type: 'unseen', raw: part?.[0] ?? source.charAt(0), text: '' }
  }
  if (!/^ ?[【[:]|^(?:file)?cite/.test(source)) return undefined
  for (const citation of citations) {
    const match = citation.exec(source)
    if (match) return { type: 'unseen', raw: match[0], text: '' }
  }
  const footnote = footnoteCitation.exec(source)
  if (footnote?.[1] === undefined) return undefined
  return { type: 'footnote-mark', raw: footnote[0], label: footnote[1], isCitation: true }
}

/** Whether anything of this is in a text: asked once, where `startOfUnseen` is asked at every word. */
export const mayHoldUnseen = (source: string): boolean => mayBegin.test(source)

export const startOfUnseen: TokenizerStartFunction = function (source) {
  if ((this.lexer as Partial<UnseenHint>).holdsUnseen === false) return undefined
  const at = source.slice(0, nearby).search(mayBegin)
  return at < 0 ? undefined : at
}

/** Services mark the addresses that they give; the mark says nothing of the page. */
export const withoutTracking = (address: string): string =>
  address.includes('utm_source=')
    ? address
        .replace(
          /([?&])utm_source=(?:chatgpt|openai|perplexity|copilot|gemini)[\w.-]{0,40}(?:&|(?=#|$))/i,
          '$1',
        )
        .replace(/[?&](?=#|$)/, '')
    : address
