import { LeftOutTally } from '@shared/model/LeftOutTally'
import type { LeftOut, TransferCounts } from '@shared/model/transfer'

const mostNames = 20

/** Counts what an export wrote, and what it could not. */
export class ExportTally {
  private readonly counts = { conversations: 0, messages: 0, pictures: 0, files: 0 }
  private readonly missing = new LeftOutTally(mostNames)

  add(what: keyof TransferCounts, count = 1): void {
    this.counts[what] += count
  }

  addMissing(kind: LeftOut['kind'], name: string): void {
    this.missing.add(kind, 'missing', name.replace(/\s+/g, ' '))
  }

  get added(): TransferCounts {
    return { ...this.counts }
  }

  get leftOut(): readonly LeftOut[] {
    return this.missing.list()
  }
}
