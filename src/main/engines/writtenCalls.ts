import { CodeContext } from './CodeContext'
import { opaqueJson } from './wire/chatThoughts'
import { isRecord, jsonIn } from './wire/values'

/** A tool call that a model wrote into its text, because its server did not read it. */
export interface WrittenCall {
  readonly name: string
  /** JSON. */
  readonly input: string
}

/** A piece of text, or what stood between the tags of a call. */
export interface WrittenPiece {
  readonly type: 'text' | 'calls'
  readonly text: string
  readonly calls: readonly WrittenCall[]
}

/** Each model family has its own; an empty closing tag stands for the end of the answer. */
const tags = [
  { open: '<tool_call>', close: '</tool_call>' },
  { open: '<tool_calls>', close: '</tool_calls>' },
  { open: '<function_call>', close: '</function_call>' },
  { open: '<|tool_call_start|>', close: '<|tool_call_end|>' },
  { open: '<|tool_calls_section_begin|>', close: '<|tool_calls_section_end|>' },
  { open: '<|tool_call_begin|>', close: '<|tool_call_end|>' },
  { open: '<｜tool▁calls▁begin｜>', close: '<｜tool▁calls▁end｜>' },
  { open: '<|python_tag|>', close: '' },
  { open: '[TOOL_CALLS]', close: '' },
  { open: '<function=', close: '</function>' },
] as const
const longestMark = Math.max(...tags.flatMap(({ open, close }) => [open.length, close.length]))
const sign = /[<[]/

/** The longest call in text that is waited for: beyond it, it is text. */
const longestCall = 200_000

const noCalls: readonly WrittenCall[] = []

/**
 * Takes the calls that a model wrote as text out of it, wherever the stream is cut. Only tags that begin a
 * line count, and none within a block of code; what cannot be read as a call stays text.
 */
export class WrittenCallSplitter {
  private held = ''
  /** What came within a call since it was last searched, and the end of all that came. */
  private inside: { readonly pieces: string[]; length: number } = { pieces: [], length: 0 }
  private tail = ''
  private readonly context = new CodeContext()
  private tag: (typeof tags)[number] | null = null

  /** True where this is text as a whole, as nearly all of an answer is: then there is nothing to be read. */
  passes(text: string): boolean {
    if (this.held !== '' || this.tag !== null || sign.test(text)) return false
    this.context.follow(text)
    return true
  }

  read(text: string): readonly WrittenPiece[] {
    if (this.passes(text)) return [{ type: 'text', text, calls: noCalls }]
    if (this.tag !== null && this.isWaiting(this.tag.close, text)) return []
    this.held += text
    return this.work(false)
  }

  end(): readonly WrittenPiece[] {
    this.gather()
    return this.held === '' && this.tag === null ? [] : this.work(true)
  }

  /** Keeps the inside of a call apart until its end comes: it is not searched again with each piece. */
  private isWaiting(close: string, text: string): boolean {
    const end = this.tail + text
    const isClosed = close !== '' && end.includes(close)
    const isTooLong = this.held.length + this.inside.length + text.length > longestCall
    if (isClosed || isTooLong) {
      this.gather()
      return false
    }
    this.inside.pieces.push(text)
    this.inside.length += text.length
    this.tail = end.slice(-longestMark)
    return true
  }

  private gather(): void {
    this.held += this.inside.pieces.join('')
    this.inside = { pieces: [], length: 0 }
  }

  private work(isEnd: boolean): WrittenPiece[] {
    const pieces: WrittenPiece[] = []
    for (;;) {
      const isGoingOn = this.tag === null ? this.look(pieces, isEnd) : this.close(this.tag, pieces, isEnd)
      if (!isGoingOn) return pieces
    }
  }

  /** Gives text up to the next tag that counts. True where one was found. */
  private look(pieces: WrittenPiece[], isEnd: boolean): boolean {
    for (let from = 0; ; from = 1) {
      const at = this.held.slice(from).search(sign)
      this.give(pieces, at < 0 ? this.held.length : from + at)
      if (at < 0) return false
      if (this.context.isInBlock || this.context.line.trim() !== '') continue
      const head = this.held.slice(0, longestMark)
      this.tag = tags.find(({ open }) => head.startsWith(open)) ?? null
      if (this.tag) return true
      if (!isEnd && tags.some(({ open }) => open.startsWith(head))) return false
    }
  }

  private close(tag: (typeof tags)[number], pieces: WrittenPiece[], isEnd: boolean): boolean {
    const close = tag.close === '' ? -1 : this.held.indexOf(tag.close, tag.open.length)
    const isTooLong = this.held.length > longestCall
    if (close < 0 && !isEnd && !isTooLong) {
      this.tail = this.held.slice(-longestMark)
      return false
    }
    const end = close < 0 ? this.held.length : close + tag.close.length
    // The name of the function is a part of that tag.
    const start = tag.open.endsWith('=') ? 0 : tag.open.length
    const inner = this.held.slice(start, close < 0 || start === 0 ? end : close)
    const calls = isTooLong ? noCalls : callsIn(inner)
    this.tag = null
    if (calls.length === 0) {
      this.give(pieces, end)
    } else {
      this.held = this.held.slice(end)
      pieces.push({ type: 'calls', text: inner, calls })
    }
    return this.held !== ''
  }

  private give(pieces: WrittenPiece[], length: number): void {
    if (length === 0) return
    const text = this.held.slice(0, length)
    this.held = this.held.slice(length)
    this.context.follow(text)
    pieces.push({ type: 'text', text, calls: noCalls })
  }
}

/** The calls in what a model wrote between tags; none where it is not one of the ways to write them. */
const callsIn = (text: string): readonly WrittenCall[] => {
  const inner = text
    .trim()
    .replace(/^```(?:json)?|```$/g, '')
    .trim()
  const value = jsonIn(inner)
  if (value !== undefined) return jsonCalls(value)
  for (const read of [functionCalls, markedCalls, keyedCalls, pythonCalls, severalCalls]) {
    const calls = read(inner)
    if (calls.length > 0) return calls
  }
  return noCalls
}

const jsonCalls = (value: unknown): readonly WrittenCall[] =>
  (Array.isArray(value) ? value.slice(0, mostInOne) : [value]).flatMap(jsonCall)

const jsonCall = (value: unknown): readonly WrittenCall[] => {
  if (!isRecord(value)) return noCalls
  const call = isRecord(value.function) ? value.function : value
  const name = call.name ?? call.tool ?? call.tool_name
  const given = call.arguments ?? call.parameters ?? call.input ?? {}
  const input = typeof given === 'string' ? given : opaqueJson(given)
  return typeof name === 'string' && aName.test(name) && input !== null ? [{ name, input }] : noCalls
}

/** More than a model asks for at once. */
const mostInOne = 100

const aName = /^[\w.:-]{1,128}$/

/** One object a line. */
const severalCalls = (text: string): readonly WrittenCall[] =>
  text
    .split('\n')
    .slice(0, mostInOne)
    .flatMap((line) => jsonCall(jsonIn(line.trim())))

/** What stands between each pair of these, in time that grows with the text alone. */
const between = (text: string, open: string, close: string): readonly string[] => {
  const found: string[] = []
  for (let from = 0; found.length < mostInOne; ) {
    const start = text.indexOf(open, from)
    const end = start < 0 ? -1 : text.indexOf(close, start + open.length)
    if (end < 0) break
    found.push(text.slice(start + open.length, end))
    from = end + close.length
  }
  return found
}

/** Qwen's coders, Llama: `<function=name><parameter=key>value</parameter></function>`, or JSON within. */
const functionCalls = (text: string): readonly WrittenCall[] =>
  between(`${text}</function>`, '<function=', '</function>').flatMap((each) => {
    const [name, body] = cut(each)
    const value = jsonIn(body.trim())
    const input = isRecord(value)
      ? value
      : Object.fromEntries(between(body, '<parameter=', '</parameter>').map(pair))
    return aName.test(name) ? [{ name, input: JSON.stringify(input) }] : []
  })

const pair = (text: string): [string, unknown] => {
  const [key, value] = cut(text)
  return [key, plainValue(value)]
}

/** At the end of a tag. */
const cut = (text: string): [string, string] => {
  const end = text.indexOf('>')
  return end < 0 ? ['', ''] : [text.slice(0, end).trim(), text.slice(end + 1)]
}

/** GLM: the name, then keys and values in tags. */
const keyedCalls = (text: string): readonly WrittenCall[] => {
  const name = text.slice(0, 200).split(/[\s<]/, 1)[0] ?? ''
  const keys = between(text, '<arg_key>', '</arg_key>')
  if (keys.length === 0 || !aName.test(name)) return noCalls
  const values = between(text, '<arg_value>', '</arg_value>')
  const input = Object.fromEntries(keys.map((key, index) => [key.trim(), plainValue(values[index] ?? '')]))
  return [{ name, input: JSON.stringify(input) }]
}

/** Kimi, DeepSeek, Mistral: a name, a mark, and JSON. Kimi's name is `functions.NAME:NUMBER`. */
const markedCalls = (text: string): readonly WrittenCall[] => {
  const [first = '', ...others] = text.split(
    /<\|tool_call_argument_begin\|>|<｜tool▁sep｜>|\[ARGS\]/,
    mostInOne,
  )
  let before = first
  return others.flatMap((part) => {
    const start = part.indexOf('{')
    const inner = part.slice(Math.max(0, start))
    const input = (inner.split(/<\||<｜|```/, 1)[0] ?? '').trim()
    // DeepSeek's earlier models have the name behind the mark.
    const written =
      part.slice(0, Math.max(0, start)).replace('```json', '').trim() || before.slice(-300).trim()
    before = part
    const name = /([\w.-]{1,128})(?::\d+)?$/.exec(written)?.[1]?.replace(/^functions\./, '')
    return start >= 0 && name && jsonIn(input) !== undefined ? [{ name, input }] : []
  })
}

/** LFM: calls as Python writes them, in a list. Values are texts, numbers and truths. */
const pythonCalls = (text: string): readonly WrittenCall[] => {
  const list = /^\[([\s\S]*)\]$/.exec(text)?.[1]
  if (list === undefined) return noCalls
  const calls: WrittenCall[] = []
  let rest = list.trim()
  while (rest !== '' && calls.length < mostInOne) {
    const head = /^([\w.-]{1,128})\(\s*/.exec(rest)
    if (!head) return noCalls
    rest = rest.slice(head[0].length)
    const input: Record<string, unknown> = {}
    for (let pair = pythonPair.exec(rest); pair; pair = pythonPair.exec(rest)) {
      input[pair[1] ?? ''] = pythonValue(pair[2] ?? '')
      rest = rest.slice(pair[0].length)
    }
    const end = /^\)\s*,?\s*/.exec(rest)
    if (!end) return noCalls
    rest = rest.slice(end[0].length)
    calls.push({ name: head[1] ?? '', input: JSON.stringify(input) })
  }
  return calls
}

const pythonPair =
  /^(\w{1,128})\s*=\s*('(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"|-?\d[\d.eE+-]*|True|False|None)\s*,?\s*/

const pythonValue = (text: string): unknown => {
  if (text === 'True' || text === 'False') return text === 'True'
  if (text === 'None') return null
  if (!/^['"]/.test(text)) return Number(text)
  return text
    .slice(1, -1)
    .replace(/\\([\s\S])/g, (_, sign: string) => (sign === 'n' ? '\n' : sign === 't' ? '\t' : sign))
}

/** A text as it stands between tags: a number or a truth where it reads as one. */
const plainValue = (text: string): unknown => {
  const plain = text.replace(/^\n|\n$/g, '')
  const value = jsonIn(plain.trim())
  return value === undefined || typeof value === 'string'
    ? typeof value === 'string'
      ? value
      : plain
    : value
}
