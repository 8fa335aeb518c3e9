import { AppError } from '@shared/ipc/errors'
import { jsonIn, malformed } from './values'

/** An event of a stream: its JSON, and the name above it, mostly empty. */
export interface ServerEvent {
  readonly name: string
  readonly data: unknown
  /** It stood in the body by itself, without `data:`: a whole answer, or an error among events. */
  readonly isBare: boolean
}

/** What ends a stream of chat completions. */
const doneMark = /^"?\[DONE\]"?$/i

/**
 * Reads server-sent events that hold JSON, in time and memory that grow with the bytes alone. Empty ones,
 * which proxies send to keep a connection open, are none. A line that is whole JSON is an event of its own,
 * because some servers leave out the blank line behind it; otherwise lines are joined up to the blank one.
 * The body decides, not its type: JSON without `data:` is an event too, and a web page is no answer.
 */
export class ServerEventReader {
  private readonly lines = new LineReader()
  private readonly events = new EventReader()

  /** Nothing that comes after this is an event. */
  get isDone(): boolean {
    return this.events.isDone
  }

  /** The events that these bytes complete. */
  read(chunk: Uint8Array): Iterable<ServerEvent> {
    return this.eventsIn(this.lines.read(chunk))
  }

  /** The last event, where no blank line came after it. */
  *end(): Generator<ServerEvent, void, undefined> {
    yield* this.eventsIn(this.lines.end())
    yield* this.eventsIn([''])
  }

  private *eventsIn(lines: Iterable<string>): Generator<ServerEvent, void, undefined> {
    for (const line of lines) {
      const event = this.events.read(line)
      if (event) yield event
      if (this.events.isDone) return
    }
  }
}

const lineFeed = 10
const carriageReturn = 13

/** Cuts bytes into lines. Blank ones after a blank one are left out: a stream can hold millions of them. */
class LineReader {
  private readonly decoder = new TextDecoder()
  private begun = ''
  private wasReturn = false
  private wasBlank = true

  read(chunk: Uint8Array): Iterable<string> {
    return this.cut(this.decoder.decode(chunk, { stream: true }))
  }

  end(): Iterable<string> {
    return this.cut(`${this.decoder.decode()}\n`)
  }

  private *cut(text: string): Generator<string, void, undefined> {
    let start = 0
    for (let at = 0; at < text.length; at += 1) {
      const sign = text.charCodeAt(at)
      // The second half of one end of a line, possibly in another piece; or one more blank line.
      if (sign === lineFeed && at === start && (this.wasReturn || this.isBlank)) {
        this.wasReturn = false
        start = at + 1
        continue
      }
      this.wasReturn = sign === carriageReturn
      if (sign !== lineFeed && sign !== carriageReturn) continue
      const line = this.finish(text.slice(start, at))
      start = at + 1
      if (line !== '' || !this.wasBlank) yield line
      this.wasBlank = line === ''
    }
    if (start < text.length) this.begun += text.slice(start)
  }

  private get isBlank(): boolean {
    return this.wasBlank && this.begun === ''
  }

  private finish(rest: string): string {
    const line = this.begun + rest
    this.begun = ''
    return line
  }
}

/** In one event: no server writes its JSON over more. */
const mostLines = 10_000

/** Fields of events that are of no use here. */
const otherFields: ReadonlySet<string> = new Set(['', 'id', 'retry'])

class EventReader {
  isDone = false
  private name = ''
  private data: string[] = []
  /** Lines of JSON without `data:`. */
  private bare: string[] = []
  private isFirst = true

  read(line: string): ServerEvent | null {
    const text = line.charCodeAt(0) === byteOrderMark ? line.slice(1) : line
    if (text === '') return this.finish()
    if (this.isFirst) this.refusePage(text)
    const colon = text.indexOf(':')
    const field = (colon < 0 ? text : text.slice(0, colon)).trim()
    if (field === 'data' && colon >= 0) return this.readData(text.slice(colon + 1).trim())
    if (field === 'event') {
      this.name = text.slice(colon + 1).trim()
      return null
    }
    return otherFields.has(field) ? null : this.readBare(text, field)
  }

  private readData(data: string): ServerEvent | null {
    if (data === '') return null
    if (this.data.length === 0) {
      if (doneMark.test(data)) {
        this.isDone = true
        return null
      }
      // Some proxies put it there twice.
      if (data.startsWith('data:')) return this.readData(data.slice('data:'.length).trim())
      const value = jsonIn(data)
      if (value !== undefined) return { name: this.name, data: value, isBare: false }
      if (!begins(data)) return this.readWords(data)
    }
    if (this.data.length >= mostLines) throw malformed('An event')
    this.data.push(data)
    return null
  }

  /** Data that is no JSON: the words of an error, or what keeps a connection open. */
  private readWords(words: string): ServerEvent | null {
    if (words.startsWith(':') || !(this.name === 'error' || errorWords.test(words.slice(0, longestWords))))
      return null
    return { name: 'error', data: words.slice(0, longestWords), isBare: false }
  }

  /** A line without a field. What is neither JSON nor an error is none of ours. */
  private readBare(line: string, field: string): ServerEvent | null {
    const text = line.trim()
    // llama.cpp has told of errors so.
    if (field === 'error' && this.bare.length === 0) {
      const words = text.slice(text.indexOf(':') + 1).trim()
      return { name: 'error', data: jsonIn(words) ?? words.slice(0, longestWords), isBare: true }
    }
    if (this.bare.length === 0) {
      if (doneMark.test(text)) this.isDone = true
      if (this.isDone || !begins(text)) return null
      const value = jsonIn(text)
      if (value !== undefined) return { name: '', data: value, isBare: true }
    }
    this.bare.push(line)
    return null
  }

  private finish(): ServerEvent | null {
    const { name, data, bare } = this
    this.name = ''
    this.data = []
    this.bare = []
    const isBare = data.length === 0
    if (isBare && bare.length === 0) return null
    const value = jsonIn((isBare ? bare : data).join('\n'))
    if (value === undefined) throw malformed('An event')
    return { name, data: value, isBare }
  }

  /** An address beside the API often answers 200 with the server's own page. */
  private refusePage(line: string): void {
    const start = line.trimStart()
    if (start === '') return
    this.isFirst = false
    if (start.startsWith('<')) throw new AppError('engine/not-found', 'A web page', { reason: 'page' })
  }
}

const byteOrderMark = 0xfeff

/** The part of words that is read. */
const longestWords = 10_000

const errorWords = /\b(error|exception|failed|failure|denied|exceeded|unauthorized|forbidden|overloaded)\b/i

/** The start of an object or a list; a mark such as `[PING]` is none. */
const begins = (text: string): boolean => /^[{[]/.test(text) && !/^\[[A-Z][A-Z_ -]*\]$/i.test(text)
