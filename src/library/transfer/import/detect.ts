import { AppError } from '@shared/ipc/errors'
import type { TransferSource } from '@shared/model/transfer'
import { contentsName, manifestName, rowsName } from '../archive/names'
import { chatboxTexts } from './chatbox/readChatbox'
import { isActivityPage } from './formats/geminiPage'
import { JsonBroken, JsonStreamParser } from './JsonStreamParser'
import { Looking, type Recognised } from './Looking'
import { isOneALine, linesOf } from './lines'
import { baseName, type ImportSource, type SourceFile } from './sources/source'

/** A file that holds conversations, and how they stand in it. */
export interface DetectedText extends Recognised {
  readonly file: SourceFile
  readonly form: 'json' | 'lines' | 'page'
}

/** What a source is, and the files in it that hold conversations. */
export interface Detected {
  readonly source: TransferSource
  readonly texts: readonly DetectedText[]
}

const conversationsFile = /^conversations(-\d+)?\.json$/i
/** Files that are no text are not opened to find out. */
const noText =
  /\.(?:png|jpe?g|webp|gif|bmp|tiff?|heic|mp[34]|m4a|wav|ogg|webm|mov|pdf|zip|gz|dat|docx?|xlsx?|pptx?)$/i
const mostLookedAt = 20_000

/**
 * Detects a file's origin by content where possible, by the names inside of an archive otherwise. Throws
 * `file/unsupported` for anything else.
 */
export const detect = async (source: ImportSource): Promise<Detected> => {
  const { files } = source
  if (isArchive(source)) return { source: 'parley-archive', texts: [] }
  const named = files.filter(({ name }) => conversationsFile.test(baseName(name)))
  // What a user attached may look like an export itself: it is not opened where there is a real one.
  const byName = await detectAll(named)
  if (byName) return byName
  const sessions = chatboxTexts(source)
  if (sessions.length > 0) return { source: 'chatbox', texts: sessions.map(inChatbox) }
  const found = await detectAll(files.filter(({ name }) => files.length === 1 || !noText.test(name)))
  if (found) return found
  // Since 1.7 its backups hold the browser's own database files.
  if (files.some(({ name }) => /^(IndexedDB|Data)\//.test(name))) throw unknown('cherry-direct')
  throw unknown(files.length === 0 ? 'empty' : 'unknown')
}

const inChatbox = (file: SourceFile): DetectedText => ({
  file,
  source: 'chatbox',
  shape: { type: 'single' },
  form: 'json',
})

const detectAll = async (files: readonly SourceFile[]): Promise<Detected | null> => {
  const texts: DetectedText[] = []
  for (const file of [...files].sort(byName).slice(0, mostLookedAt)) {
    const text = await detectText(file, files.length > 1)
    if (text) texts.push(text)
  }
  const [first] = texts
  if (!first) return null
  // Everything else in its backup is what a user attached.
  const cherry = texts.find(({ source }) => source === 'cherry-studio')
  return cherry ? { source: cherry.source, texts: [cherry] } : { source: first.source, texts }
}

/**
 * A whole library: told by names that nothing else has together; its manifest is proven when it is restored.
 */
const isArchive = ({ files }: ImportSource): boolean =>
  [manifestName, contentsName, rowsName('conversations')].every((wanted) =>
    files.some(({ name }) => name === wanted),
  )

const byName = (a: SourceFile, b: SourceFile): number => (a.name < b.name ? -1 : 1)

export const unknown = (reason: string): AppError =>
  new AppError('file/unsupported', 'Nothing in it that can be imported', { reason })

/**
 * Enough for the first message of a conversation: where it is longer, it is told as ChatGPT's until more is
 * read.
 */
const mostCaptures = 4 * 1024 * 1024
/** One of many files that shows nothing by then is no export. */
const mostOfOne = 32 * 1024 * 1024
const mostLineBytes = 64 * 1024 * 1024
/** Some exports begin with a line about themselves. */
const mostFirstLines = 5

/** Detects the origin by what comes first: a file of hundreds of megabytes is not read for this. */
const detectText = async (file: SourceFile, isOneOfMany: boolean): Promise<DetectedText | null> => {
  const head = await headOf(file)
  const start = head.replace(/^\ufeff/, '').trimStart()[0]
  if (start === '<') {
    if (!isActivityPage(head) || !(await speaksOfGemini(file))) return null
    return { file, source: 'gemini', shape: { type: 'list' }, form: 'page' }
  }
  if (start !== '{' && start !== '[') return null
  if (start === '{' && (await isOneALine(file.read(), mostLineBytes))) return detectLines(file)
  const looked = await look(file.read(), isOneOfMany ? mostOfOne : Number.POSITIVE_INFINITY)
  return looked && { file, ...looked, form: looked.source === 'jan' ? 'lines' : 'json' }
}

const detectLines = async (file: SourceFile): Promise<DetectedText | null> => {
  let count = 0
  for await (const line of linesOf(file.read(), mostLineBytes)) {
    const looked = line && (await look([line], Number.POSITIVE_INFINITY))
    if (looked) return { file, ...looked, form: 'lines' }
    count += 1
    if (count >= mostFirstLines) break
  }
  return null
}

const look = async (
  bytes: AsyncIterable<Buffer> | Iterable<Buffer>,
  most: number,
): Promise<Recognised | null> => {
  const looking = new Looking()
  const parser = new JsonStreamParser(looking, 1_024)
  let length = 0
  try {
    for await (const chunk of bytes) {
      parser.write(chunk)
      length += chunk.length
      if (looking.isSure || (looking.found !== null && length > mostCaptures) || length > most) break
    }
  } catch (error) {
    if (!(error instanceof JsonBroken)) throw error
    // What was told before it broke may be enough.
  }
  return looking.found
}

const headOf = async (file: SourceFile): Promise<string> => {
  for await (const chunk of file.read()) return chunk.subarray(0, 64 * 1024).toString()
  return ''
}

/** A log of activity may be any product's. */
const speaksOfGemini = async (file: SourceFile): Promise<boolean> => {
  let length = 0
  for await (const chunk of file.read()) {
    if (/gemini|\bbard\b/i.test(chunk.toString())) return true
    length += chunk.length
    if (length > mostOfOne) break
  }
  return false
}
