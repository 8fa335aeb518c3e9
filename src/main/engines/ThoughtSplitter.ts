import { CodeContext } from './CodeContext'

/**
 * A piece of an answer. `turned`: the text so far, and this, were thoughts: only their end was marked.
 */
export interface SplitPiece {
  readonly type: 'text' | 'reasoning' | 'turned'
  readonly text: string
}

interface Tag {
  readonly open: string
  readonly close: string
}

/** In small letters. Models write them into their text where their server does not take them out. */
const tags: readonly Tag[] = [
  ...['think', 'thinking', 'thought', 'thoughts', 'reasoning', 'seed:think'].map((name) => ({
    open: `<${name}>`,
    close: `</${name}>`,
  })),
  { open: '◁think▷', close: '◁/think▷' },
  { open: '[think]', close: '[/think]' },
  { open: '<|begin_of_thought|>', close: '<|end_of_thought|>' },
  { open: '<|start_thinking|>', close: '<|end_thinking|>' },
]
const marks = tags.flatMap(({ open, close }) => [open, close])
const longestMark = Math.max(...marks.map((mark) => mark.length))
const escaped = (mark: string): string => mark.replace(/[|[\]]/g, '\\$&')
const anyMark = new RegExp(marks.map(escaped).join('|'), 'i')
const closings: ReadonlyMap<string, RegExp> = new Map(
  tags.map(({ close }) => [close, new RegExp(escaped(close), 'i')]),
)
const signs = /[<◁[]/

/** The most white space that is held back. */
const mostSpace = 1_000

type State =
  /** Nothing but white space has come: a tag may open thoughts. */
  | { readonly name: 'start' }
  | { readonly name: 'thinking'; readonly close: string }
  /** Text that may turn out to have been thoughts. */
  | { readonly name: 'watching' }
  | { readonly name: 'plain' }

const nothing: readonly SplitPiece[] = []

/**
 * Tells thoughts in tags from the answer, wherever the stream is cut. Only a tag at the start opens thoughts,
 * and several may follow one another there; a lone closing tag makes thoughts of what came before it, unless
 * it is quoted. Whatever comes later is text. One for each round of an answer.
 */
export class ThoughtSplitter {
  private state: State = { name: 'start' }
  private held = ''
  private readonly context = new CodeContext()
  private hasGiven = false
  private hadThoughts = false
  /** White space before the answer goes with the tags that it stood behind. */
  private isTrimming = false
  private isThoughtBegun = false
  private canTurn = true

  /** The server tells thoughts apart itself: a lone closing tag can only be a remainder, at the start. */
  noteThoughts(): void {
    this.canTurn = false
    if (this.state.name === 'watching') this.state = { name: 'plain' }
  }

  /** True where this is text as a whole, as nearly all of an answer is: then there is nothing to be read. */
  passes(text: string): boolean {
    if (this.held !== '') return false
    if (this.state.name === 'plain') return true
    if (this.state.name !== 'watching' || signs.test(text)) return false
    this.context.follow(text)
    this.hasGiven ||= text.trim() !== ''
    return true
  }

  read(text: string): readonly SplitPiece[] {
    if (text === '') return nothing
    if (this.passes(text)) return [{ type: 'text', text }]
    const pieces: SplitPiece[] = []
    this.held += text
    this.work(pieces, false)
    return pieces
  }

  end(): readonly SplitPiece[] {
    const pieces: SplitPiece[] = []
    this.work(pieces, true)
    return pieces
  }

  private work(pieces: SplitPiece[], isEnd: boolean): void {
    for (let before = ''; this.held !== '' && before !== this.held + this.state.name; ) {
      before = this.held + this.state.name
      this.step(pieces, isEnd)
    }
  }

  private step(pieces: SplitPiece[], isEnd: boolean): void {
    switch (this.state.name) {
      case 'start':
        this.start(isEnd)
        break
      case 'thinking':
        this.think(pieces, this.state.close, isEnd)
        break
      case 'watching':
        this.watch(pieces, isEnd)
        break
      case 'plain':
        this.give(pieces, this.held.length)
        break
    }
  }

  private start(isEnd: boolean): void {
    const text = this.held.trimStart()
    const head = text.slice(0, longestMark).toLowerCase()
    const opened = tags.find(({ open }) => head.startsWith(open))
    const closed = tags.find(({ close }) => head.startsWith(close))
    if (opened) {
      this.held = text.slice(opened.open.length)
      this.state = { name: 'thinking', close: opened.close }
      this.isThoughtBegun = false
      this.isTrimming = true
      this.canTurn = false
      return
    }
    if (closed) {
      this.held = text.slice(closed.close.length)
      this.isTrimming = true
      this.canTurn = false
      return
    }
    const mayBecome = text === '' ? this.held.length < mostSpace : marks.some((mark) => mark.startsWith(head))
    if (mayBecome && !isEnd) return
    if (this.isTrimming) this.held = text
    this.state = { name: this.canTurn ? 'watching' : 'plain' }
  }

  private think(pieces: SplitPiece[], close: string, isEnd: boolean): void {
    const at = this.held.search(closings.get(close) ?? anyMark)
    if (at >= 0) {
      this.giveThought(pieces, this.held.slice(0, at).trimEnd())
      this.held = this.held.slice(at + close.length)
      this.state = { name: 'start' }
      return
    }
    const kept = isEnd ? 0 : keptForMark(this.held, [close])
    const sure = this.held.slice(0, this.held.length - kept)
    // White space at the end of thoughts is none of theirs.
    const words = sure.trimEnd()
    const isSpaceHeld = isEnd || sure.length - words.length < mostSpace
    const thought = isSpaceHeld ? words : sure
    this.held = isEnd ? '' : this.held.slice(thought.length)
    this.giveThought(pieces, thought)
  }

  private giveThought(pieces: SplitPiece[], thought: string): void {
    const text = this.isThoughtBegun ? thought : thought.trimStart()
    if (text === '') return
    const isNext = !this.isThoughtBegun && this.hadThoughts
    pieces.push({ type: 'reasoning', text: isNext ? `\n\n${text}` : text })
    this.isThoughtBegun = true
    this.hadThoughts = true
  }

  private watch(pieces: SplitPiece[], isEnd: boolean): void {
    const found = signs.test(this.held) ? anyMark.exec(this.held) : null
    if (!found) {
      this.give(pieces, this.held.length - (isEnd ? 0 : keptForMark(this.held, marks)))
      return
    }
    const mark = found[0].toLowerCase()
    const after = this.held[found.index + mark.length]
    if (tags.some(({ open }) => open === mark)) {
      this.state = { name: 'plain' }
      return
    }
    // Whether it is quoted shows in what follows.
    if (after === undefined && !isEnd) {
      this.give(pieces, found.index)
      return
    }
    const before = this.held.slice(0, found.index)
    this.context.follow(before)
    if (this.context.isQuoted(after)) {
      this.state = { name: 'plain' }
      return
    }
    pieces.push({ type: 'turned', text: before })
    this.held = this.held.slice(found.index + mark.length)
    this.hadThoughts = this.hasGiven || before.trim() !== ''
    this.canTurn = false
    this.isTrimming = true
    this.state = { name: 'start' }
  }

  private give(pieces: SplitPiece[], length: number): void {
    if (length <= 0) return
    const text = this.held.slice(0, length)
    this.held = this.held.slice(length)
    if (this.state.name === 'watching') {
      this.context.follow(text)
      this.hasGiven ||= text.trim() !== ''
    }
    pieces.push({ type: 'text', text })
  }
}

/** The length of an end that one of these may still begin with. */
const keptForMark = (text: string, wanted: readonly string[]): number => {
  const from = Math.max(0, text.length - longestMark + 1)
  const end = text.slice(from).toLowerCase()
  for (let at = 0; at < end.length; at += 1) {
    const rest = end.slice(at)
    if (signs.test(rest[0] ?? '') && wanted.some((mark) => mark.startsWith(rest))) return rest.length
  }
  return 0
}
