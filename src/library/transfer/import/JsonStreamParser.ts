import { decodeUtf8 } from './surrogates'

/** The path of a value: keys and positions from the outside in. */
export type JsonPath = readonly (string | number)[]

/** `enter`: look into it. `take`: the whole value is wanted. `skip`: it is passed over. */
export type Verdict = 'enter' | 'take' | 'skip'

export interface JsonListener {
  decide(path: JsonPath): Verdict
  /** A value that was to be taken. */
  take(path: JsonPath, value: unknown): void
  /**
   * One that was to be taken cannot be: its brackets match, but what is between them is no JSON; or it is too
   * large.
   */
  refuse(path: JsonPath, reason: 'damaged' | 'too-large'): void
  /** Everything in a value that was entered has been told. */
  leave(path: JsonPath): void
}

/** The text is no JSON from here on. What was reported before was whole. */
export class JsonBroken extends Error {
  override readonly name = 'JsonBroken'

  constructor(
    /** Bytes from the beginning. */
    readonly at: number,
  ) {
    super(`No JSON at byte ${at}`)
  }
}

interface Container {
  readonly isArray: boolean
  readonly path: (string | number)[]
  count: number
}

/** A value that is being passed over or gathered. */
interface Value {
  readonly verdict: 'take' | 'skip'
  readonly path: JsonPath
  readonly kind: 'container' | 'string' | 'scalar'
  depth: number
  bytes: number
  readonly gathered: Uint8Array[]
  isTooLarge: boolean
}

type Expecting = 'value' | 'first-value' | 'key' | 'first-key' | 'colon' | 'after' | 'end'

const longestKey = 4_096
const quote = 0x22
const backslash = 0x5c

const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
const endsScalar = (byte: number): boolean =>
  byte === 0x2c || byte === 0x5d || byte === 0x7d || isSpace(byte) || byte === 0x3a

/**
 * Takes single values out of JSON of any size as its bytes come in. Only the brackets around wanted values
 * are followed here; each wanted value goes to `JSON.parse` as a whole, which is strict and several times
 * faster than any tokenizer written in JavaScript. Never holds more than one value, and none above
 * `mostBytes`.
 */
export class JsonStreamParser {
  private readonly stack: Container[] = []
  private expecting: Expecting = 'value'
  private value: Value | null = null
  /** The bytes of a key that is being read. */
  private key: number[] | null = null
  private inString = false
  private isEscaped = false
  private offset = 0
  private nextKey: string | null = null
  private isBegun = false

  constructor(
    private readonly listener: JsonListener,
    private readonly mostBytes: number,
  ) {}

  write(chunk: Buffer): void {
    let at = 0
    if (!this.isBegun && chunk.length > 0) {
      this.isBegun = true
      // A byte order mark, which some editors leave.
      if (chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf) at = 3
    }
    while (at < chunk.length) {
      if (this.value) at = this.goOnWithValue(this.value, chunk, at)
      else if (this.key) at = this.goOnWithKey(this.key, chunk, at)
      else {
        const byte = chunk[at] ?? 0
        if (!isSpace(byte)) this.structure(byte, at)
        at += 1
        // The first byte of a value belongs to it.
        if (this.value) at -= 1
      }
    }
    this.offset += chunk.length
  }

  /** No more bytes will come. */
  end(): void {
    const { value } = this
    if (value?.kind === 'scalar') this.finish(value)
    if (this.expecting !== 'end' || this.value || this.key) throw new JsonBroken(this.offset)
  }

  private structure(byte: number, at: number): void {
    const broken = (): never => {
      throw new JsonBroken(this.offset + at)
    }
    const container = this.stack.at(-1)
    switch (this.expecting) {
      case 'first-value':
        if (byte === 0x5d) this.close()
        else this.begin(byte, broken)
        return
      case 'value':
        this.begin(byte, broken)
        return
      case 'first-key':
        if (byte === 0x7d) this.close()
        else if (byte === quote) this.key = []
        else broken()
        return
      case 'key':
        if (byte !== quote) broken()
        this.key = []
        return
      case 'colon':
        if (byte !== 0x3a) broken()
        this.expecting = 'value'
        return
      case 'after':
        if (byte === (container?.isArray ? 0x5d : 0x7d)) this.close()
        else if (byte === 0x2c) this.expecting = container?.isArray ? 'value' : 'key'
        else broken()
        return
      case 'end':
        broken()
    }
  }

