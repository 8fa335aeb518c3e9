import type { TransferSource } from '@shared/model/transfer'
import { isChatboxKey } from './chatbox/readChatbox'
import { formats } from './formats/formats'
import type { Shape } from './formats/readRecords'
import type { JsonListener, JsonPath, Verdict } from './JsonStreamParser'

/** Under these names a file has its conversations, if it is not a list of them. */
const lists = ['conversations', 'chats']
const mostKeys = 4_000
/** Deep enough for the kind of a message's parts. */
const deepest = 6

export interface Recognised {
  readonly source: TransferSource
  readonly shape: Shape
}

/** Tells what a JSON text is by the keys that come first. */
export class Looking implements JsonListener {
  found: Recognised | null = null
  isSure = false
  /** The keys of what may be a conversation, by where conversations would stand. */
  private readonly keys = new Map<string, Set<string>>()

  decide(path: JsonPath): Verdict {
    if (this.isSure) return 'skip'
    const [first, second] = path
    if (path.length === 1 && isChatboxKey(first)) this.tell('chatbox', { type: 'single' })
    if (path.length === 2 && first === 'localStorage' && second === 'persist:cherry-studio')
      this.tell('cherry-studio', { type: 'single' })
    if (path.length === 2 && first === 'indexedDB' && second === 'message_blocks')
      this.tell('cherry-studio', { type: 'single' })
    if (typeof first === 'number') this.note({ type: 'list' }, path.slice(1))
    else if (path.length > 0) this.note({ type: 'single' }, path)
    if (lists.includes(String(first)) && typeof second === 'number')
      this.note({ type: 'field', name: String(first) }, path.slice(2))
    return !this.isSure && path.length < deepest ? 'enter' : 'skip'
  }

  leave(path: JsonPath): void {
    // A whole message without a sign of any other: ChatGPT's own.
    if (this.found?.source === 'chatgpt' && path.at(-1) === 'message') this.isSure = true
  }

  take(): void {}
  refuse(): void {}

  private note(shape: Shape, path: JsonPath): void {
    if (path.length === 0 || this.isSure) return
    const place = shape.type === 'field' ? shape.name : shape.type
    const keys = this.keys.get(place) ?? new Set()
    this.keys.set(place, keys)
    const key = keyOf(path)
    if (keys.has(key) || keys.size > mostKeys) return
    keys.add(key)
    const format = formats.find((each) => each.isMeant(keys))
    if (format) this.tell(format.source, shape)
    // Ours looks like ChatGPT's, but for a field of its own in each message.
    else if (key === 'mapping.*.message.parley') this.tell('parley', shape)
    else if (key === 'mapping') this.found = { source: 'chatgpt', shape }
  }

  private tell(source: TransferSource, shape: Shape): void {
    this.found = { source, shape }
    this.isSure = true
  }
}

const keyOf = (path: JsonPath): string =>
  path
    .map((step, index) => {
      const above = path[index - 1]
      const isId = above === 'mapping' || (above === 'messages' && path[index - 2] === 'history')
      return typeof step === 'number' || isId ? '*' : step
    })
    .join('.')
