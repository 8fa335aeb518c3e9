import type { LeftOut } from './transfer'

const longestName = 200

/**
 * Counts what an import or an export left out, with the names of the first: enough to go and look, few enough
 * to hold.
 */
export class LeftOutTally {
  private readonly entries = new Map<string, LeftOut & { names: string[]; count: number }>()

  /** Names are kept of so many of one kind and reason. */
  constructor(private readonly mostNames = 200) {}

  add(kind: LeftOut['kind'], reason: LeftOut['reason'], name = '', count = 1): void {
    const key = `${kind} ${reason}`
    const entry = this.entries.get(key) ?? { kind, reason, count: 0, names: [] }
    entry.count += count
    const line = entry.names.length < this.mostNames ? shorten(name) : ''
    if (line !== '') entry.names.push(line)
    this.entries.set(key, entry)
  }

  merge(list: readonly LeftOut[]): void {
    for (const { kind, reason, count, names } of list) {
      this.add(kind, reason, '', count)
      for (const name of names) this.add(kind, reason, name, 0)
    }
  }

  list(): LeftOut[] {
    return [...this.entries.values()].map((entry) => ({ ...entry, names: [...entry.names] }))
  }
}

const shorten = (name: string): string => {
  const line = name
    .toWellFormed()
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .trim()
  const characters = [...line.slice(0, longestName * 2)]
  return characters.length > longestName ? `${characters.slice(0, longestName).join('')}…` : line
}
