import type { SearchCursor, SearchFilters, SearchHit, SearchPage } from '@shared/model/search'
import { getFileText } from '../attachments/files'
import type { Database, Row } from '../Database'
import { readParts } from '../damage/storedValues'
import { readNumber, readText, readTime } from '../values'
import { Crowd } from './Crowd'
import { beginningOf, type Excerpt, excerptOf } from './excerpt'
import { isNarrowed, loadFitting, loadFittingTitle } from './filters'
import { hasCode } from './hasCode'
import {
  allMessages,
  type Leap,
  matchingFiles,
  matchingMessages,
  matchingMessagesOf,
  matchingTitles,
} from './indexQueries'
import { type Query, readQuery, toMatch } from './query'
import { searchTextOf } from './searchIndex'

/** Hits of one conversation in a page: the others would hide what else there is. */
const mostOfEach = 3
/** Candidates are fitted this many at a time; more and more, where few of them fit. */
const smallestBatch = 32
const largestBatch = 2_048
/**
 * What one page may cost: rows looked at, and texts looked through. Where that was not enough, the next page
 * goes on from there; so nothing else waits long for a search, whatever is searched for.
 */
const mostRows = 8_000
const mostTexts = 400
/** A text longer than this counts more than once. Characters. */
const charactersPerText = 20_000

export interface SearchInput {
  readonly query: string
  readonly filters?: SearchFilters
  readonly limit: number
  readonly after?: SearchCursor | null
}

/** One candidate that was looked at: everything before its key is still to come. */
interface Step {
  readonly key: number
  /** The hit, or null where the candidate was none. */
  readonly hit: SearchHit | null
}

class Budget {
  private rows = mostRows
  private texts = mostTexts
  takeRows(count: number): void {
    this.rows -= count
  }
  takeText(length: number): void {
    this.texts -= 1 + Math.floor(length / charactersPerText)
  }
  get isSpent(): boolean {
    return this.rows <= 0 || this.texts <= 0
  }
}

/** One of the sources of hits, newest first, with the place up to which it was read. */
class HitStream {
  private head: Step | null = null
  isDone = false

  constructor(
    private readonly steps: Iterator<Step>,
    /** The key before which everything is still to come; 0: nothing is. */
    public place: number,
  ) {
    if (place === 0) this.isDone = true
  }

  /** The next hit, as far as the budget goes; null where there is none, or it was not reached. */
  peek(budget: Budget): SearchHit | null {
    while (!this.isDone && !this.head) {
      if (budget.isSpent) return null
      const next = this.steps.next()
      if (next.done) {
        this.isDone = true
        this.place = 0
      } else if (next.value.hit) this.head = next.value
      else this.place = next.value.key
    }
    return this.head?.hit ?? null
  }

  get key(): number {
    return this.head?.key ?? 0
  }

  take(): void {
    if (this.head) this.place = this.head.key
    this.head = null
  }
}

/**
 * Messages, titles and files' texts that hold everything in the query and fit the filters, newest first, but
 * none of what is in the trash. Without a query, all messages that fit.
 */
export const search = (
  database: Database,
  { query: words, filters = {}, limit, after = null }: SearchInput,
): SearchPage => {
  const query = readQuery(words)
  const isBrowsing = words.trim() === '' && isNarrowed(filters)
  if ((query.terms.length === 0 && !isBrowsing) || limit <= 0) return { hits: [], crowded: [], next: null }
  const budget = new Budget()
  const crowd = new Crowd(
    database,
    filters.conversationId === undefined ? mostOfEach : Number.MAX_SAFE_INTEGER,
  )
  const from = after ?? { message: start, file: start, title: start }
  const looking = { database, query, filters, budget, crowd }
  const messages = new HitStream(
    messageSteps(
      looking,
      isBrowsing ? allMessages(database, from.message) : candidates(looking, from.message),
    ),
    from.message,
  )
  const files = new HitStream(fileSteps(looking, from.file), isBrowsing ? 0 : from.file)
  const hasTitles = !isBrowsing && filters.conversationId === undefined
  const titles = new HitStream(titleSteps(looking, from.title), hasTitles ? from.title : 0)
  const sources = [messages, files, titles]

  const hits: SearchHit[] = []
  while (hits.length < limit) {
    const heads = sources.map((source) => source.peek(budget))
    // What was not reached may be newer than what was.
    if (sources.some((source, index) => !source.isDone && heads[index] === null)) break
    const [message, file, title] = heads
    const said = message && file ? (messages.key >= files.key ? messages : files) : message ? messages : files
    const saidHit = said === messages ? message : file
    const isTitle = title && (!saidHit || title.createdAt > saidHit.createdAt)
    const source = isTitle ? titles : said
    const hit = isTitle ? title : saidHit
    if (!hit) break
    const isTwice = source === files && messages.place === files.key
    source.take()
    // A message that holds the words itself needs no file for it.
    if (!isTwice && (isTitle || crowd.admit(hit.conversationId))) hits.push(hit)
  }
  const next = sources.every(({ isDone }) => isDone)
    ? null
    : { message: messages.place, file: files.place, title: titles.place }
  return { hits, crowded: [...crowd.crowded], next }
}