  private begin(byte: number, broken: () => never): void {
    const isContainer = byte === 0x7b || byte === 0x5b
    if (!isContainer && byte !== quote && !isScalarStart(byte)) broken()
    const path = this.nextPath()
    const verdict = this.listener.decide(path)
    if (verdict === 'enter' && isContainer) {
      this.stack.push({ isArray: byte === 0x5b, path, count: 0 })
      this.expecting = byte === 0x5b ? 'first-value' : 'first-key'
      return
    }
    this.value = {
      verdict: verdict === 'skip' ? 'skip' : 'take',
      path,
      kind: isContainer ? 'container' : byte === quote ? 'string' : 'scalar',
      depth: 0,
      bytes: 0,
      gathered: [],
      isTooLarge: false,
    }
    this.inString = false
    this.isEscaped = false
  }

  private nextPath(): (string | number)[] {
    const container = this.stack.at(-1)
    if (!container) return []
    const last = container.isArray ? container.count : (this.nextKey ?? '')
    container.count += 1
    return [...container.path, last]
  }

  private close(): void {
    const container = this.stack.pop()
    if (container) this.listener.leave(container.path)
    this.expecting = this.stack.length === 0 ? 'end' : 'after'
  }

  private goOnWithKey(key: number[], chunk: Buffer, from: number): number {
    let at = from
    for (; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0
      if (byte === quote && !this.isEscaped) {
        this.key = null
        this.nextKey = this.readKey(key, at)
        this.expecting = 'colon'
        return at + 1
      }
      this.isEscaped = byte === backslash && !this.isEscaped
      key.push(byte)
      if (key.length > longestKey) throw new JsonBroken(this.offset + at)
    }
    return at
  }

  private readKey(key: readonly number[], at: number): string {
    try {
      return JSON.parse(`"${Buffer.from(key).toString()}"`) as string
    } catch {
      throw new JsonBroken(this.offset + at)
    }
  }

  /** Returns where the value ends in this chunk, or the chunk's end. */
  private goOnWithValue(value: Value, chunk: Buffer, from: number): number {
    const end = value.kind === 'scalar' ? endOfScalar(chunk, from) : this.endOfNested(value, chunk, from)
    const until = end ?? chunk.length
    this.gather(value, chunk, from, until)
    if (end !== null) this.finish(value)
    return until
  }

  /** The place after a string's or container's last byte, or null where it goes on. */
  private endOfNested(value: Value, chunk: Buffer, from: number): number | null {
    let at = from
    let nextBackslash = -2
    while (at < chunk.length) {
      if (this.inString) {
        if (this.isEscaped) {
          this.isEscaped = false
          at += 1
          continue
        }
        const nextQuote = chunk.indexOf(quote, at)
        const stringEnd = nextQuote === -1 ? chunk.length : nextQuote
        if (nextBackslash !== -1 && nextBackslash < at) nextBackslash = chunk.indexOf(backslash, at)
        if (nextBackslash !== -1 && nextBackslash < stringEnd) {
          at = nextBackslash + 1
          this.isEscaped = true
          continue
        }
        if (nextQuote === -1) return null
        at = nextQuote + 1
        this.inString = false
        if (value.depth === 0) return at
        continue
      }
      const byte = chunk[at] ?? 0
      at += 1
      if (byte === quote) this.inString = true
      else if (byte === 0x7b || byte === 0x5b) value.depth += 1
      else if (byte === 0x7d || byte === 0x5d) {
        value.depth -= 1
        if (value.depth === 0) return at
      }
    }
    return null
  }

  private gather(value: Value, chunk: Buffer, from: number, until: number): void {
    value.bytes += until - from
    if (value.verdict === 'skip' || value.isTooLarge) return
    if (value.bytes > this.mostBytes) {
      value.isTooLarge = true
      value.gathered.length = 0
    } else value.gathered.push(chunk.subarray(from, until))
  }

  private finish(value: Value): void {
    this.value = null
    this.expecting = this.stack.length === 0 ? 'end' : 'after'
    if (value.verdict === 'skip') return
    if (value.isTooLarge) {
      this.listener.refuse(value.path, 'too-large')
      return
    }
    const [only] = value.gathered
    const bytes = value.gathered.length === 1 && only ? Buffer.from(only) : Buffer.concat(value.gathered)
    let parsed: unknown
    try {
      parsed = JSON.parse(decodeUtf8(bytes))
    } catch {
      this.listener.refuse(value.path, 'damaged')
      return
    }
    this.listener.take(value.path, parsed)
  }
}

const isScalarStart = (byte: number): boolean =>
  byte === 0x2d || (byte >= 0x30 && byte <= 0x39) || byte === 0x74 || byte === 0x66 || byte === 0x6e

const endOfScalar = (chunk: Buffer, from: number): number | null => {
  for (let at = from; at < chunk.length; at += 1) if (endsScalar(chunk[at] ?? 0)) return at
  return null
}
