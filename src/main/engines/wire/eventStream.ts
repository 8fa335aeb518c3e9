import { jsonIn, malformed } from './values'

/** An event of a stream: its JSON, and the name above it, mostly empty. */
export interface ServerEvent {
  readonly name: string
  readonly data: unknown
}

/** What ends a stream of chat completions. */
const doneMark = '[DONE]'

/**
 * Reads server-sent events that hold JSON, in time and memory that grow with the bytes alone. Empty ones,
 * which proxies send to keep a connection open, are none. A line that is whole JSON is an event of its own,
 * because some servers leave out the blank line behind it; otherwise lines are joined up to the blank one.
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

class EventReader {
  isDone = false
  private name = ''
  private data: string[] = []

  read(line: string): ServerEvent | null {
    if (line === '') return this.finish()
    const colon = line.indexOf(':')
    const field = colon < 0 ? line : line.slice(0, colon)
    if (field === 'event') this.name = line.slice(colon + 1).trim()
    return field === 'data' && colon >= 0 ? this.readData(line.slice(colon + 1).trim()) : null
  }

  private readData(data: string): ServerEvent | null {
    if (data === '') return null
    if (this.data.length === 0) {
      if (data === doneMark) {
        this.isDone = true
        return null
      }
      const value = jsonIn(data)
      if (value !== undefined) return { name: this.name, data: value }
    }
    if (this.data.length >= mostLines) throw malformed('An event')
    this.data.push(data)
    return null
  }

  private finish(): ServerEvent | null {
    const { name, data } = this
    this.name = ''
    this.data = []
    if (data.length === 0) return null
    const value = jsonIn(data.join('\n'))
    if (value === undefined) throw malformed('An event')
    return { name, data: value }
  }
}
