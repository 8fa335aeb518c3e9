import type { SearchHit } from '@shared/model/conversation'
import type { Part } from '@shared/model/message'
import type { Database } from '../database'
import { readNumber, readText } from '../values'
import { excerptOf } from './excerpt'
import { parseQuery, type Term, toMatch } from './query'
import { matchingMessages, matchingTitles, searchTextOf } from './searchIndex'

/** Candidates that turn out not to match (pairs of characters that are not neighbours) are not looked through for ever. */
const mostCandidates = 5_000

/** Messages and titles that hold every word of the query, newest first. */
export const search = (
  database: Database,
  { query, limit, offset }: { query: string; limit: number; offset: number },
): SearchHit[] => {
  const terms = parseQuery(query)
  if (terms.length === 0 || limit <= 0) return []
  const match = toMatch(terms)
  const hits: SearchHit[] = []
  let skipped = 0
  const both = newestFirst(messageHits(database, terms), titleHits(database, match, terms))
  for (const hit of both) {
    if (skipped < offset) {
      skipped += 1
      continue
    }
    hits.push(hit)
    if (hits.length === limit) break
  }
  return hits
}

function* messageHits(database: Database, terms: readonly Term[]): Generator<SearchHit> {
  let candidates = 0
  for (const key of matchingMessages(database, terms)) {
    candidates += 1
    if (candidates > mostCandidates) return
    // The text first: many candidates turn out not to match, and of those nothing else is needed.
    const body = database.get('SELECT parts FROM bodies WHERE message = ?', [key])
    if (!body) continue
    const found = excerptOf(searchTextOf(JSON.parse(readText(body.parts)) as readonly Part[]), terms)
    if (!found) continue
    const row = database.get(
      `SELECT m.id, m.created_at, c.id AS conversation_id, c.title
       FROM messages m JOIN conversations c ON c.pk = m.conversation
       WHERE m.pk = ? AND m.indexed_as IS NOT NULL`,
      [key],
    )
    if (!row) continue
    yield {
      conversationId: readText(row.conversation_id),
      conversationTitle: readText(row.title),
      messageId: readText(row.id),
      ...found,
      createdAt: readNumber(row.created_at),
    }
  }
}

function* titleHits(database: Database, match: string, terms: readonly Term[]): Generator<SearchHit> {
  let candidates = 0
  for (const key of matchingTitles(database, match)) {
    candidates += 1
    if (candidates > mostCandidates) return
    const row = database.get('SELECT id, title, created_at FROM conversations WHERE pk = ?', [key])
    const found = row ? excerptOf(readText(row.title), terms) : null
    if (!row || !found) continue
    yield {
      conversationId: readText(row.id),
      conversationTitle: readText(row.title),
      messageId: null,
      ...found,
      createdAt: readNumber(row.created_at),
    }
  }
}

/** Two sequences that are each newest first, as one. Takes no more of either than is asked for. */
function* newestFirst(left: Iterator<SearchHit>, right: Iterator<SearchHit>): Generator<SearchHit> {
  let a = left.next()
  let b = right.next()
  while (!a.done || !b.done) {
    if (!a.done && (b.done || a.value.createdAt >= b.value.createdAt)) {
      yield a.value
      a = left.next()
    } else if (!b.done) {
      yield b.value
      b = right.next()
    }
  }
}
