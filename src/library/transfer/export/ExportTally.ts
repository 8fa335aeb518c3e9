import type { LeftOut, TransferCounts } from '@shared/model/transfer'

/** Names of one kind and reason that are told: enough to go and look. */
const mostNames = 20
const longestName = 200

/** Counts what an export wrote, and what it could not. */
export class ExportTally {
  private readonly counts = { conversations: 0, messages: 0, pictures: 0, files: 0 }
  private readonly missing = new Map<LeftOut['kind'], { count: number; names: string[] }>()

  add(what: keyof TransferCounts, count = 1): void {
    this.counts[what] += count
  }

  addMissing(kind: LeftOut['kind'], name: string): void {
    const entry = this.missing.get(kind) ?? { count: 0, names: [] }
    entry.count += 1
    const line = name.toWellFormed().replace(/\s+/g, ' ').trim().slice(0, longestName)
    if (line !== '' && entry.names.length < mostNames) entry.names.push(line)
    this.missing.set(kind, entry)
  }

  get added(): TransferCounts {
    return { ...this.counts }
  }

  get leftOut(): readonly LeftOut[] {
    return [...this.missing].map(([kind, { count, names }]) => ({ kind, reason: 'missing', count, names }))
  }
}
