import type { LeftOut } from '@shared/model/transfer'

/** Names of one kind and reason that are kept: enough to go and look, few enough to hold. */
const mostNames = 200
const longestName = 200

/** Counts what could not be brought along. */
export class LeftOutTally {
  private readonly entries = new Map<string, LeftOut & { names: string[]; count: number }>()

  add(kind: LeftOut['kind'], reason: LeftOut['reason'], name = '', count = 1): void {
    const key = `${kind} ${reason}`
    const entry = this.entries.get(key) ?? { kind, reason, count: 0, names: [] }
    entry.count += count
    if (name !== '' && entry.names.length < mostNames) entry.names.push(shorten(name))
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
