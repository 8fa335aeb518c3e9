import { CodeContext } from './CodeContext'
import { dataPicture, mostBase64, type SentPicture } from './wire/sentPictures'

/** A piece of an answer's text, or a picture that stood in it as its own data. */
export type PicturePiece =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'picture'; readonly picture: SentPicture }

/** Markdown, HTML, or the data alone; each is what the data may begin with. */
const opening =
  /(?:!\[[^\]\n]{0,300}\]\(\s{0,3}<?|<img\b[^>\n]{0,300}?\bsrc\s?=\s?["']?)?data:image\/[a-z0-9.+-]{1,40}(?:;[a-z0-9=._-]{1,60}){0,3};base64,/iy
const anySign = /!\[|<img\b|data:image\//gi
const hasSign = /!\[|<img\b|data:image\//i
const signs = ['![', '<img', 'data:image/'] as const
/** The longest opening. */
const longestOpening = 1_000
/** What still may become one, from its first sign on. */
const begun =
  /^(?:!(?:\[[^\]\n]{0,300}(?:\](?:\(\s{0,3}(?:<?(?:d[^,\s]{0,280})?)?)?)?)?|<i(?:m(?:g(?:\b[^>\n]{0,640})?)?)?|d[^,\s)]{0,280})$/i

const notBase64 = /[^A-Za-z0-9+/=_\r\n-]/
const notBase64Alone = /[^A-Za-z0-9+/=_-]/
/** Less of it, alone in a text, is written about. */
const leastAlone = 100
/** What closes each, behind a title for one. */
const closings = {
  markdown: /^\s{0,3}>?\s{0,3}(?:"[^"\n]{0,300}"|'[^'\n]{0,300}')?\s{0,3}\)/,
  html: /^[^>\n]{0,600}>/,
} as const
const longestClosing = 700

type Kind = 'markdown' | 'html' | 'alone'
interface DataState {
  readonly name: 'data'
  readonly kind: Kind
  readonly opened: string
}
type State =
  | { readonly name: 'text' }
  | DataState
  | { readonly name: 'closing'; readonly kind: 'markdown' | 'html' }

/**
 * Takes pictures that stand in a text as data URLs out of it, wherever the stream is cut. What is quoted in
 * code stays text.
 */
export class PictureSplitter {
  private state: State = { name: 'text' }
  private held = ''
  private data: string[] = []
  private length = 0
  private readonly context = new CodeContext()

  /** True where this is text as a whole, as nearly all of an answer is. */
  passes(text: string): boolean {
    if (this.held !== '' || this.state.name !== 'text' || hasSign.test(text) || keptForSign(text) > 0)
      return false
    this.context.follow(text)
    return true
  }

  read(text: string): readonly PicturePiece[] {
    if (text === '') return []
    if (this.passes(text)) return [{ type: 'text', text }]
    this.held += text
    return this.work(false)
  }

  end(): readonly PicturePiece[] {
    return this.work(true)
  }

  private work(isEnd: boolean): readonly PicturePiece[] {
    const pieces: PicturePiece[] = []
    let isGoingOn = this.held !== '' || isEnd
    while (isGoingOn) {
      if (this.state.name === 'text') isGoingOn = this.readText(pieces, isEnd)
      else if (this.state.name === 'data') isGoingOn = this.readData(pieces, this.state, isEnd)
      else isGoingOn = this.close(this.state.kind, isEnd)
    }
    return pieces
  }

  /** False where all that can be read was read. */
  private readText(pieces: PicturePiece[], isEnd: boolean): boolean {
    anySign.lastIndex = 0
    for (let found = anySign.exec(this.held); found; found = anySign.exec(this.held)) {
      opening.lastIndex = found.index
      const opened = opening.exec(this.held)
      if (opened) {
        this.give(pieces, this.held.slice(0, found.index))
        this.held = this.held.slice(found.index + opened[0].length)
        if (this.context.isInCode) this.give(pieces, opened[0])
        else this.state = { name: 'data', kind: kindOf(opened[0]), opened: opened[0] }
        return true
      }
      if (!isEnd && mayBecome(this.held.slice(found.index))) return this.giveUntil(pieces, found.index)
    }
    const kept = isEnd ? 0 : keptForSign(this.held)
    return this.giveUntil(pieces, this.held.length - kept)
  }

  private giveUntil(pieces: PicturePiece[], at: number): false {
    this.give(pieces, this.held.slice(0, at))
    this.held = this.held.slice(at)
    return false
  }

  private readData(pieces: PicturePiece[], { kind, opened }: DataState, isEnd: boolean): boolean {
    const at = this.held.search(kind === 'alone' ? notBase64Alone : notBase64)
    this.gather(at < 0 ? this.held : this.held.slice(0, at))
    this.held = at < 0 ? '' : this.held.slice(at)
    if (at < 0 && !isEnd) return false
    const { length } = this
    const data = this.data.join('')
    this.data = []
    this.length = 0
    this.state = { name: 'text' }
    if (length < (kind === 'alone' ? leastAlone : 1)) {
      this.give(pieces, opened + data)
      return true
    }
    const isTooLong = length > mostBase64
    pieces.push({
      type: 'picture',
      picture: isTooLong ? { type: 'refused', reason: 'too-long' } : dataPicture(data),
    })
    if (kind !== 'alone') this.state = { name: 'closing', kind }
    return true
  }

  /** Far too much of it is counted, but no longer kept. */
  private gather(data: string): void {
    this.length += data.length
    if (this.length > mostBase64) this.data = []
    else if (data !== '') this.data.push(data)
  }

  private close(kind: 'markdown' | 'html', isEnd: boolean): boolean {
    const closed = closings[kind].exec(this.held)
    if (!closed && !isEnd && this.held.length < longestClosing) return false
    this.held = this.held.slice(closed?.[0].length ?? 0)
    this.state = { name: 'text' }
    return true
  }

  private give(pieces: PicturePiece[], text: string): void {
    if (text === '') return
    this.context.follow(text)
    pieces.push({ type: 'text', text })
  }
}

const kindOf = (opened: string): Kind =>
  opened.startsWith('!') ? 'markdown' : opened.startsWith('<') ? 'html' : 'alone'

const mayBecome = (text: string): boolean => text.length < longestOpening && begun.test(text)

/** The length of an end with which a sign may begin. */
const keptForSign = (text: string): number => {
  for (let length = Math.min(text.length, 'data:image/'.length - 1); length > 0; length -= 1) {
    const end = text.slice(-length).toLowerCase()
    if (signs.some((sign) => sign.startsWith(end))) return length
  }
  return 0
}