const start = Number.MAX_SAFE_INTEGER

interface Looking {
  readonly database: Database
  readonly query: Query
  readonly filters: SearchFilters
  readonly budget: Budget
  readonly crowd: Crowd
}

/** Messages that may hold the words; in one conversation, of that one only. */
const candidates = ({ database, query, filters, crowd }: Looking, before: number): Iterable<number> =>
  filters.conversationId === undefined
    ? matchingMessages(database, query.terms, before, crowd.leap)
    : matchingMessagesOf(database, toMatch(query.terms), filters.conversationId, before)

function* batches(keys: Iterable<number>, leap: Leap): Generator<readonly number[]> {
  let size = smallestBatch
  let batch: number[] = []
  for (const key of keys) {
    if (leap(key) !== key) continue
    batch.push(key)
    if (batch.length < size) continue
    yield batch
    batch = []
    size = Math.min(size * 2, largestBatch)
  }
  if (batch.length > 0) yield batch
}

function* messageSteps(looking: Looking, keys: Iterable<number>): Generator<Step> {
  const { database, filters, budget, crowd } = looking
  for (const batch of batches(keys, crowd.leap)) {
    budget.takeRows(batch.length)
    for (const row of loadFitting(database, batch, filters, crowd.keys)) {
      if (crowd.isFull(readText(row.conversation_id), readNumber(row.conversation))) continue
      yield { key: readNumber(row.pk), hit: messageHit(looking, row) }
    }
    yield { key: batch.at(-1) ?? 0, hit: null }
  }
}

const messageHit = ({ database, query, filters, budget }: Looking, row: Row): SearchHit | null => {
  const body = database.get('SELECT parts FROM bodies WHERE message = ?', [readNumber(row.pk)])
  if (!body) return null
  const { parts, isDamaged } = readParts(body.parts)
  if (isDamaged) database.damaged.add('parts', readText(row.id))
  const text = searchTextOf(parts)
  budget.takeText(text.length)
  if (filters.withCode && row.has_code === null && !hasCode(parts)) return null
  const isMarkdown = row.role === 'assistant'
  const found = query.terms.length === 0 ? beginningOf(text, isMarkdown) : excerptOf(text, query, isMarkdown)
  return found && { ...aboutMessage(row), ...found }
}

const aboutMessage = (row: Row): Omit<SearchHit, keyof Excerpt> => ({
  conversationId: readText(row.conversation_id),
  conversationTitle: readText(row.title),
  messageId: readText(row.id),
  role: row.role === 'user' ? 'user' : 'assistant',
  ...(row.archived_at === null ? {} : { isArchived: true }),
  createdAt: readTime(row.created_at),
})

/**
 * Messages with which a file came whose text holds the words. There are few files: they are looked up all at
 * once.
 */
function* fileSteps({ database, query, filters, budget }: Looking, before: number): Generator<Step> {
  if (query.terms.length === 0) return
  const fileKeys = matchingFiles(database, toMatch(query.terms))
  if (fileKeys.length === 0) return
  const uses = database.all(
    `SELECT u.message, f.id, f.name FROM files f JOIN file_uses u ON u.file_id = f.id
     WHERE f.pk IN (SELECT value FROM json_each(?)) AND u.message < ? ORDER BY u.message DESC, f.pk`,
    [JSON.stringify(fileKeys), before],
  )
  const excerpts = new Map<string, Excerpt | null>()
  let last = start
  for (const use of uses) {
    const key = readNumber(use.message)
    // Two files of one message: the first is enough.
    if (key === last) continue
    const id = readText(use.id)
    if (!excerpts.has(id)) {
      const text = getFileText(database, id) ?? ''
      budget.takeText(text.length)
      excerpts.set(id, excerptOf(text, query))
    }
    const found = excerpts.get(id)
    if (!found) continue
    budget.takeRows(1)
    const [row] = loadFitting(database, [key], filters)
    if (filters.withCode && row?.has_code !== 1) continue
    last = key
    yield { key, hit: row ? { ...aboutMessage(row), fileName: readText(use.name), ...found } : null }
  }
}

function* titleSteps({ database, query, filters, budget }: Looking, before: number): Generator<Step> {
  for (const key of matchingTitles(database, query.terms, before)) {
    budget.takeRows(1)
    const row = loadFittingTitle(database, key, filters)
    const title = readText(row?.title)
    const found = row && excerptOf(title, query)
    yield {
      key,
      hit: found && {
        conversationId: readText(row.id),
        conversationTitle: title,
        messageId: null,
        ...(row.archived_at === null ? {} : { isArchived: true }),
        ...found,
        createdAt: readTime(row.created_at),
      },
    }
  }
}
