import { AppError } from '@shared/ipc/errors'
import type { TransferSource } from '@shared/model/transfer'
import { contentsName, manifestName, rowsName } from '../archive/names'
import { chatboxTexts, isChatboxKey } from './chatbox/readChatbox'
import {
  JsonBroken,
  type JsonListener,
  type JsonPath,
  JsonStreamParser,
  type Verdict,
} from './JsonStreamParser'
import { baseName, type ImportSource, type SourceFile } from './sources/source'

/** What a source is, and the files in it that hold conversations. */
export interface Detected {
  readonly source: TransferSource
  readonly texts: readonly SourceFile[]
}

const conversationsFile = /^conversations(-\d+)?\.json$/i

/**
 * Detects a file's origin by content where possible, by the names inside of an archive otherwise. Throws
 * `file/unsupported` for anything else.
 */
export const detect = async (source: ImportSource): Promise<Detected> => {
  const [only] = source.files
  if (source.files.length === 1 && only) return { source: await detectText(only), texts: [only] }
  if (isArchive(source)) return { source: 'parley-archive', texts: [] }
  const texts = source.files.filter(({ name }) => conversationsFile.test(baseName(name))).sort(byName)
  const [first] = texts
  if (first) return { source: await detectText(first), texts }
  const sessions = chatboxTexts(source)
  if (sessions.length > 0) return { source: 'chatbox', texts: sessions }
  const cherry = source.files.find(({ name }) => name === 'data.json')
  if (cherry && (await detectText(cherry)) === 'cherry-studio')
    return { source: 'cherry-studio', texts: [cherry] }
  // Since 1.7 its backups hold the browser's own database files.
  if (source.files.some(({ name }) => /^(IndexedDB|Data)\//.test(name))) throw unknown('cherry-direct')
  throw unknown(source.files.length === 0 ? 'empty' : 'unknown')
}

/**
 * A whole library: told by names that nothing else has together; its manifest is proven when it is restored.
 */
const isArchive = ({ files }: ImportSource): boolean =>
  [manifestName, contentsName, rowsName('conversations')].every((wanted) =>
    files.some(({ name }) => name === wanted),
  )

const byName = (a: SourceFile, b: SourceFile): number => (a.name < b.name ? -1 : 1)

const unknown = (reason: string): AppError =>
  new AppError('file/unsupported', 'Nothing in it that can be imported', { reason })

/**
 * Enough for the first message of a conversation: where it is longer, it is told as ChatGPT's until more is
 * read.
 */
const mostCaptures = 4 * 1024 * 1024

/** Detects the origin by the keys that come first: a file of hundreds of megabytes is not read for this. */
const detectText = async (file: SourceFile): Promise<TransferSource> => {
  const looking = new Looking()
  const parser = new JsonStreamParser(looking, 1_024)
  let length = 0
  try {
    for await (const chunk of file.read()) {
      parser.write(chunk)
      length += chunk.length
      if (looking.isSure || (looking.found !== null && length > mostCaptures)) break
    }
  } catch (error) {
    if (!(error instanceof JsonBroken)) throw error
    // What was told before it broke may be enough.
  }
  const { found } = looking
  if (found === null) throw unknown('unknown')
  if (found === 'claude') throw unknown('claude')
  return found
}

class Looking implements JsonListener {
  found: TransferSource | 'claude' | null = null
  isSure = false

  decide(path: JsonPath): Verdict {
    if (this.isSure) return 'skip'
    const [first] = path
    const inside =
      typeof first === 'number' ? path.slice(1) : first === 'conversations' ? path.slice(2) : path
    const [field, , part, key] = inside
    if (path.length === 1 && isChatboxKey(first)) this.tell('chatbox')
    if (path.length === 2 && first === 'localStorage' && path[1] === 'persist:cherry-studio')
      this.tell('cherry-studio')
    if (path.length === 2 && first === 'indexedDB' && path[1] === 'message_blocks') this.tell('cherry-studio')
    if (field === 'chat_messages' && inside.length === 1) this.tell('claude')
    if (field === 'mapping') {
      this.found = 'chatgpt'
      // Ours looks like ChatGPT's, but for a field of its own in each message.
      if (part === 'message' && key === 'parley') this.tell('parley')
      return inside.length < 4 ? 'enter' : 'skip'
    }
    return path.length < 3 ? 'enter' : 'skip'
  }

  leave(path: JsonPath): void {
    // A whole message without it: ChatGPT's own.
    if (this.found === 'chatgpt' && path.at(-1) === 'message') this.isSure = true
  }

  take(): void {}
  refuse(): void {}

  private tell(what: TransferSource | 'claude'): void {
    this.found = what
    this.isSure = true
  }
}
