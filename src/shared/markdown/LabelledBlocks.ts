/** Longer blocks keep their brackets as they are: to parse them again for each label would take too long. */
const longestRevised = 32_000
const bracketed = /\[((?:\\[\s\S]|[^[\]\\]){1,999})\]/g

/** As marked compares labels. */
const normalized = (label: string): string =>
  label.trim().replace(/\s+/g, ' ').toLowerCase().toUpperCase().toLowerCase()

export interface LabelledBlock {
  readonly index: number
  readonly raw: string
}

interface Counted extends LabelledBlock {
  /** Of its labels, those that have their address in it, and those that got one since. */
  drawn: number
  fresh: number
}

/**
 * Finished blocks with brackets in them, which a later definition may make links. A block with many labels is
 * parsed again as their number doubles, and once more at the end: definition after definition would otherwise
 * take the square of their number.
 */
export class LabelledBlocks {
  private readonly byLabel = new Map<string, Counted[]>()
  private readonly waiting = new Set<Counted>()
  /** Blocks that wait for more of their definitions, or for the end. */
  private readonly resting = new Set<Counted>()

  add(index: number, raw: string): void {
    if (raw.length > longestRevised || !raw.includes('[')) return
    const block = { index, raw, drawn: 0, fresh: 0 }
    const labels = new Set(Array.from(raw.matchAll(bracketed), ([, label = '']) => normalized(label)))
    for (const label of labels) {
      const blocks = this.byLabel.get(label)
      if (blocks) blocks.push(block)
      else this.byLabel.set(label, [block])
    }
  }

  /** A label has its address now. */
  revise(label: string): void {
    for (const block of this.byLabel.get(label) ?? []) {
      block.fresh += 1
      if (block.fresh < block.drawn) this.resting.add(block)
      else this.wake(block)
    }
    this.byLabel.delete(label)
  }

  /** No more definitions come. */
  finish(): void {
    for (const block of this.resting) this.wake(block)
  }

  /** Blocks to parse again: about so many signs of them, and at least one. */
  takeRevised(signs: number): readonly LabelledBlock[] {
    const taken: LabelledBlock[] = []
    let left = signs
    for (const block of this.waiting) {
      if (left <= 0) break
      left -= block.raw.length
      block.drawn += block.fresh
      block.fresh = 0
      taken.push(block)
      this.waiting.delete(block)
    }
    return taken
  }

  get isRevising(): boolean {
    return this.waiting.size > 0
  }

  private wake(block: Counted): void {
    this.resting.delete(block)
    this.waiting.add(block)
  }
}
