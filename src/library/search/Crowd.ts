import type { Database } from '../Database'
import { readNumber } from '../values'
import type { Leap } from './indexQueries'

/** The messages of a conversation, where all keys between the first and the last are its own. */
interface Stretch {
  readonly first: number
  readonly last: number
}

/** Counts what each conversation has in the page. */
export class Crowd {
  private readonly counts = new Map<string, number>()
  readonly crowded = new Set<string>()
  /** Keys of those that are crowded, as far as they are known. */
  readonly keys: number[] = []
  private readonly stretches: Stretch[] = []

  constructor(
    private readonly database: Database,
    private readonly most: number,
  ) {}

  /** What is full need not be read any more: from here on its messages are passed over. */
  isFull(id: string, key: number): boolean {
    if (!this.crowded.has(id)) return false
    if (!this.keys.includes(key)) {
      this.keys.push(key)
      const stretch = stretchOf(this.database, key)
      if (stretch) this.stretches.push(stretch)
    }
    return true
  }

  /** Over the rest of a full conversation, however long it is. */
  readonly leap: Leap = (key) => {
    const inside = this.stretches.find(({ first, last }) => first < key && key <= last)
    return inside ? inside.first : key
  }

  /** False where it is one too many, which says that there are more. */
  admit(id: string): boolean {
    const count = (this.counts.get(id) ?? 0) + 1
    this.counts.set(id, count)
    if (count > this.most) this.crowded.add(id)
    return count <= this.most
  }
}

/** Null where another conversation went on meanwhile. */
const stretchOf = (database: Database, conversation: number): Stretch | null => {
  const row = database.get(
    'SELECT min(pk) AS first, max(pk) AS last, count(*) AS count FROM messages WHERE conversation = ?',
    [conversation],
  )
  const [first, last] = [readNumber(row?.first), readNumber(row?.last)]
  return last - first + 1 === readNumber(row?.count) ? { first, last } : null
}
